"""The tasks of lesson 01 that are choices."""

from lessonlib.exercises.answers import Choice
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
        after="Both start from who stands near whom in the same text. On a small text, counting holds its own.",
        wrong=(
            Wrong(
                "expects that a network must win",
                "a",
                "The network reads pairs from the same text, one after the other. A table of all of them at once holds "
                "no less.",
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
                "The next sample has an error of its own, which comes on top of that of this one: it falls outside "
                "more often than 5 times in 100.",
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
