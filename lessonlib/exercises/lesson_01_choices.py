"""The tasks of lesson 01 that are choices and orderings."""

from lessonlib.exercises.answers import Choice, Order
from lessonlib.exercises.task import Wrong

TASKS = (
    Choice(
        name="nearest_to_cat",
        lesson="01",
        minutes=1,
        options=(
            "dog",
            "banana, which stands next to it in the list",
            "neither: both are equally far away",
        ),
        hints=(
            "Write the one-hot vectors of cat, dog and banana under each other: where are their ones?",
            "No two words have their one in the same place. What is the dot product of any two different rows?",
        ),
        reference="c",
        after="One-hot vectors tell words apart and say nothing about how alike they are.",
        wrong=(
            Wrong(
                "reads meaning into one-hot vectors",
                "a",
                "You know that cats and dogs are alike; a one-hot vector does not. It holds a single 1, and its place "
                "says only which word of the list it is.",
            ),
            Wrong(
                "takes places in the list for a distance",
                "b",
                "Being next to each other in the list does not mean being near: the cosine looks at which places hold"
                " a 1, not at how far apart these places are.",
            ),
        ),
    ),
    Choice(
        name="why_no_cut",
        lesson="01",
        minutes=1,
        options=(
            "truthfulness is not in Punkt's list of words",
            "Punkt takes truthfulness., with its full stop, for an abbreviation",
            "the second sentence is too short to be one",
        ),
        hints=(
            "Punkt learns which words are abbreviations by counting how often each comes with a full stop.",
            "In the sample, how often does truthfulness come with a full stop, and how often without one?",
        ),
        reference="b",
        after="One occurrence is no evidence, but a method that only counts cannot know that.",
        wrong=(
            Wrong(
                "thinks that a list of words is missing",
                "a",
                "Punkt has no list of words at all, of abbreviations or of anything else. It knows what it counted.",
            ),
            Wrong(
                "thinks that the length of a sentence counts",
                "c",
                "Punkt does not look at how long a sentence is. It looks at the words before and after the full stop.",
            ),
        ),
    ),
    Order(
        name="from_text_to_pairs",
        lesson="01",
        minutes=2,
        options=(
            "leave out rare words",
            "find the sentences",
            "take the (target, context) pairs",
            "lower-case each piece and split it into words",
        ),
        hints=(
            "Which step needs capitals and full stops, and which one throws them away?",
            "Two words on either side of a full stop are not each other's company. And a word that is left out should"
            " not take up room in anybody's window.",
        ),
        reference="bdac",
        after="Each step uses up something that the steps before it still need: that settles the order.",
        wrong=(
            Wrong(
                "cleans before it splits",
                "db",
                "Once the text is in lower case and without its full stops, nothing shows any more where a "
                "sentence ends.",
            ),
            Wrong(
                "takes pairs across sentences or from raw text",
                "cd",
                "Pairs are made of words: the text must have been cut into sentences and words before.",
            ),
            Wrong(
                "takes pairs before rare words are dropped",
                "ca",
                "Taken first, the pairs still hold the rare words, and those fill places in the windows of others.",
            ),
            Wrong(
                "counts words before there are any",
                "ad",
                "Rare words are found by counting words: before there are words, there is nothing to count.",
            ),
        ),
    ),
    Choice(
        name="noise_power",
        lesson="01",
        minutes=1,
        options=(
            "it draws frequent words even more often",
            "it takes a little from the frequent words and gives it to the rare ones",
            "it makes all words equally likely",
        ),
        hints=(
            "Take two words, one 10,000 times as frequent as the other. What is 10,000 to the power 0.75?",
            "10,000 to the power 0.75 is 1,000. So how many times as often is the frequent word drawn now?",
        ),
        reference="b",
        after="The draws are still mostly frequent words, only less so than the text.",
        wrong=(
            Wrong(
                "expects a power to widen gaps",
                "a",
                "A power above 1 would do that. Below 1 it works the other way: the larger a number, the more of it is "
                "lost.",
            ),
            Wrong(
                "expects all words to become equal",
                "c",
                "The power 0 would do that, since every count to the power 0 is 1. With 0.75 frequent words are still "
                "drawn more often.",
            ),
        ),
    ),
    Choice(
        name="downhill",
        lesson="01",
        minutes=1,
        options=(
            "0.3 lower",
            "0.3 higher",
            "3 lower",
        ),
        hints=(
            "A positive slope means that the loss grows to the right. Which way is down?",
            "The step is the rate times the slope, and it goes against the slope.",
        ),
        reference="a",
        after="Where it is steep the steps are long; at the bottom, where the slope is 0, they end.",
        wrong=(
            Wrong(
                "goes uphill",
                "b",
                "The slope is positive, so the loss grows when the weight grows. That way leads uphill.",
            ),
            Wrong(
                "forgets the learning rate",
                "c",
                "That is the whole slope. The learning rate makes the step shorter: multiply by it.",
            ),
        ),
    ),
    Choice(
        name="cat_and_dog",
        lesson="01",
        minutes=1,
        options=(
            "away from each other, since they never keep each other's company",
            "anywhere, since nothing connects the two",
            "nearly the same way, since they keep the same company",
        ),
        hints=(
            "Which context vectors pull at the vector of cat, and which ones at that of dog?",
            "Two words that are pulled towards the same places by the same company end up close together.",
        ),
        reference="c",
        after="Words need not meet to become alike: it is enough that they keep the same company.",
        wrong=(
            Wrong(
                "expects that words must meet",
                "a",
                "They are drawn as noise for each other now and then, and pushed apart a little. Their common company "
                "pulls much more strongly.",
            ),
            Wrong(
                "expects no connection at all",
                "b",
                "There is a connection, if not a direct one: look at what stands beside them.",
            ),
        ),
    ),
    Choice(
        name="counting_or_learning",
        lesson="01",
        minutes=1,
        options=(
            "clearly worse: it learned nothing",
            "about as well",
            "clearly better: its counts are exact",
        ),
        hints=(
            "Which information do the two methods start from?",
            "Levy and Goldberg showed in 2014 that skip-gram factorises such a table, too, without ever writing it "
            "down.",
        ),
        reference="b",
        after="Both start from the same pairs. On a small text, counting holds its own.",
        wrong=(
            Wrong(
                "expects that a network must win",
                "a",
                "The network sees the same pairs, one after the other, and no others. A table of all of them at once "
                "holds no less.",
            ),
            Wrong(
                "expects that exact counts must win",
                "c",
                "The counts are exact, but they are counts of a small sample: most pairs were seen once. Neither "
                "method can know more than the text tells.",
            ),
        ),
    ),
    Choice(
        name="interval",
        lesson="01",
        minutes=2,
        options=(
            "with another sample of word pairs, the correlation would land inside it 95 times in 100",
            "95 % of the word pairs are in the right order",
            "if we trained again, the correlation would land inside it 95 times in 100",
            "it was made by a rule that catches the true correlation in 95 of 100 samples of word pairs",
        ),
        hints=(
            "What stays fixed when somebody takes another sample of word pairs: the interval, or the true correlation?",
            "The 95 belongs to the rule by which intervals are made. What does that rule catch in 95 of 100 samples?",
        ),
        reference="d",
        after="The interval speaks about other pairs of words, not about other texts, seeds or settings.",
        wrong=(
            Wrong(
                "expects the next estimate in it",
                "a",
                "The next sample has an error of its own, which comes on top of that of this one. The next cell "
                "counts how often that goes well.",
            ),
            Wrong(
                "takes it for a share of the pairs",
                "b",
                "No single pair is judged by it: an interval for a correlation says nothing about how many pairs are "
                "in order.",
            ),
            Wrong(
                "expects it to cover other trainings",
                "c",
                "It was computed from one training. How much the vectors change with the seed, or with another text, "
                "is not in it.",
            ),
        ),
    ),
)
