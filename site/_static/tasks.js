"use strict";
/**
 * The tasks on a lesson's page: letters and numbers are answered there, hints come one at a time, and what was answered
 * is remembered in this browser. Solutions come with the first question, in a script of their own (handouts/answers).
 */
window.course ??= {};

{
  const HERE = location.pathname.split("/").at(-1).replace(/\.html$/, "");
  const answersAt = new URL(`../handouts/answers/${HERE}.js`, document.currentScript.src);
  const KEY = "lessonlib-progress";
  let loading; // the promise of the solutions

  const element = (name, attributes = {}, ...content) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...content);
    return made;
  };
  const button = (text, onclick, attributes = {}) => element("button", { type: "button", onclick, ...attributes }, text);

  /** `text` with what stands between backticks as code. */
  const prose = (text) => text.split("`").map((part, place) => (place % 2 ? element("code", {}, part) : part));

  /** The tasks of this lesson, by name, once they are there. */
  const solutions = () =>
    (loading ??= new Promise((done, failed) => {
      document.head.append(element("script", { src: answersAt.href, onload: () => done(course.answers), onerror: failed }));
    }));

  // ---- what was answered ----

  /** By page: {names} of the questions that were answered there, and the {number} of all. */
  function answered() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {}; // some browsers keep nothing for pages that were opened from a folder
    }
  }

  const answeredHere = () => answered()[HERE]?.names ?? [];
  const questions = () => [...document.querySelectorAll(".task[data-task]:not(.code)")];

  /** Remembers `names` as the questions answered on this page; when there are none, forgets those of all pages. */
  function remember(names) {
    const here = { [HERE]: { names, number: questions().length } };
    try {
      if (names.length) localStorage.setItem(KEY, JSON.stringify({ ...answered(), ...here }));
      else localStorage.removeItem(KEY);
    } catch {
      // then it is forgotten when the page is left
    }
    showProgress(names);
  }

  /** Says at the head of the page how many tasks are done, and which is next; marks those that are. */
  function showProgress(names) {
    const tasks = questions();
    for (const task of tasks) task.classList.toggle("done", names.includes(task.dataset.task));
    const open = tasks.filter((task) => !task.classList.contains("done"));
    const line = document.querySelector(".progress-line");
    line.hidden = open.length === tasks.length;
    line.replaceChildren(
      `You have answered ${tasks.length - open.length} of the ${tasks.length} questions on this page. `,
      ...(open.length ? [element("a", { href: `#${open[0].id}` }, "The next one"), " "] : []),
      button("Forget my answers", () => remember([])),
    );
  }

  /** Says beside each lesson in the list of them how many of its questions are answered. */
  function sumUp() {
    for (const [page, { names, number }] of Object.entries(answered())) {
      const said = element("span", { className: "progress-line" }, `${names.length} of ${number} questions answered`);
      document.querySelector(`.lesson-list td:has(a[href="${page}.html"])`)?.append(said);
    }
  }

  // ---- one task ----

  /** Opens what was folded until the guess: all up to the next question or section. */
  function unfold(task) {
    const all = [...document.querySelectorAll("article :is(h2, h3, details), .task:not(.code)")];
    for (const next of all.slice(all.indexOf(task) + 1)) {
      if (!next.matches("details")) return;
      next.open = true;
    }
  }

  async function judge(task, said, answer) {
    const known = (await solutions())[task.dataset.task];
    const { state, told, meant } = course.judge(known, answer);
    if (state === "open") return;
    const reading = meant !== undefined && String(meant) !== answer.trim() ? ` (Read as ${meant}.)` : "";
    const text = state === "right" ? `✓ Right. ${known.after}` : `✗ Not right yet. ${told}`;
    said.replaceChildren(...prose(text + reading));
    said.className = `said ${state}`;
    if (state === "right") {
      remember([...new Set([...answeredHere(), task.dataset.task])]);
      unfold(task);
    }
  }

  /** The options before `task` become buttons. */
  function offerLetters(task, answer) {
    for (const item of task.previousElementSibling.querySelectorAll("li")) {
      const text = item.querySelector("p") ?? item;
      const letter = text.textContent[0];
      const press = button(`${letter})`, () => answer(letter), { className: "letter", ariaLabel: item.textContent.trim() });
      text.firstChild.textContent = text.firstChild.textContent.replace(/^[a-h]\)/, "");
      text.prepend(press);
      item.classList.add("option");
      item.addEventListener("click", (event) => event.target.closest("a, button") || press.click());
    }
  }

  function start(task) {
    const name = task.dataset.task;
    const said = element("p", { className: "said", role: "status" });
    const hints = element("ol", { className: "hints", hidden: true });
    const hint = button("Hint", async () => {
      const all = (await solutions())[name].hints;
      hints.hidden = false;
      hints.append(element("li", {}, ...prose(all[hints.children.length])));
      hint.disabled = hints.children.length === all.length;
    });
    const solution = button("Solution", async () => {
      const known = (await solutions())[name];
      said.replaceChildren(...prose(known.after));
      said.className = "said";
      said.before(element("pre", { tabIndex: 0 }, known.solution));
      solution.disabled = hint.disabled = true;
      unfold(task);
    });
    if (task.classList.contains("code")) {
      task.lastElementChild.append(hint, solution);
    } else {
      const field = element("input", { ariaLabel: "Your answer", autocomplete: "off", spellcheck: false });
      const answer = (text) => judge(task, said, (field.value = text));
      const form = element("form", {}, field, element("button", {}, "Check"), hint, solution);
      form.onsubmit = (event) => (event.preventDefault(), answer(field.value));
      if (task.classList.contains("letter")) offerLetters(task, answer);
      task.append(form);
    }
    task.append(hints, said);
  }

  document.addEventListener("DOMContentLoaded", () => {
    sumUp();
    const tasks = document.querySelectorAll(".task[data-task]");
    if (!tasks.length) return;
    document.querySelector(".reading-copy").after(element("p", { className: "progress-line" }));
    tasks.forEach(start);
    showProgress(answeredHere());
  });
}
