"use strict";
/**
 * Packed numbers and chance.
 *
 * A matrix is packed as small integers in base64: number = integer x scale of its row (x scale of its column).
 * `pack` in lessonlib/course/explore.py writes what `unpack` reads.
 */

course.numbers = (() => {
  /** The typed array of the given kind that `base64` holds, in the byte order of the machine (all are little-endian). */
  function decode(base64, Kind) {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let place = 0; place < bytes.length; place++) bytes[place] = binary.charCodeAt(place);
    return new Kind(bytes.buffer);
  }

  /** The numbers of a packed matrix, row by row. */
  function unpack({ shape: [rows, columns], bits, integers, rowScale, columnScale }) {
    const numbers = Float32Array.from(decode(integers, bits === 8 ? Int8Array : Int16Array));
    const scales = decode(rowScale, Float32Array);
    for (let row = 0, place = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, place++) numbers[place] *= scales[row] * columnScale[column];
    }
    return numbers;
  }

  /** The rows of a packed matrix: Float32Array each. */
  const rowsOf = (packed) => {
    const [numbers, columns] = [unpack(packed), packed.shape[1]];
    return Array.from({ length: packed.shape[0] }, (_, row) => numbers.subarray(row * columns, (row + 1) * columns));
  };

  /** The dot product of two vectors of equal length. */
  const dot = (first, second) => first.reduce((sum, value, index) => sum + value * second[index], 0);

  /** The two directions, of length 1, in which `rows` spread most (PCA, by powers of the covariance), and their share. */
  function widestDirections(rows) {
    const mean = rows[0].map((_, column) => rows.reduce((sum, row) => sum + row[column], 0) / rows.length);
    const spread = Array.from(mean, () => new Float64Array(mean.length));
    for (const row of rows) {
      const off = row.map((value, column) => value - mean[column]);
      off.forEach((value, one) => off.forEach((other, two) => (spread[one][two] += value * other)));
    }
    const total = spread.reduce((sum, row, column) => sum + row[column], 0) || 1;
    let share = 0;
    const directions = [0, 1].map((number) => {
      let direction = Array.from(mean, (_, column) => (column === number ? 1 : 0.5));
      let length = 0;
      for (let round = 0; round < 200; round++) {
        const turned = spread.map((row) => dot(row, direction));
        length = Math.hypot(...turned);
        direction = turned.map((value) => value / (length || 1)); // rows without any spread are left as they are
      }
      spread.forEach((row, one) => row.forEach((_, two) => (row[two] -= length * direction[one] * direction[two])));
      share += length / total;
      return direction;
    });
    return { directions, share };
  }

  /** Evenly distributed numbers from 0 to 1, always the same ones for the same `seed` (mulberry32). */
  function randomNumbers(seed) {
    let state = seed >>> 0;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let bits = Math.imul(state ^ (state >>> 15), state | 1);
      bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
      return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  /** A shuffled copy of `items` (Fisher and Yates), by the numbers that `random()` gives. */
  function shuffled(items, random) {
    const copy = [...items];
    for (let last = copy.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [copy[last], copy[other]] = [copy[other], copy[last]];
    }
    return copy;
  }

  /** Probabilities from `logits`, after division by `temperature`. */
  function softmax(logits, temperature = 1) {
    const largest = Math.max(...logits);
    const weights = Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  }

  /** The index of the largest of `values`; of equal ones, the first. */
  const argmax = (values) => values.reduce((best, value, index) => (value > values[best] ? index : best), 0);

  return { unpack, rowsOf, dot, widestDirections, randomNumbers, shuffled, softmax, argmax };
})();
