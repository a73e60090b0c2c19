"use strict";
/** One vector for two senses: which of them a word's own vector is nearer to, and which one a sentence means. */

course.senses = (() => {
  const { dot } = course.numbers;
  const { unitVector, nearest } = course.vectors;

  /** The cosine between a vector and a word. */
  const cosine = (vector, word) => dot(vector, unitVector(word)) / Math.hypot(...vector);

  /** The sum of several vectors. */
  const sum = (vectors) => vectors.reduce((total, vector) => total.map((value, index) => value + vector[index]));

  /** The `count` words nearest to `word` and `sense` together, themselves left out. */
  const neighboursOf = (word, sense, count) =>
    nearest(sum([unitVector(word), unitVector(sense)]), count, new Set([word, sense])).map((one) => one.word);

  const stopWords = new Set(course.data.map.stopWords);

  /**
   * What the words of a sentence beside `word` say: the cosine of the sum of their unit vectors to each of `senses`.
   * null when none of them has a vector and is more than a word of little meaning.
   */
  function read(sentence, word, senses) {
    const others = course.text.splitWords(sentence).filter((one) => one !== word && !stopWords.has(one) && unitVector(one));
    if (others.length === 0) return null;
    const together = sum(others.map(unitVector));
    return senses.map((sense) => cosine(together, sense));
  }

  return { cosine, neighboursOf, read };
})();
