"""The tasks of lesson 06 that are choices."""

from lessonlib.exercises.answers import Choice
from lessonlib.exercises.task import Wrong

TASKS = (
    Choice(
        name="unknown_word",
        lesson="06",
        minutes=1,
        options=(
            "it becomes one unknown word, as in lesson 03",
            "it is read letter by letter",
            "it is cut into a few pieces that are on the list, the longest possible from the left",
        ),
        hints=(
            "Lesson 01: how did FastText get a vector for a word that it had never met?",
            "The list holds all single letters, and also thousands of frequent endings and beginnings. Why waste them?",
        ),
        reference="c",
        after="So there are hardly any unknown words, and frequent words stay whole.",
        wrong=(
            Wrong(
                "expects one unknown word",
                "a",
                "That was a list of whole words. This one was made to have a piece for everything, down to the letter.",
            ),
            Wrong(
                "expects single letters",
                "b",
                "Letters are the last resort. Longer pieces that are on the list come first, and they mean more.",
            ),
        ),
    ),
    Choice(
        name="where_it_looks",
        lesson="06",
        minutes=1,
        options=(
            "each piece looks at itself",
            "each piece looks at the one before it",
            "each piece looks at the word that matters most",
        ),
        hints=(
            "The head stands in the first layer: its inputs know the piece and its place, and nothing of a meaning.",
            "A head that knows places can count. What is the simplest thing that a count tells?",
        ),
        reference="b",
        after="It learned to count: nobody told it to. Order, which the mean vector throws away, comes in here.",
        wrong=(
            Wrong(
                "expects each piece to look at itself",
                "a",
                "A piece keeps itself anyway: what is seen is added to what was there. A head can look elsewhere.",
            ),
            Wrong(
                "expects meaning in the first layer",
                "c",
                "What matters most depends on the sentence, and the first layer has not read any sentence yet.",
            ),
        ),
    ),
    Choice(
        name="before_attention",
        lesson="06",
        minutes=1,
        options=(
            "a little below 1, whether the sense is the same or not",
            "exactly 1, since it is the same word",
            "high for the same sense, low for another",
        ),
        hints=(
            "Layer 0 is a row of a table, as in GloVe. What else is added to it?",
            "The place in the sentence. Does the sense change the place?",
        ),
        reference="a",
        after="Before attention, a word is a word in a place: no trace of the sense.",
        wrong=(
            Wrong(
                "forgets the place",
                "b",
                "It would be 1, if the place of the word were not added. It stands elsewhere in each sentence.",
            ),
            Wrong(
                "sees the sense before any word was looked at",
                "c",
                "Nothing in layer 0 comes from a neighbour, and only neighbours tell the senses apart.",
            ),
        ),
    ),
    Choice(
        name="context_without_layers",
        lesson="06",
        minutes=1,
        options=(
            "hardly more often than chance",
            "as often as the best layer of MiniLM, within a point",
            "often, but less often than the best layers of MiniLM",
        ),
        hints=(
            "In lesson 02, the mean of the context was right four times out of four.",
            "A mean gives each word of the sentence the same say. What could six layers do better?",
        ),
        reference="c",
        after="Most of what the neighbours tell, their mean tells as well; the layers add to it.",
        wrong=(
            Wrong(
                "thinks little of the mean",
                "a",
                "Words such as loans and river are in the mean, and they say a lot. Lesson 02 was no accident.",
            ),
            Wrong(
                "thinks that nothing was gained",
                "b",
                "The mean counts each word the same. A head can look at the one word that tells.",
            ),
        ),
    ),
    Choice(
        name="first_hit",
        lesson="06",
        minutes=1,
        options=("for nearly all of them", "for about a third", "for one or two: such queries cannot be answered"),
        hints=(
            "2,400 headlines: how many others are about a sport and its rules, or about a currency that falls?",
            "To be first, a headline must be nearer than each of the 2,399 others, many of them on the same subject.",
        ),
        reference="b",
        after="First place is a hard test, and the first ten are another one.",
        wrong=(
            Wrong(
                "expects a search without errors",
                "a",
                "The query shares no word with its headline, and many other headlines are near. It is not magic.",
            ),
            Wrong(
                "expects that nothing is found without common words",
                "c",
                "That is what counting words does here. A vector can be near another without a single common word.",
            ),
        ),
    ),
    Choice(
        name="who_sues_whom",
        lesson="06",
        minutes=1,
        options=(
            "lender takes client to court: it says the same",
            "customer sues bank: it says the opposite",
            "both are equally near",
        ),
        hints=(
            "The sentence vector is a mean over pieces. Which of the two has the same pieces?",
            "It was trained to find what is about the same things. Are these two about the same things?",
        ),
        reference="b",
        after="Near means: about the same things. It does not mean: says the same.",
        wrong=(
            Wrong(
                "takes nearness for sameness of meaning",
                "a",
                "That is what we would wish for. But the same three words, in any order, are hard to beat.",
            ),
            Wrong(
                "expects a tie",
                "c",
                "They are far apart: one of them has all of its words in common, the other one none.",
            ),
        ),
    ),
    Choice(
        name="encoder_on_twins",
        lesson="06",
        minutes=1,
        options=("nearly always, as the recipe is", "three times out of four", "about half the time, which is chance"),
        hints=(
            "Twins have the same words in another order. How near were sentences whose roles were exchanged?",
            "A regression can only use what is different. With a cosine of .98 between twins, how much is left?",
        ),
        reference="c",
        after="A small network trained on the question beats a large one that was trained on another question.",
        wrong=(
            Wrong(
                "expects that more weights see more",
                "a",
                "Its layers do see the order. But what comes out was trained to tell topics apart, not roles.",
            ),
            Wrong(
                "expects something in between",
                "b",
                "On lines of words that it was trained on, it is above chance. These nouns are new.",
            ),
        ),
    ),
    Choice(
        name="eight_labels",
        lesson="06",
        minutes=1,
        options=("the mean GloVe vector", "MiniLM", "TF-IDF"),
        hints=(
            "Two headlines for each class, and each reading has its own number of columns: 100, 384, thousands.",
            "MiniLM tells every story from every other. Is that what four large sections need?",
        ),
        reference="a",
        after="With two examples for each class, a coarse reading that lumps topics together does well. "
        "On real titles, though, the two are level: read on.",
        wrong=(
            Wrong(
                "expects the larger model to need fewer labels",
                "b",
                "It tells stories apart, not sections: with two examples each, the section is harder to see in it.",
            ),
            Wrong(
                "expects counts to be enough",
                "c",
                "A new headline shares hardly a word with eight others. Counts see nothing there.",
            ),
        ),
    ),
)
