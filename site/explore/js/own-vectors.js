"use strict";
/** Vectors of the reader's own, from a text file that is read here and sent nowhere. */

course.ownVectors = (() => {
  const MOST_ROWS = 5000;
  const MOST_BYTES = 2 ** 27; // that many rows of a thousand numbers are shorter
  const EXPECTED =
    "Expected is a word per line, then its numbers, with spaces or tabs between, as GloVe, word2vec and fastText write " +
    "their .txt and .vec files.";
  const AS_TEXT = "Unpack it, or save it as text; in gensim: save_word2vec_format(path, binary=False).";

  /**
   * The vectors in `text`: {words, numbers (row by row), leftOut (how many rows had a word for the second time, or zeros
   * alone)}. Throws an Error whose message says what is wrong, what was expected, and what to do.
   */
  function parse(text) {
    if (/[\0\ufffd]/.test(text)) throw new Error(`This is no text in UTF-8. ${EXPECTED} ${AS_TEXT}`);
    const lines = text.split(/\r?\n/);
    const first = /^\s*\d+\s+\d+\s*$/.test(lines[0]) ? 1 : 0; // word2vec begins with how many rows and numbers there are
    const columns = (line) => line.trimEnd().split(line.includes("\t") ? "\t" : " ");
    const dimensions = columns(lines[first] ?? "").length - 1;
    if (dimensions < 2) throw new Error(`Line ${first + 1} holds no word with two or more numbers. ${EXPECTED}`);
    const [vectors, numbers] = [new Map(), []];
    let rows = 0;
    for (let place = first; place < lines.length && rows < MOST_ROWS; place++) {
      if (!lines[place].trim()) continue;
      const parts = columns(lines[place]);
      const values = parts.slice(-dimensions).map((part) => (part.trim() ? Number(part) : NaN));
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (parts.length <= dimensions || bad >= 0) {
        const what = parts.length > dimensions ? `has \u201c${parts.at(bad - dimensions).slice(0, 30)}\u201d among its numbers`
          : `has ${parts.length - 1} numbers`;
        throw new Error(`Line ${place + 1} ${what}, and line ${first + 1} has ${dimensions}. ${EXPECTED} Mend or delete that line.`);
      }
      rows += 1;
      const word = parts.slice(0, -dimensions).join(" ").trim();
      if (word && !vectors.has(word) && values.some(Boolean)) vectors.set(word, numbers.push(...values));
    }
    const words = [...vectors.keys()];
    if (words.slice(0, 20).every((word) => /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i.test(word))) {
      throw new Error(`There are numbers where the words should be, at the beginning of the lines. ${EXPECTED} Put the words there.`);
    }
    if (words.length < 3) throw new Error(`There are ${words.length} words with a vector; a map needs three. ${EXPECTED}`);
    return { words, numbers: Float32Array.from(numbers), leftOut: rows - words.length };
  }

  /** What `parse` makes of the beginning of a file. */
  async function read(file) {
    const text = await file.slice(0, MOST_BYTES).text();
    return parse(file.size > MOST_BYTES ? text.slice(0, text.lastIndexOf("\n")) : text); // the last line may be torn
  }

  return { MOST_ROWS, parse, read };
})();
