"""The tasks of lesson 05 that are choices and numbers."""

from lessonlib.exercises.answers import Choice, Value
from lessonlib.exercises.task import Wrong

TASKS = (
    Choice(
        name="words_on_twins",
        lesson="05",
        minutes=1,
        options=(
            "nearly always: it knows which nouns are good news",
            "somewhat more often than half the time",
            "exactly half the time",
        ),
        hints=(
            "Write down the counts of the words of both twins. What is different?",
            "The model gives the same class to both twins, and they have different ones.",
        ),
        reference="c",
        after="Not about half by bad luck: exactly half, whatever the model has learned.",
        wrong=(
            Wrong(
                "thinks that the nouns give the class away",
                "a",
                "Both twins hold the same two nouns, one from either side. Their counts are equal word for word.",
            ),
            Wrong(
                "thinks that negations help a little",
                "b",
                "A negation stands in both twins, too. Counts that are equal give predictions that are equal.",
            ),
        ),
    ),
    Choice(
        name="what_carries_over",
        lesson="05",
        minutes=2,
        options=(
            "words and pairs, and the recipe",
            "only the recipe",
            "the mean vector, and the recipe",
            "the network as you built it, and the recipe",
        ),
        hints=(
            "Which of the models has ever met a noun of the new lines, or a pair with such a noun in it?",
            "A model needs two things here: to see order, and to know something about words it was not trained on.",
        ),
        reference="b",
        after="Order alone is not enough, and vectors alone are not enough. Windows over vectors have both.",
        wrong=(
            Wrong(
                "thinks that pairs of words carry over",
                "a",
                "A pair with a noun that never occurred is a pair that never occurred. Its count says nothing.",
            ),
            Wrong(
                "thinks that vectors are enough",
                "c",
                "The mean of the vectors knows the new nouns, but it is the same for both twins.",
            ),
            Wrong(
                "thinks that windows are enough",
                "d",
                "Your network reads order, but with a closed vocabulary both new nouns are the same unknown word.",
            ),
        ),
    ),
    Value(
        name="by_chance",
        lesson="05",
        minutes=2,
        unit="intervals",
        hints=(
            "An interval of 95 % misses the truth in 5 cases of 100.",
            "Nine steps with a chance of 0.05 each: multiply.",
        ),
        reference=0.45,
        after="Of many comparisons some look like findings by chance alone: the more you make, the less each of them "
        "proves.",
        wrong=(
            Wrong("thinks of one comparison", 0.05, "That is the chance for a single step. There are nine of them."),
            Wrong("takes the confidence", 8.55, "So many intervals would contain 0. How many would not?"),
            Wrong(
                "expects none",
                0,
                "Even where there is nothing to find, an interval of 95 % misses the truth now and then.",
            ),
            Wrong(
                "rounds to a whole interval",
                1,
                "On average is no whole number here: multiply, and leave it as it is.",
            ),
        ),
    ),
    Choice(
        name="what_temperature_changes",
        lesson="05",
        minutes=1,
        options=(
            "the probabilities, but no prediction",
            "the probabilities, and now and then a prediction",
            "nothing, since all logits are treated alike",
        ),
        hints=(
            "All logits of a headline are divided by the same positive number.",
            "Which of them is the largest: can that change?",
        ),
        reference="a",
        after="Dividing by one positive number keeps the order of the logits, and with it every prediction.",
        wrong=(
            Wrong(
                "thinks that predictions change",
                "b",
                "Divide 3 and 1 by any positive number: the first stays the larger. So the prediction stays as well.",
            ),
            Wrong(
                "thinks that nothing changes",
                "c",
                "The order of the logits stays, but the distances between them change, and so do the probabilities.",
            ),
        ),
    ),
    Choice(
        name="too_good",
        lesson="05",
        minutes=2,
        options=(
            "the model reads better than people do",
            "something leaks: look for doubles of test titles in the training data, and for hints such as source tags",
            "it was luck: train it with more seeds",
        ),
        hints=(
            "A model that always knows the truth: how often do labels agree with it of which one in ten is wrong?",
            "To score 97, it must agree with seven of the ten labels that are wrong. From where could it know them?",
        ),
        reference="b",
        after="A score above the share of labels that are right calls for a search: for leaks, and for doubles.",
        wrong=(
            Wrong(
                "believes that the model reads better than people",
                "a",
                "However well it reads, it disagrees with the labels that are wrong: a perfect reader scores 90 here.",
            ),
            Wrong(
                "thinks that more seeds would help",
                "c",
                "More seeds tell how much chance there is in training. A leak is there with every seed.",
            ),
        ),
    ),
)
