"use strict";
/**
 * Packed numbers and chance.
 *
 * A matrix is packed as small integers in base64: number = integer x scale of its row (x scale of its column).
 * `pack` in lessonlib/course/explore.py writes what `Matrix` reads.
 */
window.course ??= {};

course.numbers = (() => {
  /** The typed array of the given kind that `base64` holds, in the byte order of the machine (all are little-endian). */
  function decode(base64, Kind) {
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let place = 0; place < bytes.length; place++) bytes[place] = binary.charCodeAt(place);
    return new Kind(bytes.buffer);
  }

  /** A packed matrix whose rows are unpacked when they are asked for. */
  class Matrix {
    /** @param {{shape: number[], bits: number, integers: string, rowScale: string, columnScale: number[]}} packed */
    constructor(packed) {
      [this.rows, this.columns] = packed.shape;
      this.integers = decode(packed.integers, packed.bits === 8 ? Int8Array : Int16Array);
      this.rowScale = decode(packed.rowScale, Float32Array);
      this.columnScale = Float32Array.from(packed.columnScale);
    }

    /** Row `number` as a new Float32Array. */
    row(number) {
      const row = new Float32Array(this.columns);
      const begin = number * this.columns;
      const scale = this.rowScale[number];
      for (let column = 0; column < this.columns; column++) {
        row[column] = this.integers[begin + column] * scale * this.columnScale[column];
      }
      return row;
    }

    /** All numbers, row by row, as a new Float32Array. */
    all() {
      const numbers = new Float32Array(this.rows * this.columns);
      for (let row = 0; row < this.rows; row++) numbers.set(this.row(row), row * this.columns);
      return numbers;
    }

    /** The length of every row: Float32Array. */
    lengths() {
      return Float32Array.from({ length: this.rows }, (_, row) => {
        let sum = 0;
        for (let column = 0, place = row * this.columns; column < this.columns; column++, place++) {
          sum += (this.integers[place] * this.columnScale[column]) ** 2;
        }
        return Math.sqrt(sum) * this.rowScale[row];
      });
    }

    /** The dot products of all rows with `vector`: Float32Array, one number per row. */
    times(vector) {
      const scaled = Float32Array.from(vector, (value, column) => value * this.columnScale[column]);
      const products = new Float32Array(this.rows);
      for (let row = 0, place = 0; row < this.rows; row++) {
        let sum = 0;
        for (let column = 0; column < this.columns; column++, place++) sum += this.integers[place] * scaled[column];
        products[row] = sum * this.rowScale[row];
      }
      return products;
    }
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

  return { Matrix, randomNumbers, shuffled, softmax, argmax };
})();
