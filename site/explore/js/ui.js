"use strict";
/** Small helpers to build a page: elements whose text is only ever text, numbers as people write them, names and lines in pictures, a live region. */

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

  /** A list of bars, from rows of a name (text or an element), a text for the value, and the length as a share of 1. */
  function bars(rows) {
    const items = rows.map(([name, value, share]) =>
      element(
        "li",
        {},
        typeof name === "string" ? element("span", {}, name) : name,
        element("span", { class: "value" }, value),
        element("span", { class: "length", style: `--strength: ${Math.max(share, 0).toFixed(4)}` }),
      ),
    );
    return element("ul", { class: "bars" }, ...items);
  }

  /** A new SVG element. */
  function svg(tag, attributes = {}, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  /**
   * Lines over whole numbers from 0 on: `lines` has the values of each by the class that draws it, `top` is the largest
   * value that fits, `length` how many numbers. `ticks` are [value, text] pairs up the side, `marks` [number, text]
   * pairs along the foot, `title` stands below them. Hidden from screen readers: what it shows is said beside it.
   */
  function lineChart({ lines, top, length, ticks, marks, title }) {
    const x = (number) => 54 + (number * 276) / Math.max(length - 1, 1);
    const y = (value) => 160 - (145 * value) / top;
    const points = (values) => values.map((value, number) => `${x(number).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    return svg(
      "svg",
      { class: "chart", viewBox: "0 0 345 205", "aria-hidden": "true" },
      svg("path", { class: "axis", d: `M54 ${y(top)} V${y(0)} H330` }),
      ...ticks.map(([value, text]) => svg("text", { x: 47, y: y(value) + 4, "text-anchor": "end" }, text)),
      ...marks.map(([number, text]) => svg("text", { x: x(number), y: 180, "text-anchor": "middle" }, text)),
      svg("text", { x: 192, y: 200, "text-anchor": "middle" }, title),
      ...Object.entries(lines).map(([kind, values]) => svg("polyline", { class: kind, points: points(values) })),
    );
  }

  // ---- names of dots in a picture: beside their dot, on no other dot, name or line ----

  const LINE = 18; // height of a name

  const overlap = (one, other) =>
    one.left < other.left + other.width && other.left < one.left + one.width &&
    one.top < other.top + other.height && other.top < one.top + one.height;

  /** Whether the line from one point to another touches a box. */
  function crosses(box, [from, to]) {
    let [begin, end] = [0, 1]; // the part of the line that lies between left and right, then between top and bottom, too
    for (const [axis, low, high] of [[0, box.left - 3, box.left + box.width + 3], [1, box.top, box.top + box.height]]) {
      const step = to[axis] - from[axis] || 1e-9;
      const [first, last] = [(low - from[axis]) / step, (high - from[axis]) / step].sort((a, b) => a - b);
      [begin, end] = [Math.max(begin, first), Math.min(end, last)];
    }
    return begin <= end;
  }

  /** The boxes that a name of this width may take beside a dot, best first, up to `rows` lines higher or lower. */
  function besideDot([x, y], width, rows) {
    const heights = Array.from({ length: 2 * rows + 1 }, (_, index) => (index % 2 ? -1 : 1) * Math.ceil(index / 2));
    return heights.flatMap((row) => [x + 9, x - 9 - width, ...(Math.abs(row) === 1 ? [x - width / 2] : [])].map((left) => ({
      left, top: y - LINE / 2 + row * LINE, width, height: LINE,
    })));
  }

  /**
   * A box {left, top, width, height} for each of `names` ({at, width}, first come first served) in a picture of
   * `width` x `height`; undefined where there is no room within `rows` lines. `lines` are pairs of points.
   */
  function placeNames(names, { width, height, rows = 1, lines = [] }) {
    const taken = names.map(({ at: [x, y] }) => ({ left: x - 5, top: y - 5, width: 10, height: 10 }));
    return names.map((name) => {
      const found = besideDot(name.at, name.width, rows).find((box) =>
        box.left >= 3 && box.left + box.width <= width - 3 && box.top >= 0 && box.top + LINE <= height &&
        !taken.some((other) => overlap(box, other)) && !lines.some((line) => crosses(box, line)));
      if (found) taken.push(found);
      return found;
    });
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

  return { byId, element, bars, svg, lineChart, besideDot, placeNames, button, term, signed, percent, table, announce, ready };
})();
