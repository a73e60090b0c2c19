"use strict";
/**
 * The prepared contrasts: two headlines each, of which the reader sees the network's label for the first and guesses
 * that for the second; `network` names another one than that of lesson 03. `changes` says whether the label is
 * another one; tests/site holds the pages to it.
 */

course.contrasts = [
  {
    first: "Rocket launch delayed by weather",
    second: "Rocket attack delayed by weather",
    question: "One word is exchanged. What does the network say now?",
    changes: true,
    thought:
      "One word was enough. The network adds up what the words bring in, and a single strong one can outweigh the rest.",
  },
  {
    first: "Rebels release hostages after nine months in jungle",
    second: "Jungle in months nine after hostages release rebels",
    question: "The same words, back to front: nobody could read this. What does the network say?",
    changes: false,
    thought:
      "It hardly minds. For headlines like these, which words there are says nearly all that the network uses; " +
      "their order says next to nothing.",
  },
  {
    first: "Team wins cup after extra time",
    second: "Team does not win cup after extra time",
    question: "Now the opposite happened. And the label?",
    changes: false,
    thought:
      "The label is a topic, and the topic is the same. The network was never asked what is true, so it has no reason " +
      "to care about \u201cnot\u201d.",
  },
  {
    first: "Bank collapses after heavy losses",
    second: "River bank collapses after heavy rain",
    question: "A bank of another kind. Does the network notice?",
    changes: false,
    thought:
      "It does not. Every word has one vector, and that of \u201cbank\u201d was learned mostly from news about money. " +
      "The word map shows what two senses in one vector look like.",
  },
  {
    network: "order",
    introduction:
      "One more, for another network. It learned from made-up lines in which the words alone tell nothing: only their " +
      "order makes the news good or bad.",
    first: "Weddings overtake fires",
    second: "Fires overtake weddings",
    question: "The nouns have changed places. What does this network say?",
    changes: true,
    thought:
      "Here order is everything, and filters that read two or three words at a time pick it up. The network of lesson " +
      "03 has the same kind of filters; its headlines never gave them a reason to.",
  },
];
