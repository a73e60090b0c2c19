"""The tasks of lesson 04 that are choices, an order, and numbers."""

from lessonlib.exercises.answers import Choice, Order, Value
from lessonlib.exercises.task import Wrong

TASKS = (
    Value(
        name="shape_of_maps",
        lesson="04",
        minutes=2,
        hints=(
            "One feature map per filter, and one number in it per token.",
            "Put the widths first, then the headlines, the tokens, and the filters of one width.",
        ),
        reference=(3, 1, 8, 100),
        after="SAME padding keeps one place per token, whatever the width of the filter.",
        wrong=(
            Wrong(
                "lets wide filters lose the edges",
                (3, 1, 6, 100),
                "Without padding, a window of three would fit into eight words only six times. SAME padding gives "
                "every "
                "token its place.",
            ),
            Wrong(
                "counts the filters of all widths",
                (3, 1, 8, 300),
                "There are 300 filters in all, but the first number already counts the widths: 100 for each.",
            ),
            Wrong(
                "forgets the widths",
                (1, 8, 100),
                "That is one width. There are three of them, one on top of the other.",
            ),
        ),
    ),
    Choice(
        name="picked_is_not_decisive",
        lesson="04",
        minutes=1,
        options=(
            "it is the main reason for the label",
            "it has the strongest activation, and so the largest part in the logit",
            "nothing yet: what it is worth depends on the weights of the filters that picked it",
        ),
        hints=(
            "Max-pooling keeps one window per filter, whatever the headline says.",
            "What happens between the pooled activation and the logit?",
        ),
        reference="c",
        after="A vote counts as much as its weight, and the weight can be negative.",
        wrong=(
            Wrong(
                "takes votes for reasons",
                "a",
                "Every filter picks some window in every headline, also when there is nothing in it for the filter. "
                "Being picked is not yet being important.",
            ),
            Wrong(
                "takes the strongest activation for the reason",
                "b",
                "A strong activation is multiplied by a weight before it reaches the logit. A small weight makes it "
                "nothing, and a negative one turns it against the label.",
            ),
        ),
    ),
    Choice(
        name="complete_or_true",
        lesson="04",
        minutes=1,
        options=(
            "that nothing was left out; whether the right words got the scores is another question",
            "that it is true",
            "that the scores are probabilities",
        ),
        hints=(
            "Can you make up an explanation that adds up and is plainly wrong?",
            "Give every word the same score, so that the sum is right. What does that explain?",
        ),
        reference="a",
        after="Adding up is needed, and cheap. Whether the right words got the scores has to be tested.",
        wrong=(
            Wrong(
                "takes completeness for truth",
                "b",
                "An equal share for every word adds up just as well, and says nothing about which word did the work.",
            ),
            Wrong(
                "takes completeness for probability",
                "c",
                "The sum is the logit, the number before the softmax. It can be any real number.",
            ),
        ),
    ),
    Choice(
        name="what_purity_spares",
        lesson="04",
        minutes=1,
        options=(
            "accuracy falls to about a half, since most activations are gone",
            "accuracy hardly falls, although about nine activations in ten are gone",
            "accuracy hardly falls, since nearly all activations are left",
        ),
        hints=(
            "300 filters pick a window in every headline. How many windows would you need to recognise its class?",
            "Many filters look for the same words.",
        ),
        reference="b",
        after="Most of what max-pooling picks can go: it is accidental, or repeats what other filters say.",
        wrong=(
            Wrong(
                "expects that every activation counts",
                "a",
                "Three hundred filters share the work. When a filter that says the same as five others is silenced, "
                "little is lost.",
            ),
            Wrong(
                "expects that nothing is silenced",
                "c",
                "Every filter picks a window in every headline, but only a few of these windows are above a threshold "
                "as strict as this one.",
            ),
        ),
    ),
    Order(
        name="test_an_explanation",
        lesson="04",
        minutes=2,
        options=(
            "let the explanation say which words mattered most",
            "do the same with as many words chosen at random, and compare",
            "let the network predict the label of the headline",
            "remove those words, and see how far the probability falls",
        ),
        hints=(
            "What do you have to know before you can remove anything?",
            "A number by itself says little. What is the drop compared with at the end?",
        ),
        reference="cadb",
        after="Predict, explain, remove, and compare with chance: without the last step, any drop looks impressive.",
        wrong=(
            Wrong(
                "compares before it measures",
                "bd",
                "There is nothing yet to compare with chance: first the words that the explanation names have to go.",
            ),
            Wrong(
                "removes before it explains",
                "da",
                "The explanation has to say first which words to remove.",
            ),
            Wrong(
                "explains before there is a prediction",
                "ac",
                "What is explained is a prediction, so the network has to make one first.",
            ),
        ),
    ),
    Choice(
        name="good_sufficiency",
        lesson="04",
        minutes=1,
        options=(
            "a large fall",
            "a fall near zero",
            "a fall of about a half",
        ),
        hints=(
            "Only the words that the explanation calls best are kept. What should happen to the probability if they "
            "really were the reason?",
            "Sufficiency measures how far the probability falls.",
        ),
        reference="b",
        after="Needed and enough are two questions: removing the words tests the one, keeping only them the other.",
        wrong=(
            Wrong(
                "treats it like comprehensiveness",
                "a",
                "A large fall is good when the best words are removed. Here they are kept, and all others are removed.",
            ),
            Wrong(
                "expects half",
                "c",
                "Nothing special happens at a half. If the words that were kept are enough, the probability hardly "
                "falls.",
            ),
        ),
    ),
    Choice(
        name="wider_interval",
        lesson="04",
        minutes=1,
        options=(
            "of ten",
            "of a thousand",
            "both are the same",
        ),
        hints=(
            "Draw ten numbers out of ten, with repetition: how different can two such draws be?",
            "In a large sample, a few odd draws hardly move the mean.",
        ),
        reference="a",
        after="The more headlines, the surer the mean: the width shrinks with the square root of their number.",
        wrong=(
            Wrong(
                "expects more data to spread more",
                "b",
                "More numbers do spread over more values, but their *mean* becomes surer: ups and downs cancel.",
            ),
            Wrong(
                "expects no difference",
                "c",
                "Both samples have the same mean and the same spread, but the mean of ten numbers depends on each of "
                "them much more.",
            ),
        ),
    ),
    Choice(
        name="why_they_agree",
        lesson="04",
        minutes=1,
        options=(
            "because all four are right",
            "because all four compute the same thing with the same program",
            "because this network is almost linear: one convolution, one maximum, one ReLU, one dense layer",
        ),
        hints=(
            "What does the gradient of a straight line depend on?",
            "Count what is not linear in this network: one maximum, one ReLU.",
        ),
        reference="c",
        after="Agreement between methods says something about the network here, not about the methods.",
        wrong=(
            Wrong(
                "takes agreement for a proof",
                "a",
                "Methods can agree and be wrong together. That these explanations hold was shown by removing words, "
                "not "
                "by the agreement.",
            ),
            Wrong(
                "suspects one program behind all",
                "b",
                "They are computed in different ways; one of them only removes a word and looks.",
            ),
        ),
    ),
    Choice(
        name="find_the_fault",
        lesson="04",
        minutes=1,
        options=(
            "the accuracy on more headlines from the same source",
            "the words that speak most for each class, over many headlines",
            "the training loss",
            "the confusion matrix",
        ),
        hints=(
            "Everything that is measured on this test set looks fine. What can be looked at besides scores?",
            "You now have a score for every word in every headline.",
        ),
        reference="b",
        after="Accuracy says how often; explanations say why. The why is where this fault shows.",
        wrong=(
            Wrong(
                "asks for more of the same data",
                "a",
                "More headlines with the same tags would give the same good score. The fault is in what all of them "
                "have "
                "in common.",
            ),
            Wrong(
                "looks at the loss",
                "c",
                "The training loss would look better than ever: the tag makes Business easy.",
            ),
            Wrong(
                "looks at the confusion matrix",
                "d",
                "It shows which classes are mixed up on this test set, and with the tag in place hardly any are.",
            ),
        ),
    ),
    Value(
        name="points_lost",
        lesson="04",
        minutes=1,
        unit="points, percentage points",
        hints=(
            "About a quarter of the test headlines have a tag. After the move, each of these tags stands on a headline "
            "of another class.",
            "If the network believed every tag, about a quarter of the headlines would go wrong.",
        ),
        reference=25,
        between=(15, 35),
        after="One headline in four has a tag, and nearly every moved tag drags its headline along.",
        wrong=(
            Wrong(
                "expects no harm",
                0,
                "The network gave the tag one of the largest scores of all words. When the tag lies, that score pulls "
                "the wrong way.",
            ),
        ),
    ),
)
