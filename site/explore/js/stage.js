"use strict";
/** The pictures of "Watch skip-gram learn": vectors on a plane with the way they came, and the loss over the passes. */
window.course ??= {};

course.stage = (() => {
  const { svg } = course.ui;
  const SIZE = 360;
  const LINE = 15; // height of a line of text
  const TRAIL = 40; // moments that a trail goes back

  /** Pairs of numbers as the points of a polyline. */
  const points = (pairs) => pairs.map((pair) => pair.map((value) => value.toFixed(1)).join(",")).join(" ");

  /**
   * A picture of two-dimensional `vectors` with their names. A line leads from the origin to each: the angle between
   * two lines says how alike two words are. `trail` holds the vectors after each pass, oldest first; `roles` marks the
   * words of the last step ("target", "context" or "drawn").
   */
  function plane(words, vectors, trail, roles = new Map()) {
    const reach = 1.25 * Math.max(0.5, ...vectors.flat().map(Math.abs), ...trail.flat(2).map(Math.abs));
    const place = ([x, y]) => [SIZE / 2 + (x * SIZE) / 2 / reach, SIZE / 2 - (y * SIZE) / 2 / reach];
    const taken = words.map((_, index) => {
      const [x, y] = place(vectors[index]);
      return { left: x - 4, width: 8, top: y - 4, height: 8 }; // no name on a dot
    });
    const isFree = (box) =>
      box.left >= 0 && box.left + box.width <= SIZE && box.top >= 0 && box.top + LINE <= SIZE &&
      !taken.some(
        (other) =>
          box.left < other.left + other.width && other.left < box.left + box.width &&
          box.top < other.top + other.height && other.top < box.top + LINE,
      );
    /** Where the name of a word stands: the first free place beside its dot, else a line or more above or below. */
    const nameAt = (word, [x, y]) => {
      const width = 8 * [...word].length;
      for (const lines of [0, -1, 1, -2, 2, -3, 3, -4, 4]) {
        for (const left of [x + 8, x - 8 - width]) {
          const box = { left, width, top: y - LINE / 2 + lines * LINE, height: LINE };
          if (!isFree(box)) continue;
          taken.push(box);
          return { x: left, y: box.top + LINE - 3 };
        }
      }
      return { x: x + 8, y };
    };
    const drawn = words.map((word, index) => {
      const role = roles.get(index) ?? "";
      const at = place(vectors[index]);
      return svg(
        "g",
        { class: role },
        svg("line", { class: "ray", x1: SIZE / 2, y1: SIZE / 2, x2: at[0], y2: at[1] }),
        svg("circle", { cx: at[0], cy: at[1], r: role ? 6 : 4 }),
        svg("text", nameAt(word, at), word),
      );
    });
    const recent = trail.slice(-TRAIL);
    const trails = words.map((_, index) =>
      svg("polyline", { class: "trail", points: points(recent.map((moment) => place(moment[index]))) }),
    );
    return svg(
      "svg",
      { class: "chart plane", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" }, // a list beside it says the same
      svg("path", { class: "axis", d: `M0 ${SIZE / 2} H${SIZE} M${SIZE / 2} 0 V${SIZE}` }),
      ...trails,
      ...drawn,
    );
  }

  /** The mean loss of each pass so far, of `passes` that there will be, and the `least` that is possible. */
  function lossChart(losses, passes, least) {
    const top = Math.max(1, least, ...losses) * 1.05;
    const x = (pass) => 40 + (pass * 290) / Math.max(passes - 1, 1);
    const y = (loss) => 160 - (145 * loss) / top;
    const ticks = [0, Math.floor(top / 2) || 0.5, Math.floor(top)];
    return svg(
      "svg",
      { class: "chart", viewBox: "0 0 345 205", "aria-hidden": "true" },
      svg("path", { class: "axis", d: `M40 ${y(top)} V${y(0)} H330` }),
      ...ticks.map((tick) => svg("text", { x: 34, y: y(tick) + 4, "text-anchor": "end" }, String(tick))),
      svg("text", { x: x(0), y: 178 }, "1"),
      svg("text", { x: x(passes - 1), y: 178, "text-anchor": "end" }, String(passes)),
      svg("text", { x: 185, y: 198, "text-anchor": "middle" }, "pass"),
      svg("text", { x: 48, y: 16 }, "mean loss"),
      svg("path", { class: "random", d: `M40 ${y(least)} H330` }),
      svg("polyline", { class: "named", points: points(losses.map((loss, pass) => [x(pass), y(loss)])) }),
      ...losses.slice(0, 1).map((loss) => svg("circle", { class: "start", cx: x(0), cy: y(loss), r: 3 })),
    );
  }

  return { plane, lossChart };
})();
