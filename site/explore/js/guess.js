"use strict";
/** Questions that the reader answers by a guess before the page does: one after the other, each with a thought. */

course.guess = (() => {
  const { element, button } = course.ui;

  /**
   * @typedef {Object} Question
   * @property {(Node | string)[]} shown what is asked, elements or paragraphs of text
   * @property {string[]} options what can be guessed
   * @property {string} answer the right one of them, computed by the page
   * @property {string} said the answer with its number, such as "World, 93 %"
   * @property {string} thought what to take along
   * @property {{label: string, action: () => void}} [follow] a way to look deeper
   */

  /**
   * Show `questions` in `panel`, one at a time.
   * @param {Element} panel
   * @param {(() => Question)[]} questions each is computed when its turn comes
   */
  function start(panel, questions) {
    const content = element("div");
    const outcome = element("div", { role: "status" });
    const actions = element("div", { class: "row" });
    panel.replaceChildren(content, outcome, actions);
    let right = 0;

    function show(number) {
      const question = questions[number]();
      const choices = question.options.map((option) =>
        button(option, () => reveal(number, question, option, choices), { "aria-pressed": "false" }),
      );
      const heading = element("h3", { tabindex: "-1" }, `Experiment ${number + 1} of ${questions.length}`);
      content.replaceChildren(
        heading,
        ...question.shown.map((part) => (typeof part === "string" ? element("p", {}, part) : part)),
        element("fieldset", {}, element("legend", {}, "Your guess"), element("div", { class: "row" }, ...choices)),
      );
      outcome.replaceChildren();
      actions.replaceChildren();
      return heading;
    }

    function reveal(number, { answer, said, thought, follow }, guessed, choices) {
      if (outcome.childNodes.length) return; // one guess each
      const isLast = number + 1 === questions.length;
      const isRight = guessed === answer;
      right += isRight;
      for (const choice of choices) {
        choice.setAttribute("aria-pressed", String(choice.textContent === guessed));
        choice.setAttribute("aria-disabled", "true");
      }
      outcome.replaceChildren(
        element("p", {}, element("strong", {}, `${said}. `), isRight ? "As you guessed." : `You guessed ${guessed}.`),
        element("p", {}, thought),
        ...(isLast ? [element("p", {}, `You guessed ${right} of ${questions.length}. Now it is your turn to ask.`)] : []),
      );
      actions.replaceChildren(
        isLast
          ? button("Start again", () => ((right = 0), show(0).focus()))
          : button("Next experiment", () => show(number + 1).focus(), { class: "main" }),
        ...(follow ? [button(follow.label, follow.action)] : []),
      );
    }

    show(0);
  }

  return { start };
})();
