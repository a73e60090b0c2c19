"use strict";
/**
 * The prepared questions of the word map, and words with two senses. `expected` is what the thought speaks of;
 * tests/site holds the vectors to it, and to the sense that each sentence means.
 */

course.ambiguous = [
  {
    word: "bank",
    senses: ["money", "river"],
    sentences: ["She paid the cheque in at the bank on Friday", "We sat on the grassy bank and watched the water flow by"],
  },
  {
    word: "cell",
    senses: ["phone", "blood"],
    sentences: ["Her cell rang twice during dinner", "The virus enters the cell and attacks its tissue"],
  },
  {
    word: "bass",
    senses: ["guitar", "fish"],
    sentences: ["She plays bass in a jazz band", "He caught a huge bass in the lake"],
  },
  {
    word: "mouse",
    senses: ["computer", "rat"],
    sentences: ["Click twice with the left button of the mouse", "The cat chased a mouse under the barn"],
  },
];

course.mapQuestions = (() => {
  const { element, percent } = course.ui;
  const { unitVector, nearest } = course.vectors;
  const { cosine } = course.senses;

  /** Which of `options` is nearest to a point: the answer, and all cosines in words. */
  function nearestOf(point, options) {
    const cosines = new Map(options.map((option) => [option, cosine(point, option)]));
    const ranked = [...options].sort((a, b) => cosines.get(b) - cosines.get(a));
    const [answer, ...others] = ranked.map((option) => `${option} ${cosines.get(option).toFixed(2)}`);
    return { answer: ranked[0], said: `${answer}; ${others.join(", ")}` };
  }

  const quoted = (text) => element("blockquote", {}, text);

  return [
    () => {
      const options = ["warm", "heat", "cold", "spicy"];
      return {
        shown: ["Which of these words has the vector nearest to that of", quoted("hot")],
        options,
        ...nearestOf(unitVector("hot"), options),
        expected: "cold",
        thought:
          "Near means used alike, not meaning the same. Opposites stand in the same sentences, so their vectors end up " +
          "side by side.",
      };
    },
    () => {
      const [king, man, woman] = ["king", "man", "woman"].map(unitVector);
      const point = king.map((value, index) => value - man[index] + woman[index]);
      const [{ word, cosine: value }] = nearest(point, 1);
      return {
        shown: ["The famous sum. All words may answer, those of the question too. Which comes first?", quoted("king \u2212 man + woman")],
        options: ["queen", "king", "woman", "princess"],
        answer: word,
        said: `${word} ${value.toFixed(2)}`,
        expected: "king",
        thought:
          "The step from man to woman is short, and king is still the nearest. Queen comes first only because the usual " +
          "recipe forbids the words of the question. Section 3 lets you switch that off.",
      };
    },
    () => {
      const options = ["blood", "phone", "prison"];
      return {
        shown: ["One word, three senses, one vector. To which of these is it nearest?", quoted("cell")],
        options,
        ...nearestOf(unitVector("cell"), options),
        expected: "phone",
        thought:
          "The vector is a mixture of all the senses, weighted by how often each was written about in the years that the " +
          "texts come from. Section 4 tells them apart.",
      };
    },
    () => {
      const share = course.data.map.share[0] + course.data.map.share[1];
      return {
        shown: [
          "The map above shows the two directions, of a hundred, along which the words differ most. How much of their " +
            "spread is left on it?",
        ],
        options: ["about a tenth", "about half", "nearly all"],
        answer: share < 0.25 ? "about a tenth" : share < 0.75 ? "about half" : "nearly all",
        said: percent(share),
        expected: "about a tenth",
        thought:
          "A map of words is a shadow. Use it to find your way about, and look the cosine up before you believe that two " +
          "words are neighbours.",
      };
    },
  ];
})();
