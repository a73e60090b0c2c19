"use strict";
/** The prepared contrasts, one after the other: the reader guesses, then sees. */
window.course ??= {};

course.guess = (() => {
  const { element, button, percent } = course.ui;

  /**
   * Show the contrasts in `panel`.
   * @param {Element} panel
   * @param {Object[]} contrasts see contrasts.js
   * @param {(headline: string, network?: string) => {labels: string[], label: string, probability: number}} predict
   * @param {(headline: string, network?: string) => void} takeApart for a reader who wants to look into a headline
   */
  function start(panel, contrasts, predict, takeApart) {
    const content = element("div");
    const outcome = element("div", { role: "status" });
    const actions = element("div", { class: "row" });
    panel.replaceChildren(content, outcome, actions);
    let right = 0;

    function show(number) {
      const { first, second, question, introduction, network } = contrasts[number];
      const before = predict(first, network);
      const choices = before.labels.map((label) =>
        button(label, () => reveal(number, label, choices), { "aria-pressed": "false" }),
      );
      const heading = element("h3", { tabindex: "-1" }, `Experiment ${number + 1} of ${contrasts.length}`);
      content.replaceChildren(
        heading,
        ...(introduction ? [element("p", {}, introduction)] : []),
        element("blockquote", {}, first),
        element("p", {}, `The ${network ? "other " : ""}network says ${before.label}, ${percent(before.probability)}.`),
        element("p", {}, question),
        element("blockquote", {}, second),
        element("fieldset", {}, element("legend", {}, "Your guess"), element("div", { class: "row" }, ...choices)),
      );
      outcome.replaceChildren();
      actions.replaceChildren();
      return heading;
    }

    function reveal(number, guessed, choices) {
      if (outcome.childNodes.length) return; // one guess each
      const { second, thought, network } = contrasts[number];
      const { label, probability } = predict(second, network);
      const isRight = guessed === label;
      right += isRight;
      for (const choice of choices) {
        choice.setAttribute("aria-pressed", String(choice.textContent === guessed));
        choice.setAttribute("aria-disabled", "true");
      }
      outcome.replaceChildren(
        element(
          "p",
          {},
          element("strong", {}, `${label}, ${percent(probability)}. `),
          isRight ? "As you guessed. " : `You guessed ${guessed}. `,
        ),
        element("p", {}, thought),
      );
      const next =
        number + 1 < contrasts.length
          ? button("Next experiment", () => show(number + 1).focus(), { class: "main" })
          : button("Start again", () => ((right = 0), show(0).focus()));
      if (number + 1 === contrasts.length) {
        outcome.append(element("p", {}, `You guessed ${right} of ${contrasts.length}. Now it is your turn to ask.`));
      }
      actions.replaceChildren(next, button("Take this headline apart", () => takeApart(second, network)));
    }

    show(0);
  }

  return { start };
})();
