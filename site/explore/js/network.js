"use strict";
/**
 * The convolutional network of lesson 03, and the reasons for its predictions as lesson 04 finds them:
 * lessonlib/classification's `CNN` and `explain`, for one dense layer, ReLU, and padding that is never pooled.
 */

course.network = (() => {
  const { unpack, rowsOf, argmax, randomNumbers, softmax } = course.numbers;

  /** What a window's slot reads beyond the edge of the text. */
  const EDGE = -1;

  /**
   * @typedef {Object} NGram one window that max-pooling picked
   * @property {number} width how many tokens the filter reads
   * @property {number} filter its number among the filters of this width
   * @property {number} first the token it begins with; negative where it hangs over the edge of the text
   * @property {number} activation what the filter computed there, after ReLU
   * @property {number} weight what one unit of it is worth to the explained label
   * @property {number} contribution activation x weight: its part in the logit
   */

  class Network {
    /**
     * @param {Object} about `classes`, `temperature`, `widths`, `filtersPerWidth`
     * @param {Float32Array} slots for each slot of each width in turn, one row of weights per filter
     * @param {Float32Array} filterBias one number per filter
     * @param {Float32Array[]} output one row per class, one weight per filter
     * @param {Float32Array} outputBias one number per class
     * @param {{knows: (token: string) => boolean, vector: (token: string) => Float32Array}} vocabulary
     */
    constructor(about, slots, filterBias, output, outputBias, vocabulary) {
      Object.assign(this, { about, slots, filterBias, output, outputBias, vocabulary });
      this.classes = about.classes;
      this.widths = about.widths.flatMap((width) => Array(about.filtersPerWidth).fill(width));
      this.filters = this.widths.length; // of all widths
      this.parts = new Map();
    }

    /**
     * What `token` brings to every filter in every slot: Float32Array, (slots x filters per width).
     * Each word meets each slot once; texts that hold the same word look it up.
     */
    partsOf(token) {
      let parts = this.parts.get(token);
      if (!parts) {
        const vector = this.vocabulary.vector(token);
        parts = new Float32Array(this.slots.length / vector.length);
        for (let row = 0, place = 0; row < parts.length; row++) {
          let sum = 0;
          for (let index = 0; index < vector.length; index++, place++) sum += this.slots[place] * vector[index];
          parts[row] = sum;
        }
        if (this.parts.size > 5000) this.parts.clear(); // somebody has been typing for hours
        this.parts.set(token, parts);
      }
      return parts;
    }

    /** Where, among what `partsOf` gives, the part for slot 0 of filter `feature` stands; further slots follow in steps. */
    offset(feature) {
      const perWidth = this.about.filtersPerWidth;
      const block = Math.floor(feature / perWidth);
      let slots = 0; // of all narrower filters
      for (let narrower = 0; narrower < block; narrower++) slots += this.about.widths[narrower];
      return slots * perWidth + (feature % perWidth);
    }

    /** Every filter's largest activation over `tokens` (after ReLU) and the token its window begins with. */
    pool(tokens) {
      const features = new Float32Array(this.filters);
      const firsts = new Int32Array(this.filters);
      const parts = tokens.map((token) => this.partsOf(token));
      const step = this.about.filtersPerWidth;
      for (let feature = 0; feature < this.filters; feature++) {
        const width = this.widths[feature];
        const before = Math.floor((width - 1) / 2);
        const offset = this.offset(feature);
        let best = -Infinity;
        for (let first = -before; first < tokens.length - before; first++) {
          let sum = this.filterBias[feature];
          for (let slot = Math.max(0, -first); slot < width && first + slot < tokens.length; slot++) {
            sum += parts[first + slot][offset + slot * step];
          }
          if (sum > best) {
            best = sum;
            firsts[feature] = first;
          }
        }
        features[feature] = Math.max(best, 0);
      }
      return { features, firsts };
    }

    /** One logit per class of pooled `features`. */
    logits(features) {
      return this.output.map((weights, label) =>
        weights.reduce((sum, weight, feature) => sum + weight * features[feature], this.outputBias[label]),
      );
    }

    /** The probability of each class for `tokens`. */
    probabilities(tokens) {
      return softmax(this.logits(this.pool(tokens).features), this.about.temperature);
    }

    /**
     * Why `tokens` get their label: the logit of the likeliest class (or of class `target`), shared out among the
     * n-grams that the filters picked and among the words. `bias` and the sum of `scores` add up to `logit`.
     */
    explain(tokens, target = null) {
      const { features, firsts } = this.pool(tokens);
      const logits = this.logits(features);
      const label = target ?? argmax(logits);
      const scores = new Float64Array(tokens.length);
      const ngrams = [];
      for (let feature = 0; feature < this.filters; feature++) {
        if (features[feature] === 0) continue; // ReLU let nothing through
        const width = this.widths[feature];
        const weight = this.output[label][feature];
        const shares = this.shares(tokens, feature, firsts[feature]);
        shares.forEach((share, slot) => {
          if (share.token !== EDGE) scores[firsts[feature] + slot] += weight * share.part;
        });
        ngrams.push({
          width,
          feature,
          filter: feature % this.about.filtersPerWidth,
          first: firsts[feature],
          activation: features[feature],
          weight,
          contribution: weight * features[feature],
        });
      }
      ngrams.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
      return {
        tokens,
        label,
        logits,
        probabilities: softmax(logits, this.about.temperature),
        logit: logits[label],
        bias: this.outputBias[label],
        scores,
        ngrams,
      };
    }

    /**
     * What each slot of filter `feature` brings in the window that begins at `first`, its share of the filter's bias
     * included: [{token, part}]. Slots beyond the edge read `EDGE` and bring nothing.
     */
    shares(tokens, feature, first) {
      const width = this.widths[feature];
      const offset = this.offset(feature);
      const places = Array.from({ length: width }, (_, slot) => first + slot);
      const inside = places.filter((place) => place >= 0 && place < tokens.length).length;
      return places.map((place, slot) => {
        if (place < 0 || place >= tokens.length) return { token: EDGE, part: 0 };
        const part = this.partsOf(tokens[place])[offset + slot * this.about.filtersPerWidth];
        return { token: tokens[place], part: part + this.filterBias[feature] / inside };
      });
    }

    /**
     * The same layers with weights that learned nothing: drawn by `seed` as torch draws them before training, evenly
     * from -1/sqrt(n) to 1/sqrt(n), where n is the number of inputs.
     */
    withRandomWeights(seed) {
      const random = randomNumbers(seed);
      const evenly = (count, inputs) => Float32Array.from({ length: count }, () => (2 * random() - 1) / Math.sqrt(inputs));
      const { widths, filtersPerWidth } = this.about;
      const dimensions = this.slots.length / (widths.reduce((sum, width) => sum + width, 0) * filtersPerWidth);
      const weights = widths.flatMap((width) => [...evenly(width * filtersPerWidth * dimensions, width * dimensions)]);
      const biases = widths.flatMap((width) => [...evenly(filtersPerWidth, width * dimensions)]);
      return new Network(
        this.about,
        Float32Array.from(weights),
        Float32Array.from(biases),
        this.output.map(() => evenly(this.filters, this.filters)),
        evenly(this.classes.length, this.filters),
        this.vocabulary,
      );
    }
  }

  /**
   * All tokens that have a vector: GloVe's, and `data.ownTokens`, whose vectors came with the network. The first of
   * these is the unknown word.
   */
  function vocabularyOf(data) {
    const own = rowsOf(data.ownVectors);
    const ownVector = new Map(data.ownTokens.map((token, row) => [token, own[row]]));
    return {
      knows: (token) => ownVector.has(token) || course.vectors.rowOf.has(token),
      vector: (token) => ownVector.get(token) ?? course.vectors.vector(token) ?? own[0],
    };
  }

  /** The network that `data` (written by `network_data` in lessonlib/course/explore.py) describes. */
  function load(data) {
    return new Network(
      data.about,
      unpack(data.slots),
      Float32Array.from(data.filterBias),
      data.output.map((weights) => Float32Array.from(weights)),
      Float32Array.from(data.outputBias),
      vocabularyOf(data),
    );
  }

  return { EDGE, Network, load };
})();
