"use strict";
/** The picture of "Watch skip-gram learn": vectors on a plane, with the way they came. */

course.stage = (() => {
  const { svg, besideDot, placeNames } = course.ui;
  const SIZE = 360;
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
    const dots = vectors.map(place);
    const names = words.map((word, index) => ({ at: dots[index], width: 10 * [...word].length }));
    const boxes = placeNames(names, { width: SIZE, height: SIZE, rows: 4 });
    const drawn = words.map((word, index) => {
      const role = roles.get(index) ?? "";
      const at = dots[index];
      const box = boxes[index] ?? besideDot(at, 0, 0)[0];
      return svg(
        "g",
        { class: role },
        svg("line", { class: "ray", x1: SIZE / 2, y1: SIZE / 2, x2: at[0], y2: at[1] }),
        svg("circle", { cx: at[0], cy: at[1], r: role ? 6 : 4 }),
        svg("text", { x: box.left, y: box.top + 14 }, word),
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

  return { plane };
})();
