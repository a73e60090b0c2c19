"""The tasks of lesson 02 that are choices."""

from lessonlib.exercises.answers import Choice
from lessonlib.exercises.task import Wrong

TASKS = (
    Choice(
        name="who_wins",
        lesson="02",
        minutes=1,
        options=(
            "queen",
            "king",
            "woman",
        ),
        hints=(
            "How long is the step from man to woman, compared with the length of king itself, which is 1?",
            "After a short step you are still close to where you started.",
        ),
        reference="b",
        after="The step from man to woman is short, so the point that you reach is still nearest to where you began.",
        wrong=(
            Wrong(
                "trusts the famous result",
                "a",
                "Queen wins only because king is not allowed to. Without that rule, who is nearest to a point that "
                "started at king and did not go far?",
            ),
            Wrong(
                "expects the added word",
                "c",
                "Woman is added, but man is subtracted, and most of what the two share cancels. King stays whole.",
            ),
        ),
    ),
    Choice(
        name="map_for_arrows",
        lesson="02",
        minutes=1,
        options=(
            "PCA",
            "t-SNE",
            "both alike",
        ),
        hints=(
            "An arrow means something only if a step of the same kind points the same way everywhere on the map.",
            "One of the two methods turns the cloud as a whole; the other moves every point by itself.",
        ),
        reference="a",
        after="PCA keeps parallel lines parallel. t-SNE keeps who is near whom, and nothing else.",
        wrong=(
            Wrong(
                "takes clean islands for a better map",
                "b",
                "Its islands look clean, but t-SNE shifts every point on its own: between two islands, "
                "directions and distances mean nothing.",
            ),
            Wrong(
                "trusts both",
                "c",
                "Only one of the two treats all points alike. Where each point is moved on its own, an arrow in one "
                "place says nothing about an arrow in another.",
            ),
        ),
    ),
    Choice(
        name="before_you_believe",
        lesson="02",
        minutes=2,
        options=(
            "print the cosine with more digits",
            "repeat it on another computer",
            "allow all words, and turn the question round: doctor - woman + man",
            "look for more analogies that come out as strikingly",
        ),
        hints=(
            "You met a rule of the game one section ago. Does it apply here as well?",
            "A result is convincing when it would have looked different if the claim were false. What should the "
            "question look like with man and woman exchanged?",
        ),
        reference="c",
        after="Ask what would have come out anyway: that is a control, and it costs one line.",
        wrong=(
            Wrong(
                "wants more digits",
                "a",
                "More digits make the same number look more certain. They do not tell whether nurse would have come "
                "out "
                "without any step at all.",
            ),
            Wrong(
                "wants it repeated",
                "b",
                "The vectors are fixed, so every computer will repeat the same result. The doubt is about what it "
                "means.",
            ),
            Wrong(
                "wants more examples of the same kind",
                "d",
                "Ten striking examples, chosen because they are striking, prove no more than one. Look first at what "
                "comes out where the claim predicts something else.",
            ),
        ),
    ),
    Choice(
        name="p_value",
        lesson="02",
        minutes=2,
        options=(
            "the probability that the vectors are not biased",
            "how strong the bias is",
            "the share of the words that lean the wrong way",
            "how often mixed-up groups would differ at least as much",
        ),
        hints=(
            "What was mixed, and what was counted, 12,870 times?",
            "The p-value speaks about the mixing. Does the mixing know anything about prejudice, or about size?",
        ),
        reference="d",
        after="A p-value is about chance, an effect size about size. You need both, and neither explains why.",
        wrong=(
            Wrong(
                "reads it as the probability that there is no effect",
                "a",
                "The mixing assumes that the groups do not matter, and asks what would then come out. It cannot tell "
                "how "
                "probable that assumption is.",
            ),
            Wrong(
                "reads it as the size of the effect",
                "b",
                "With enough words, a tiny difference gets a tiny p-value as well. The size is what the effect size "
                "says.",
            ),
            Wrong(
                "reads it as the share of words that lean",
                "c",
                "No single word is counted here. What is counted are regroupings of all the words.",
            ),
        ),
    ),
    Choice(
        name="what_survives",
        lesson="02",
        minutes=1,
        options=(
            "about half",
            "nearly nine in ten",
            "all of them",
        ),
        hints=(
            "Is there only one direction in 100 dimensions along which the words of the two ends differ?",
            "Emily is also near Olga and Caroline, wherever the removed direction pointed.",
        ),
        reference="b",
        after="Before you conclude anything from it, ask what would have come out with another direction.",
        wrong=(
            Wrong(
                "expects chance",
                "a",
                "That would be so if the two ends differed along this direction only. The words still have the same "
                "neighbours, and these give them away.",
            ),
            Wrong(
                "expects no effect at all",
                "c",
                "Something does change: the measured leaning along the direction is gone, and a few words can no "
                "longer be told apart.",
            ),
        ),
    ),
    Choice(
        name="random_direction",
        lesson="02",
        minutes=1,
        options=(
            "about half: there is nothing to find",
            "some 60 to 70 in 100",
            "about as many as with the direction of gender",
        ),
        hints=(
            "Whatever the direction: the words at its two ends were chosen because they differ along it. Do they "
            "differ along no other?",
            "Think of a long, thin cloud. Cut off both ends along a slanted line: where do the two ends lie?",
        ),
        reference="c",
        after="So the high number belongs to the procedure, and says nothing yet about gender.",
        wrong=(
            Wrong(
                "takes a random direction for an empty one",
                "a",
                "The direction means nothing, but its two ends are still 500 words each that were sorted by something, "
                "and in a cloud that is not round, that something shows elsewhere, too.",
            ),
            Wrong(
                "expects meaning to make the difference",
                "b",
                "That would be a comfortable result: gender survives, and chance does much less. It is not what comes "
                "out, as long as the cloud is longer one way than another.",
            ),
        ),
    ),
    Choice(
        name="related_not_alike",
        lesson="02",
        minutes=1,
        options=(
            "coast and shore",
            "clothes and closet",
            "king and cabbage",
        ),
        hints=(
            "Related: they occur together. Alike: one could stand in for the other in a sentence.",
            "Could you put your coats into your clothes?",
        ),
        reference="b",
        after="Company makes words related. That they are also alike does not follow.",
        wrong=(
            Wrong(
                "takes near synonyms",
                "a",
                "Coast and shore mean nearly the same: people find them related and alike. We want a pair that goes "
                "together without meaning the same.",
            ),
            Wrong(
                "takes words without connection",
                "c",
                "People find these two hardly related at all, so they score low on both lists.",
            ),
        ),
    ),
    Choice(
        name="fair_race",
        lesson="02",
        minutes=1,
        options=(
            "each model on all the questions whose words it knows",
            "each model on all the questions, with a question about an unknown word counted as wrong",
            "all models on the same questions, with the same words to choose from",
        ),
        hints=(
            "What happens to the score of a model that knows only the easy words?",
            "Also think of the candidates: is it easier to find the right word among 9,000 or among 25,000?",
        ),
        reference="c",
        after="The same questions and the same candidates for all: whatever differs then comes from the vectors.",
        wrong=(
            Wrong(
                "lets each model answer what it knows",
                "a",
                "Then each model is judged on questions of its own, and the one that knows the fewest rare words gets "
                "the easiest ones.",
            ),
            Wrong(
                "counts unknown words as errors",
                "b",
                "That measures the size of the vocabulary together with the quality of the vectors, and nobody can "
                "tell "
                "the two apart afterwards.",
            ),
        ),
    ),
)
