"use strict";
/** The test of an explanation: the words that it names are removed, and beside them words at random. */

course.removal = (() => {
  const { element, lineChart, button, percent, table } = course.ui;
  const { randomNumbers, shuffled, argmax } = course.numbers;
  const MOST_WORDS = 8;
  const RANDOM_ORDERS = 20;

  /** The places of the words, best score first; of equal scores the first. */
  const byScore = (scores) => Array.from(scores, (_, place) => place).sort((a, b) => scores[b] - scores[a]);

  /** `tokens` without those at `places`; the gap closes. */
  function without(tokens, places) {
    const gone = new Set(places);
    return tokens.filter((_, place) => !gone.has(place));
  }

  /** The probability of class `label` after removing the first k words of `order`, for k = 0 to `most`. */
  const curve = (network, tokens, label, order, most = MOST_WORDS) =>
    Array.from({ length: Math.min(most, tokens.length) + 1 }, (_, count) =>
      network.probabilities(without(tokens, order.slice(0, count)))[label],
    );

  /** The mean curve of `RANDOM_ORDERS` random orders, always the same ones. */
  function randomCurve(network, tokens, label) {
    const random = randomNumbers(1234);
    const places = tokens.map((_, place) => place);
    const curves = Array.from({ length: RANDOM_ORDERS }, () =>
      curve(network, tokens, label, shuffled(places, random)),
    );
    return curves[0].map((_, count) => curves.reduce((sum, one) => sum + one[count], 0) / RANDOM_ORDERS);
  }

  /** How many of the best-scored words must go until another label wins; null if none does in `MOST_WORDS`. */
  function wordsToFlip(network, tokens, label, order) {
    for (let count = 1; count <= Math.min(MOST_WORDS, tokens.length); count++) {
      if (argmax(network.probabilities(without(tokens, order.slice(0, count)))) !== label) return count;
    }
    return null;
  }

  /**
   * Ask for a guess in `panel`, then show what happens when words are removed from `explanation.tokens`.
   * @param {Element} panel
   * @param {import("./network.js").Network} network
   * @param {Object} explanation what `network.explain` returned
   */
  function start(panel, network, explanation) {
    const { tokens, label, scores } = explanation;
    if (tokens.length < 2) {
      panel.replaceChildren(element("p", {}, "Type a headline of at least two words, and there will be some to take away."));
      return;
    }
    const name = network.classes[label];
    const most = Math.min(MOST_WORDS, tokens.length);
    const options = [
      ...Array.from({ length: Math.min(most, 4) }, (_, index) => String(index + 1)),
      ...(most > 4 ? ["more"] : []),
      "never",
    ];
    const outcome = element("div", { role: "status" });
    const choices = options.map((option) =>
      button(option, () => {
        for (const choice of choices) choice.setAttribute("aria-pressed", String(choice.textContent === option));
        outcome.replaceChildren(...result());
      }, { "aria-pressed": "false" }),
    );

    function result() {
      const order = byScore(scores);
      const named = curve(network, tokens, label, order);
      const random = randomCurve(network, tokens, label);
      const flip = wordsToFlip(network, tokens, label, order);
      const removed = order.slice(0, flip ?? most).map((place) => `\u201c${tokens[place]}\u201d`);
      const said = flip
        ? `After ${flip}: without ${removed.join(", ")} the label is no longer ${name}.`
        : `Never: even without its ${most} best words the label is still ${name}.`;
      const two = Math.min(2, most);
      return [
        element("p", {}, element("strong", {}, said)),
        element(
          "p",
          {},
          `Without the ${two === 1 ? "best word" : `${two} best words`} the probability of ${name} falls from ` +
            `${percent(named[0])} to ${percent(named[two])}; without ${two} at random, to ${percent(random[two])} ` +
            `on average over ${RANDOM_ORDERS} random orders.`,
        ),
        lineChart({
          lines: { random, named },
          top: 1,
          length: named.length,
          ticks: [0, 0.5, 1].map((share) => [share, percent(share)]),
          marks: named.map((_, count) => [count, String(count)]),
          title: "words removed",
        }),
        element("p", { class: "small" }, "Solid: the words that the explanation named. Dashed: words at random."),
        element(
          "details",
          {},
          element("summary", {}, "The same as a table"),
          table(
            ["words removed", "named words", "random words"],
            named.map((value, count) => [String(count), percent(value), percent(random[count])]),
            [true, true, true],
          ),
        ),
      ];
    }

    panel.replaceChildren(
      element(
        "fieldset",
        {},
        element("legend", {}, `How many of the words with the best scores must go before it no longer says ${name}?`),
        element("div", { class: "row" }, ...choices),
      ),
      outcome,
    );
  }

  return { byScore, without, curve, randomCurve, start };
})();
