"use strict";
/** The map of words: a cloud of dots, some of them named; every dot can be reached by pointer and by arrow keys. */
window.course ??= {};

course.cloud = (() => {
  const { element } = course.ui;
  const REACH = 18; // pixels within which a pointer finds a dot
  const MARGIN = 24; // pixels between what is shown and the edge
  const FREQUENT = 3000; // the arrow keys lead through these and the named words: all would be too many
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  /** Colour (Okabe and Ito) and shape of each group of named words. */
  const LOOKS = [
    ["#d55e00", "circle"], ["#0072b2", "square"], ["#009e73", "triangle"],
    ["#cc79a7", "diamond"], ["#e69f00", "cross"], ["#56b4e9", "bar"],
  ];

  /**
   * @typedef {Object} Scene
   * @property {number[][]} groups rows of the words to name, group by group; each group has a look of its own
   * @property {number[][]} arrows pairs of rows, from and to
   * @property {number} home the row that the keyboard starts from
   */

  class Cloud {
    /**
     * @param {Element} container focusable; the map fills it
     * @param {Float32Array} x first coordinate of every word
     * @param {Float32Array} y second coordinate
     * @param {string[]} words
     * @param {{point: (row: number | null) => void, choose: (row: number) => void}} on what the reader does
     */
    constructor(container, x, y, words, on) {
      Object.assign(this, { container, x, y, words, on, scene: { groups: [], arrows: [], home: 0 }, closeUp: false });
      this.cursor = null;
      this.canvas = element("canvas", { "aria-hidden": "true" });
      container.replaceChildren(this.canvas);
      container.addEventListener("pointermove", (event) => this.point(this.rowAt(event)));
      container.addEventListener("pointerleave", () => this.point(null));
      container.addEventListener("click", (event) => this.choose(this.rowAt(event)));
      container.addEventListener("keydown", (event) => this.press(event));
      container.addEventListener("blur", () => this.point(null));
      new ResizeObserver(() => this.draw()).observe(container);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    }

    /** Show another scene; `closeUp` fits the named words into the frame instead of the whole cloud. */
    show(scene, closeUp) {
      Object.assign(this, { scene, closeUp });
      this.point(null);
      this.draw();
    }

    /** All named rows. */
    get named() {
      return this.scene.groups.flat();
    }

    /** Where row `row` is drawn, in pixels. */
    place(row) {
      const { left, bottom, scale, width, height } = this.view;
      return [
        width / 2 + (this.x[row] - left) * scale,
        height / 2 - (this.y[row] - bottom) * scale,
      ];
    }

    /** The centre and scale that fit the rows in question into the frame, with equal units on both axes. */
    fit(width, height) {
      const rows = this.closeUp ? this.named : null;
      const ends = (values) => {
        const some = rows ? rows.map((row) => values[row]) : values;
        return some.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
      };
      const [[x0, x1], [y0, y1]] = [ends(this.x), ends(this.y)];
      const scale = Math.min((width - 2 * MARGIN) / (x1 - x0 || 1), (height - 2 * MARGIN) / (y1 - y0 || 1));
      return { left: (x0 + x1) / 2, bottom: (y0 + y1) / 2, scale, width, height };
    }

    draw() {
      const { clientWidth: width, clientHeight: height } = this.container;
      if (!width) return;
      const ratio = devicePixelRatio;
      this.canvas.width = width * ratio;
      this.canvas.height = height * ratio;
      this.view = this.fit(width, height);
      const pen = this.canvas.getContext("2d");
      pen.scale(ratio, ratio);
      const style = getComputedStyle(this.container);
      const ink = style.color;
      pen.font = `14px ${style.fontFamily}`;
      pen.lineWidth = 2;

      pen.drawImage(this.dots(style.borderTopColor, ratio), 0, 0, width, height);
      pen.strokeStyle = ink;
      for (const [from, to] of this.scene.arrows) arrow(pen, this.place(from), this.place(to));
      this.scene.groups.forEach((rows, group) => {
        const [colour, shape] = LOOKS[group % LOOKS.length];
        pen.fillStyle = colour;
        for (const row of rows) mark(pen, shape, ...this.place(row));
      });
      this.drawNames(pen, ink, style.backgroundColor);
      if (this.cursor !== null) this.drawCursor(pen, ink, style.backgroundColor);
    }

    /**
     * A picture of all dots in this view, pixel by pixel: drawing 25,000 shapes would take too long for a key stroke.
     * The last one is kept, as most steps change nothing but the names.
     */
    dots(colour, ratio) {
      const key = JSON.stringify([this.view, colour, ratio]);
      if (this.dotsKey === key) return this.dotsPicture;
      const { left, bottom, scale } = this.view;
      const { x: xs, y: ys } = this;
      const [width, height] = [this.view.width, this.view.height].map((size) => Math.round(size * ratio));
      const picture = element("canvas", { width, height });
      const pen = picture.getContext("2d");
      const image = pen.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      const [red, green, blue] = colour.match(/\d+/g).map(Number);
      const ink = (140 << 24) | (blue << 16) | (green << 8) | red; // little-endian, half transparent
      const size = Math.round(1.5 * ratio);
      for (let row = 0; row < this.words.length; row++) {
        const x = Math.round(width / 2 + (xs[row] - left) * scale * ratio);
        const y = Math.round(height / 2 - (ys[row] - bottom) * scale * ratio);
        if (x < 0 || x + size > width || y < 0 || y + size > height) continue;
        for (let line = 0; line < size; line++) {
          for (let column = 0; column < size; column++) pixels[(y + line) * width + x + column] = ink;
        }
      }
      pen.putImageData(image, 0, 0);
      Object.assign(this, { dotsKey: key, dotsPicture: picture });
      return picture;
    }

    /** The names of the named words, first come first served: one that would cover another is left to the pointer. */
    drawNames(pen, ink, ground) {
      const taken = [];
      for (const row of this.named) {
        const [left, top] = this.place(row);
        const box = this.nameBox(pen, row, left, top);
        if (taken.some((other) => overlap(box, other))) continue;
        taken.push(box);
        write(pen, this.words[row], box, ink, ground);
      }
    }

    /** Where the name of a word fits beside its dot: {left, top, width, height}. */
    nameBox(pen, row, left, top) {
      const width = pen.measureText(this.words[row]).width;
      const fitsRight = left + 9 + width < this.view.width;
      return { left: fitsRight ? left + 9 : left - 9 - width, top: top - 9, width, height: 18 };
    }

    drawCursor(pen, ink, ground) {
      const [left, top] = this.place(this.cursor);
      pen.strokeStyle = ink;
      pen.beginPath();
      pen.arc(left, top, 8, 0, 2 * Math.PI);
      pen.stroke();
      pen.font = `bold ${pen.font}`;
      write(pen, this.words[this.cursor], this.nameBox(pen, this.cursor, left, top), ink, ground);
    }

    /** The row whose dot is nearest to the pointer; null when none is near. A named dot goes first. */
    rowAt(event) {
      const frame = this.container.getBoundingClientRect();
      const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
      const closest = (rows) => {
        let best = null;
        let distance = REACH;
        for (const row of rows) {
          const [left, top] = this.place(row);
          const away = Math.hypot(left - x, top - y);
          if (away < distance) [best, distance] = [row, away];
        }
        return best;
      };
      return closest(this.named) ?? closest(this.words.keys());
    }

    /** Marks the dot of `row`, or none. */
    point(row) {
      if (row === this.cursor) return;
      this.cursor = row;
      this.draw();
      this.on.point(row);
    }

    choose(row) {
      if (row !== null) this.on.choose(row);
    }

    /** The arrow keys lead to the next dot within 45 degrees of their direction. */
    press(event) {
      if (event.key === "Enter" && this.cursor !== null) this.choose(this.cursor);
      else if (event.key === "Home") this.point(this.scene.home);
      else if (event.key in ARROWS) this.point(this.next(ARROWS[event.key]) ?? this.cursor);
      else return;
      event.preventDefault();
    }

    /** The row that a step in `direction` leads to; null at the edge. */
    next([right, down]) {
      if (this.cursor === null) return this.scene.home;
      const [left, top] = this.place(this.cursor);
      const candidates = new Set(this.named);
      for (let row = 0; row < FREQUENT; row++) candidates.add(row);
      let best = null;
      let shortest = Infinity;
      for (const row of candidates) {
        const [x, y] = this.place(row);
        if (x < 0 || x > this.view.width || y < 0 || y > this.view.height) continue;
        const along = (x - left) * right + (y - top) * down;
        const aside = Math.abs((x - left) * down) + Math.abs((y - top) * right);
        // Words that are named come first by far: a step along them should not end in the crowd.
        const distance = (along + aside) * (this.named.includes(row) ? 0.2 : 1);
        if (along > 1 && aside <= along && distance < shortest) [best, shortest] = [row, distance];
      }
      return best;
    }
  }

  const overlap = (one, other) =>
    one.left < other.left + other.width && other.left < one.left + one.width &&
    one.top < other.top + other.height && other.top < one.top + one.height;

  /** Text on a ground of its own, readable over dots. */
  function write(pen, text, { left, top, width, height }, ink, ground) {
    pen.fillStyle = ground;
    pen.globalAlpha = 0.8;
    pen.fillRect(left - 2, top, width + 4, height);
    pen.globalAlpha = 1;
    pen.fillStyle = ink;
    pen.fillText(text, left, top + 14);
  }

  function arrow(pen, [x0, y0], [x1, y1]) {
    const angle = Math.atan2(y1 - y0, x1 - x0);
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.lineTo(x1, y1);
    for (const side of [-0.4, 0.4]) {
      pen.moveTo(x1, y1);
      pen.lineTo(x1 - 11 * Math.cos(angle + side), y1 - 11 * Math.sin(angle + side));
    }
    pen.stroke();
  }

  /** One mark of 11 pixels, told apart by shape as well as by colour. */
  function mark(pen, shape, x, y) {
    pen.beginPath();
    if (shape === "circle") pen.arc(x, y, 5.5, 0, 2 * Math.PI);
    else if (shape === "square") pen.rect(x - 5, y - 5, 10, 10);
    else if (shape === "bar") pen.rect(x - 7, y - 2.5, 14, 5);
    else if (shape === "cross") {
      pen.rect(x - 6, y - 2, 12, 4);
      pen.rect(x - 2, y - 6, 4, 12);
    } else {
      const corners = { triangle: [[0, -6], [6, 5], [-6, 5]], diamond: [[0, -7], [6, 0], [0, 7], [-6, 0]] }[shape];
      for (const [dx, dy] of corners) pen.lineTo(x + dx, y + dy);
    }
    pen.fill();
  }

  return { Cloud };
})();
