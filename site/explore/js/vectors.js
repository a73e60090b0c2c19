"use strict";
/** The word vectors: looking a word up, and finding those near a point. */

course.vectors = (() => {
  const words = [];
  const rowOf = new Map();
  let dimensions = 0;
  let matrix = new Float32Array(0); // row by row
  let lengths = new Float32Array(0); // of the rows

  /** Puts further words, no two alike, behind those that are here; `numbers` are their vectors, one after the other. */
  function add(further, numbers) {
    for (const word of further) rowOf.set(word, words.push(word) - 1);
    dimensions = numbers.length / further.length;
    const both = new Float32Array(matrix.length + numbers.length);
    both.set(matrix);
    both.set(numbers, matrix.length);
    matrix = both;
    lengths = Float32Array.from(words, (_, row) => Math.sqrt(rowAt(row).reduce((sum, value) => sum + value ** 2, 0)));
  }

  /** Forgets all words, for others to be added. */
  function clear() {
    words.length = 0;
    rowOf.clear();
    matrix = new Float32Array(0);
  }

  /** Adds words as lessonlib/course/explore.py packs them. */
  const addPacked = (data) => add(data.words.split("\n"), course.numbers.unpack(data.matrix));

  const rowAt = (row) => matrix.subarray(row * dimensions, (row + 1) * dimensions);

  /** The vector of `word`, a view that must not be changed; undefined when it has none. */
  const vector = (word) => (rowOf.has(word) ? rowAt(rowOf.get(word)) : undefined);

  /** The vector of `word`, scaled to length 1; undefined when it has none. */
  const unitVector = (word) => vector(word)?.map((value) => value / lengths[rowOf.get(word)]);

  /**
   * The `count` words nearest to `point` by cosine, nearest first: [{word, cosine}].
   * Words in the set `excluded` are left out, as are all but the `among` most frequent ones.
   */
  function nearest(point, count, excluded = new Set(), among = words.length) {
    const size = Math.hypot(...point);
    const best = [];
    for (let row = 0, place = 0; row < Math.min(among, words.length); row++) {
      let product = 0;
      for (let column = 0; column < dimensions; column++, place++) product += matrix[place] * point[column];
      const cosine = product / (size * lengths[row]);
      if ((best.length === count && cosine <= best[count - 1].cosine) || excluded.has(words[row])) continue;
      const before = best.findIndex((other) => other.cosine < cosine);
      best.splice(before === -1 ? best.length : before, 0, { word: words[row], cosine });
      best.length = Math.min(best.length, count);
    }
    return best;
  }

  addPacked(course.data.vectors);
  return { words, rowOf, add, addPacked, clear, vector, unitVector, nearest };
})();
