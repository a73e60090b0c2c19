"""The tasks of lesson 04 that are choices and numbers."""

from lessonlib.exercises.answers import Choice, Value
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
    Value(
        name="untrained_share",
        lesson="04",
        minutes=1,
        hints=(
            "Think of three random numbers, of which only what lies above zero counts. How often is the largest more "
            "than the two others together?",
            "Often only one or two of the three are above zero at all.",
        ),
        reference=87,
        between=(78, 95),
        after="A number that nobody trained comes close: at a half there is little that training could have added.",
        wrong=(
            Wrong(
                "takes the largest share for the mean share",
                33,
                "A third is what one word brings on average. Asked for is how often the *largest* of three is more "
                "than half.",
            ),
            Wrong(
                "expects a coin toss",
                50,
                "The largest of three numbers is not as often above the sum of the others as below it: what lies below "
                "zero does not count, and often one number is left.",
            ),
            Wrong(
                "expects nothing without training",
                0,
                "Random weights give random activations, and the filter still picks the largest. One of its three "
                "slots always brings the most.",
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
    Choice(
        name="strongest_or_pure",
        lesson="04",
        minutes=1,
        options=(
            "both lose far more than purity does, for neither knows a class",
            "the strongest do as well as the pure ones, and those at random do worse",
            "all three do equally well: any 8 % will do",
        ),
        hints=(
            "Which activations can change a sum the most?",
            "A filter fires strongly at what it was trained to find, whether anybody has looked up its class or not.",
        ),
        reference="b",
        after="The same number without the idea is the null of the idea: here size does what purity seemed to do.",
        wrong=(
            Wrong(
                "takes the class for the cause",
                "a",
                "Nobody has to look up a filter's class: its weights know it, and a strong activation brings its word "
                "to bear on them.",
            ),
            Wrong(
                "takes any share for as good",
                "c",
                "Most activations are small, so a share of them at random brings little of what was read.",
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
        name="why_they_agree",
        lesson="04",
        minutes=1,
        options=(
            "because all three are right",
            "because all three compute the same thing with the same program",
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
                "Methods can agree and be wrong together. Whether they are right has to be asked of the network.",
            ),
            Wrong(
                "suspects one program behind all",
                "b",
                "They are computed in different ways; one of them only removes a word and looks.",
            ),
        ),
    ),
    Value(
        name="another_model",
        lesson="04",
        minutes=1,
        hints=(
            "Both models learned the same headlines and the same labels. Which words would each of them look for?",
            "The test asks the network how much it misses a word. It does not ask who named the word.",
        ),
        reference=6,
        between=(5, 7),
        after="Any model that knows the task passes, so passing does not show what this network read.",
        wrong=(
            Wrong(
                "expects no more than chance",
                1,
                "It has never seen the network, but it knows the task. Words that tell the classes apart for one model "
                "do so for the other.",
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
            Wrong(
                "expects that all is lost",
                100,
                "So much cannot be lost: only headlines with a tag can be misled by it.",
            ),
            Wrong(
                "expects half",
                50,
                "Not half of the headlines have a tag, and those without one are read as before.",
            ),
        ),
    ),
)
