"use strict";
/** Shows why a headline got its label: probabilities, shaded words, the n-grams that won and the filters behind them. */

course.explanation = (() => {
  const { element, button, signed, table } = course.ui;
  const { EDGE } = course.network;
  const SHOWN_NGRAMS = 5;
  const SHOWN_FILTERS = 8;
  const SHOWN_WORDS = 100;

  /**
   * One button per word, shaded by its score, in the list `list`.
   * @param {Element} list
   * @param {Object} explanation what `Network.explain` returns
   * @param {(token: string) => boolean} knows whether the network has a vector for it
   * @param {(place: number, button: Element) => void} pick called when a word is chosen
   */
  function words(list, explanation, knows, pick) {
    const largest = Math.max(...explanation.scores.map(Math.abs), 1e-12);
    const items = explanation.tokens.slice(0, SHOWN_WORDS).map((token, place) => {
      const score = explanation.scores[place];
      const kind = Math.abs(score) < 0.005 ? "" : score > 0 ? "for" : "against";
      const made = button(token, () => pick(place, made), {
        class: knows(token) ? kind : `${kind} unknown`,
        style: `--strength: ${(Math.abs(score) / largest).toFixed(3)}`,
        "aria-expanded": "false",
      });
      made.append(element("small", {}, signed(score)));
      return element("li", {}, made);
    });
    const hidden = explanation.tokens.length - items.length;
    if (hidden > 0) items.push(element("li", {}, `and ${hidden} more`));
    list.replaceChildren(...items);
  }

  /** The tokens that the window of `ngram` covers inside the text. */
  const wordsOf = (ngram, tokens) => tokens.slice(Math.max(ngram.first, 0), ngram.first + ngram.width);

  /** The word sequences that were picked, with all filters that picked them; the largest sum of contributions first. */
  function strongest(explanation) {
    const groups = new Map();
    for (const ngram of explanation.ngrams) {
      const read = wordsOf(ngram, explanation.tokens);
      const start = Math.max(ngram.first, 0);
      const key = `${start} ${read.length}`;
      if (!groups.has(key)) groups.set(key, { start, words: read, filters: [], total: 0 });
      const group = groups.get(key);
      group.filters.push(ngram);
      group.total += ngram.contribution;
    }
    return [...groups.values()].sort((a, b) => Math.abs(b.total) - Math.abs(a.total));
  }

  /** The strongest word sequences, each of which opens to the filters that picked it. */
  function ngrams(network, explanation) {
    return strongest(explanation)
      .slice(0, SHOWN_NGRAMS)
      .map((group) => {
        const count = group.filters.length;
        const made = element(
          "details",
          {},
          element(
            "summary",
            {},
            element("span", { class: "value" }, signed(group.total)),
            element("strong", {}, group.words.join(" ")),
            ` · ${count} ${count === 1 ? "filter" : "filters"}`,
          ),
        );
        made.addEventListener("toggle", () => made.append(filters(network, explanation, group.filters)), { once: true });
        return made;
      });
  }

  /** A table of the filters that picked one word sequence: what each slot read and brought, and what it was worth. */
  function filters(network, explanation, picked) {
    const rows = picked.slice(0, SHOWN_FILTERS).map((ngram) => {
      const shares = network.shares(explanation.tokens, ngram.feature, ngram.first);
      const read = shares.map(({ token, part }) => (token === EDGE ? "(edge)" : `${token} ${signed(part)}`));
      return [
        `${ngram.filter} of width ${ngram.width}`,
        read.join(" · "),
        ngram.activation.toFixed(2),
        signed(ngram.weight),
        signed(ngram.contribution),
      ];
    });
    const headings = ["filter", "what each slot read, and brought in", "activation", "× weight", "= part"];
    const label = "The filters that picked these words";
    const rest = picked.slice(SHOWN_FILTERS).reduce((sum, ngram) => sum + ngram.contribution, 0);
    return element(
      "div",
      { class: "scroll small", tabindex: "0", role: "region", "aria-label": label },
      table(headings, rows, [false, false, true, true, true]),
      ...(picked.length > SHOWN_FILTERS
        ? [element("p", {}, `${picked.length - SHOWN_FILTERS} weaker ones add ${signed(rest)} together.`)]
        : []),
    );
  }

  return { words, ngrams };
})();
