"use strict";
/** Where the names of dots stand in a picture: beside their dot, on no other dot, name or line. */
window.course ??= {};

course.labels = (() => {
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
  function around([x, y], width, rows) {
    const heights = Array.from({ length: 2 * rows + 1 }, (_, index) => (index % 2 ? -1 : 1) * Math.ceil(index / 2));
    return heights.flatMap((row) => [x + 9, x - 9 - width, ...(Math.abs(row) === 1 ? [x - width / 2] : [])].map((left) => ({
      left, top: y - LINE / 2 + row * LINE, width, height: LINE,
    })));
  }

  /**
   * A box {left, top, width, height} for each of `names` ({at, width}, first come first served) in a picture of
   * `width` x `height`; undefined where there is no room within `rows` lines. `lines` are pairs of points.
   */
  function place(names, { width, height, rows = 1, lines = [] }) {
    const taken = names.map(({ at: [x, y] }) => ({ left: x - 5, top: y - 5, width: 10, height: 10 }));
    return names.map((name) => {
      const found = around(name.at, name.width, rows).find((box) =>
        box.left >= 0 && box.left + box.width <= width && box.top >= 0 && box.top + LINE <= height &&
        !taken.some((other) => overlap(box, other)) && !lines.some((line) => crosses(box, line)));
      if (found) taken.push(found);
      return found;
    });
  }

  return { around, place };
})();
