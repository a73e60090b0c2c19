"use strict";
/**
 * Skip-gram with negative sampling (Mikolov et al. 2013), pair by pair, as lesson 01 writes it by hand in numpy:
 * the same vectors, pairs and draws give the same numbers. Here, chance is drawn anew.
 */

course.skipgram = (() => {
  const { dot, randomNumbers, shuffled, widestDirections } = course.numbers;
  const NUMBERS = 5; // of each vector, as in lesson 01
  const TOY = "cat eats fish\ndog eats fish\nking wears crown\nqueen wears crown\nship crosses sea\nboat crosses sea";

  const sigmoid = (score) => 1 / (1 + Math.exp(-score));
  /** log(1 + exp(score)), the cost of a score that should be low; without overflow. */
  const softplus = (score) => Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score)));

  /** The cosine of the angle between two vectors. */
  const cosine = (first, second) => dot(first, second) / (Math.hypot(...first) * Math.hypot(...second));

  /**
   * One step: the target guesses for its true context (label 1) and for each drawn word (label 0) whether they belong
   * together, and all vectors that took part move against the gradient of the loss.
   * @param {number[][]} v target vectors, changed in place
   * @param {number[][]} u context vectors, changed in place
   * @param {number[]} example the target, its context, and the drawn words
   * @param {number} rate the length of a step
   * @returns {{loss: number, guesses: number[]}} both from before the step
   */
  function step(v, u, [target, ...rows], rate) {
    const before = v[target];
    const scores = rows.map((row) => dot(u[row], before));
    const guesses = scores.map(sigmoid);
    // -log(guess) for the true context, -log(1 - guess) for the others.
    const loss = scores.reduce((sum, score, place) => sum + softplus(place === 0 ? -score : score), 0);
    // The gradient of the loss by a score is the guess less the label.
    const errors = guesses.map((guess, place) => guess - (place === 0 ? 1 : 0));
    const forTarget = before.map((_, index) => rows.reduce((sum, row, place) => sum + errors[place] * u[row][index], 0));
    v[target] = before.map((value, index) => value - rate * forTarget[index]);
    rows.forEach((row, place) => {
      u[row] = u[row].map((value, index) => value - rate * errors[place] * before[index]);
    });
    return { loss, guesses };
  }

  const FAR = 1e6; // vectors longer than this have flown away: the steps were too long

  /** A training that can be followed pair by pair, pass by pass, and begun again. */
  class Training {
    /**
     * @param {Object} start `words`, `sentences` (lists of words), `v` and `u` (vectors before training), `rate`,
     *   `passes`: for each pass its examples, each the numbers of a target, its context and the drawn words
     */
    constructor(start) {
      this.start = start;
      this.words = start.words;
      this.reset();
    }

    reset() {
      this.v = this.start.v.map((vector) => [...vector]);
      this.u = this.start.u.map((vector) => [...vector]);
      this.pass = 0; // passes that are over
      this.place = 0; // examples of this pass that are over
      this.total = 0; // loss of this pass so far
      this.losses = []; // mean loss of each pass
      this.trails = { v: [], u: [] }; // all vectors before the first pass and after each
      this.remember();
      this.last = null;
      this.hasFlownAway = false;
    }

    remember() {
      for (const [name, trail] of Object.entries(this.trails)) trail.push(this[name].map((vector) => [...vector]));
    }

    get isOver() {
      return this.hasFlownAway || this.pass === this.start.passes.length;
    }

    /** Learns from one pair; `last` tells what happened. */
    one() {
      if (this.isOver) return;
      const examples = this.start.passes[this.pass];
      const example = examples[this.place];
      const { loss, guesses } = step(this.v, this.u, example, this.start.rate);
      const after = example.slice(1).map((row) => sigmoid(dot(this.u[row], this.v[example[0]])));
      this.last = { example, guesses, after, loss };
      this.hasFlownAway = [...this.v, ...this.u].flat().some((value) => !(Math.abs(value) < FAR));
      this.total += loss;
      this.place += 1;
      if (this.place === examples.length) {
        this.losses.push(this.total / examples.length);
        this.remember();
        Object.assign(this, { pass: this.pass + 1, place: 0, total: 0 });
      }
    }

    /** Learns to the end of this pass. */
    wholePass() {
      const { pass } = this;
      while (this.pass === pass && !this.isOver) this.one();
    }
  }

  /**
   * How a training that begins with `start` will end: its target vectors `v`, its `losses`, and `onPlane`, which puts
   * vectors on the plane along which those target vectors spread most.
   */
  function rehearse(start) {
    const training = new Training(start);
    while (!training.isOver) training.wholePass();
    const { directions } = widestDirections(training.hasFlownAway ? start.v : training.v);
    const onPlane = (vectors) => vectors.map((vector) => directions.map((direction) => dot(vector, direction)));
    return { v: training.v, losses: training.losses, onPlane };
  }

  /**
   * Why the loss cannot fall to 0: a word that is drawn as a wrong one is now and then a true neighbour. For each two
   * words the best guess is the share of their meetings that were true; `loss` is the mean loss of the best guesses, and
   * `noise` the share of drawn words that do stand beside the target somewhere in the text.
   */
  function leastLoss(passes) {
    const examples = passes.flat();
    const meetings = new Map(); // for a target and a word: how often as a true pair, and how often drawn
    for (const [target, ...rows] of examples) {
      rows.forEach((row, place) => {
        const key = `${target} ${row}`;
        if (!meetings.has(key)) meetings.set(key, [0, 0]);
        meetings.get(key)[place === 0 ? 0 : 1] += 1;
      });
    }
    let [loss, drawn, truly] = [0, 0, 0];
    for (const counts of meetings.values()) {
      for (const count of counts) if (count) loss -= count * Math.log(count / (counts[0] + counts[1]));
      drawn += counts[1];
      if (counts[0]) truly += counts[1];
    }
    return { loss: loss / examples.length, noise: truly / drawn };
  }

  /** The (target, context) pairs of a sentence: each word with every word at most `window` places away. */
  function contextPairs(tokens, window) {
    return tokens.flatMap((target, place) =>
      tokens.flatMap((context, other) =>
        other !== place && Math.abs(other - place) <= window ? [[target, context]] : [],
      ),
    );
  }

  /**
   * What `Training` needs, for any text with one sentence per line: random vectors, pairs in a window of 2, and draws
   * in proportion to each word's count to the power 0.75; all by `seed`.
   */
  function prepare(text, { passes, draws, rate, seed }) {
    const sentences = text.split("\n").map(course.text.splitWords).filter((tokens) => tokens.length > 1);
    const words = [...new Set(sentences.flat())];
    const number = new Map(words.map((word, index) => [word, index]));
    const random = randomNumbers(seed);
    // Box and Muller: normally distributed, standard deviation 0.5.
    const normal = () => 0.5 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const vectors = () => words.map(() => Array.from({ length: NUMBERS }, normal));
    const pairs = sentences.flatMap((tokens) => contextPairs(tokens.map((word) => number.get(word)), 2));
    const weights = words.map((_, index) => pairs.filter(([target]) => target === index).length ** 0.75);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const draw = () => {
      let left = random() * total;
      const found = weights.findIndex((weight) => (left -= weight) < 0);
      return found === -1 ? words.length - 1 : found;
    };
    const start = { words, sentences, v: vectors(), u: vectors(), rate };
    start.passes = Array.from({ length: passes }, () =>
      shuffled(pairs, random).map((pair) => [...pair, ...Array.from({ length: draws }, draw)]),
    );
    return start;
  }

  /** The training of the toy text of lesson 01, with the lesson's settings. */
  const toy = () => prepare(TOY, { passes: 200, draws: 3, rate: 0.1, seed: 1 });

  return { step, cosine, Training, prepare, toy, rehearse, leastLoss };
})();
