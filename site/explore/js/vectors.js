"use strict";
/** The GloVe vectors of the course's sample: looking a word up, and finding those near a point. */
window.course ??= {};

course.vectors = (() => {
  const words = course.data.vectors.words.split("\n");
  const matrix = new course.numbers.Matrix(course.data.vectors.matrix);
  const rowOf = new Map(words.map((word, row) => [word, row]));
  const lengths = matrix.lengths();

  /** The vector of `word` as a new Float32Array; undefined when it has none. */
  function vector(word) {
    const row = rowOf.get(word);
    return row === undefined ? undefined : matrix.row(row);
  }

  /** The vector of `word`, scaled to length 1; undefined when it has none. */
  function unitVector(word) {
    const row = rowOf.get(word);
    return row === undefined ? undefined : matrix.row(row).map((value) => value / lengths[row]);
  }

  /**
   * The `count` words nearest to `point` by cosine, nearest first: [{word, cosine}].
   * Words in the set `excluded` are left out, as are all but the `among` most frequent ones.
   */
  function nearest(point, count, excluded = new Set(), among = words.length) {
    const size = Math.hypot(...point);
    const cosines = matrix.times(point).map((product, row) => product / (size * lengths[row]));
    const best = [];
    for (let row = 0; row < among; row++) {
      if (best.length === count && cosines[row] <= best[count - 1].cosine) continue;
      if (excluded.has(words[row])) continue;
      const place = best.findIndex((other) => other.cosine < cosines[row]);
      best.splice(place === -1 ? best.length : place, 0, { word: words[row], cosine: cosines[row] });
      best.length = Math.min(best.length, count);
    }
    return best;
  }

  return { words, rowOf, matrix, vector, unitVector, nearest };
})();
