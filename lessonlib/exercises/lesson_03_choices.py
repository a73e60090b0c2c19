"""The tasks of lesson 03 that are choices and numbers."""

from math import log, log10

from lessonlib.exercises.answers import Choice, Value
from lessonlib.exercises.task import Wrong

TASKS = (
    Choice(
        name="what_is_left",
        lesson="03",
        minutes=2,
        options=(
            "u.s. isn't woods shares fall 3.5%",
            "u s woods shares fall 3 5",
            "u s isn t woods shares fall 3 5",
        ),
        hints=(
            "Everything that is not a letter or a digit becomes a space. Then the words on the list of stop words go.",
            "The, out and of are on the list. After the first step isn't is two pieces, and neither of them is on it.",
        ),
        reference="c",
        after="The name of the country, the word not and the size of the fall all came apart.",
        wrong=(
            Wrong(
                "thinks that cleaning keeps abbreviations and numbers whole",
                "a",
                "The points in U.S. and 3.5, the apostrophe and the sign % are neither letters nor digits: they become "
                "spaces.",
            ),
            Wrong(
                "thinks that pieces of words are stop words",
                "b",
                "Are isn and t words that occur everywhere? The list of stop words holds whole words, and cutting came "
                "first.",
            ),
        ),
    ),
    Choice(
        name="what_to_learn_from",
        lesson="03",
        minutes=1,
        options=(
            "all of them, the more the better",
            "those of the training part only",
            "training and validation, but not test",
            "any, since no network is trained by this",
        ),
        hints=(
            "Which headlines will you have when the classifier is in use: those of tomorrow, or those of yesterday?",
            "Validation and test headlines play the part of tomorrow's news.",
        ),
        reference="b",
        after="Whatever is learned, is learned from the training part; the other parts only judge.",
        wrong=(
            Wrong(
                "learns the vocabulary from everything",
                "a",
                "A vocabulary made from everything knows words that only the test has. The score would promise more "
                "than tomorrow's news can keep.",
            ),
            Wrong(
                "takes validation for training data",
                "c",
                "Validation stands in for headlines that nobody has seen yet. If their words are known beforehand, "
                "the choices made on them are too hopeful.",
            ),
            Wrong(
                "thinks that nothing is learned before training",
                "d",
                "The vocabulary and the weights of the classes are learned from data, too, though no network is "
                "involved.",
            ),
        ),
    ),
    Value(
        name="embedding_shape",
        lesson="03",
        minutes=1,
        hints=(
            "Every index is replaced by the row of the table that it points to.",
            "There was one number per token, and now there are 100.",
        ),
        reference=(1, 5, 100),
        after="An embedding layer adds one dimension at the end: the numbers of each word's vector.",
        wrong=(
            Wrong(
                "gives the shape of the table",
                (10, 100),
                "That is the table itself, one row for each word there is. The layer returns the rows that were asked "
                "for.",
            ),
            Wrong(
                "multiplies two dimensions into one",
                (1, 500),
                "Two dimensions were multiplied into one: each keeps its own place.",
            ),
            Wrong("forgets the batch", (5, 100), "The batch is missing: it holds one headline, and it stays one."),
            Wrong(
                "expects one vector per headline",
                (1, 100),
                "Each of the five tokens has a vector of its own. Nothing has been added up yet.",
            ),
            Wrong(
                "counts the tokens of the table",
                (1, 5, 10),
                "10 is how many tokens the table knows. Each of them has a vector of 100 numbers.",
            ),
            Wrong(
                "puts the numbers before the tokens",
                (1, 100, 5),
                "The numbers of a vector come last: an embedding layer adds its dimension at the end.",
            ),
            Wrong(
                "takes the batch for a token",
                (5, 1, 100),
                "The batch comes first: one headline, and then its five tokens.",
            ),
        ),
    ),
    Choice(
        name="without_relu",
        lesson="03",
        minutes=1,
        options=(
            "no more than a single one",
            "about twice as much as a single one",
            "nothing, because they could not be trained",
        ),
        hints=(
            "Write both layers as matrices: first A times the features, then B times the result.",
            "B (A x) = (B A) x, and B A is a single matrix.",
        ),
        reference="a",
        after="Without a non-linearity in between, depth adds nothing.",
        wrong=(
            Wrong(
                "thinks that two layers always say more than one",
                "b",
                "Count on paper: two weighted sums in a row are again one weighted sum, with other weights.",
            ),
            Wrong(
                "thinks that training fails without ReLU",
                "c",
                "Training runs as before, and gradients exist. The network just cannot say more than a smaller one.",
            ),
        ),
    ),
    Value(
        name="one_step",
        lesson="03",
        minutes=2,
        hints=(
            "At w = 3 the slope of (w - 1)² is 2 (w - 1) = 4.",
            "The step goes against the slope, and its length is the learning rate times the slope.",
        ),
        reference=3 - 0.1 * 4,
        after="Each step goes against the slope, and farther where it is steeper: that is gradient descent.",
        wrong=(
            Wrong("goes uphill", 3 + 0.1 * 4, "The step went uphill. Subtract the slope, do not add it."),
            Wrong(
                "forgets the learning rate",
                3 - 4.0,
                "That is a step of the whole slope. Multiply it by the learning rate first.",
            ),
            Wrong("gives the step", 0.4, "This is the length of the step. Where does the weight stand after it?"),
            Wrong(
                "ignores the slope",
                2.9,
                "The learning rate alone was subtracted. It is multiplied by the slope first.",
            ),
            Wrong(
                "forgets the factor 2 of the slope",
                2.8,
                "The slope is 2 (w - 1), twice as much as this step supposes.",
            ),
            Wrong(
                "gives the lowest point",
                1,
                "That is where the loss is lowest. One step goes only a part of the way.",
            ),
            Wrong(
                "multiplies the weight",
                2.4,
                "The step is the rate times the slope at w = 3, not times the weight and 2.",
            ),
            Wrong(
                "gives the slope",
                4,
                "That is the slope at w = 3. Where does the weight stand after a step against it?",
            ),
        ),
    ),
    Choice(
        name="rate_too_large",
        lesson="03",
        minutes=1,
        options=(
            "it arrives at 1 sooner",
            "it moves farther and farther away from 1",
            "it stops somewhere on the way",
        ),
        hints=(
            "Compute one step: from w = 3, slope 4, rate 1.1. How far from 1 are you afterwards?",
            "3 - 1.1 x 4 = -1.4. Before the step you were 2 away from the lowest point.",
        ),
        reference="b",
        after="When the loss grows from step to step, try a smaller learning rate first.",
        wrong=(
            Wrong(
                "thinks that larger steps arrive sooner",
                "a",
                "Larger steps help only up to a point. Here each of them jumps over the lowest point, and lands "
                "farther away on the other side.",
            ),
            Wrong(
                "thinks that the slope stops it",
                "c",
                "The slope is zero at the lowest point only, and these steps jump over it again and again.",
            ),
        ),
    ),
    Value(
        name="loss_of_guessing",
        lesson="03",
        minutes=2,
        hints=(
            "Somebody who only guesses gives each of the four classes the probability 1/4.",
            "The loss is minus the natural logarithm of that: -log(1/4), which is log(4).",
        ),
        reference=log(4),
        tolerance=0.003,
        after="Keep that number: a network that starts far above it, or stays there, has a fault.",
        wrong=(
            Wrong("gives the probability", 0.25, "That is the probability. The loss is minus its logarithm."),
            Wrong(
                "forgets the minus sign",
                -log(4),
                "A logarithm of a probability is negative, and the loss is minus that.",
            ),
            Wrong("cuts after one decimal", 1.3, "This was cut too far: give two decimals, rounded."),
            Wrong("takes the logarithm to base 2", 2, "That is the logarithm to base 2. Take the natural one."),
            Wrong(
                "takes the logarithm to base 10",
                log10(4),
                "That is the logarithm to base 10. Take the natural one.",
            ),
            Wrong(
                "takes the probability of being wrong",
                0.75,
                "That is the probability of being wrong, and no logarithm yet. The loss is minus the logarithm "
                "of that of being right.",
            ),
            Wrong(
                "takes the logarithm of being wrong",
                -log(3 / 4),
                "That is the logarithm of the probability of being wrong. The loss looks at the right class.",
            ),
            Wrong(
                "gives the number of classes",
                4,
                "That is the number of classes. The loss is minus the logarithm of the probability of one of them.",
            ),
        ),
    ),
    Choice(
        name="which_vectors",
        lesson="03",
        minutes=1,
        options=(
            "own, frozen",
            "GloVe, frozen",
            "GloVe, learned",
            "random, learned",
        ),
        hints=(
            "One of the four may not change and knows little: its vectors are from a small corpus of another kind.",
            "Random numbers that are learned are not random for long: training turns them into vectors for this task.",
        ),
        reference="a",
        after="Learned beats frozen here. Keep in mind that two things differ, and look at the next table.",
        wrong=(
            Wrong(
                "distrusts frozen vectors as such",
                "b",
                "GloVe read six billion words. It is of use here even if not one number of it may change.",
            ),
            Wrong(
                "fears that tuning spoils vectors",
                "c",
                "Tuning starts from GloVe and stops when validation no longer improves. It does not forget so fast.",
            ),
            Wrong(
                "thinks that random vectors stay random",
                "d",
                "They start at random, but training may change every number of them. Another row of the table may "
                "change nothing, and did not start from much.",
            ),
        ),
    ),
    Choice(
        name="worth_of_order",
        lesson="03",
        minutes=1,
        options=(
            "nearly everything: windows of mixed-up words are meaningless",
            "about ten points",
            "next to nothing",
        ),
        hints=(
            "Try it: fall oil as resume talks prices. Do you know the section of the newspaper?",
            "To find the section, which words there are tells you a lot.",
        ),
        reference="c",
        after="A network that can use word order need not be using it: measure before you explain.",
        wrong=(
            Wrong(
                "thinks that windows need order",
                "a",
                "The windows of widths 2 and 3 do read other words after the shuffle. But most of what they waited "
                "for were single words, and those are all still there.",
            ),
            Wrong(
                "expects a middling loss",
                "b",
                "That would be about 36 headlines of the 360 judged wrongly. Can you think of many whose section "
                "hangs on the order of their words?",
            ),
        ),
    ),
    Choice(
        name="read_the_interval",
        lesson="03",
        minutes=2,
        options=(
            "these headlines cannot tell which of the two is better",
            "the second model is better, by 0.3 points",
            "both models are equally good",
            "something went wrong, for the interval contains 0",
        ),
        hints=(
            "An interval that contains 0 leaves open which of the two is better.",
            "Not having found a difference is one thing; having shown that there is none is another.",
        ),
        reference="a",
        after="A difference whose interval contains 0 is no finding, whichever way it points.",
        wrong=(
            Wrong(
                "reads the sign of a difference alone",
                "b",
                "The sign alone proves nothing. With other test headlines of the same kind it could well be the other "
                "one.",
            ),
            Wrong(
                "takes no evidence of a difference for evidence of none",
                "c",
                "The interval also contains differences of a point. All that it says is that 360 headlines are too "
                "few to tell.",
            ),
            Wrong(
                "takes overlap for a mistake of the method",
                "d",
                "Nothing went wrong. Two good methods may really be close to each other.",
            ),
        ),
    ),
)
