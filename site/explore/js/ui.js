"use strict";
/** Small helpers to build a page: elements whose text is only ever text, numbers as people write them, a live region. */
window.course ??= {};

course.ui = (() => {
  /** The element with this id. */
  const byId = (id) => document.getElementById(id);

  /**
   * A new element. Attributes that begin with "on" are listeners; children are elements or plain text, never markup.
   * @param {string} tag
   * @param {Object<string, string | Function>} attributes
   * @param {...(Node | string)} children
   */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  /** A new SVG element. */
  function svg(tag, attributes = {}, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /** A button that runs `action`. */
  const button = (text, action, attributes = {}) =>
    element("button", { type: "button", onclick: action, ...attributes }, text);

  /** A word of the glossary, with the way to its entry. */
  const term = (word) => element("a", { href: `../glossary.html#term-${word}` }, word);

  /** `value` with its sign: "+0.84", "−1.20" (a true minus, which screen readers say). */
  function signed(value, digits = 2) {
    const size = Math.abs(value).toFixed(digits);
    return (Number(size) === 0 ? "" : value < 0 ? "\u2212" : "+") + size;
  }

  /** A share of 0 to 1 as a whole percentage: "83 %"; only all reads "100 %", and only nothing "0 %". */
  function percent(share) {
    const whole = Math.round(100 * share);
    const text = whole === 100 && share < 1 ? ">\u00a099" : whole === 0 && share > 0 ? "<\u00a01" : String(whole);
    return `${text}\u00a0%`;
  }

  /** A table from rows of text; `numeric` says which columns are numbers. */
  function table(headings, rows, numeric = headings.map(() => false)) {
    const cells = (tag, row) =>
      row.map((cell, column) => element(tag, { ...(numeric[column] && { class: "number" }) }, cell));
    return element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...cells("th", headings))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells("td", row)))),
    );
  }

  /**
   * The page can be used: the strip at its foot that said it was loading goes. What it still lacks, the scripts `names`
   * of the data, is loaded behind, and the strip says `missing` until then. Returns whether all arrived.
   */
  async function ready(names = [], missing = "") {
    const strip = byId("loading");
    strip.textContent = `${missing} on their way \u2026`;
    strip.hidden = names.length === 0;
    try {
      await Promise.all(
        names.map((name) => new Promise((onload, onerror) =>
          // By an element: a page that was opened from a folder may load scripts, but fetch nothing.
          document.head.append(element("script", { src: `data/${name}.js`, onload, onerror })),
        )),
      );
    } catch {
      strip.textContent = `${missing} missing: they could not be loaded. Reload the page to try again.`;
      return false;
    }
    strip.hidden = true;
    return true;
  }

  let waiting;
  /** Has a screen reader say `text`, after `delay` milliseconds without another call: not at every key. */
  function announce(text, delay = 700) {
    clearTimeout(waiting);
    waiting = setTimeout(() => (byId("spoken").textContent = text), delay);
  }

  return { byId, element, svg, button, term, signed, percent, table, announce, ready };
})();
