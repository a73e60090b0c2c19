"use strict";
/** The map of words: a cloud of dots, some of them named; by pointer every dot can be reached, by arrow keys those with a name. */

course.cloud = (() => {
  const { element, svg, besideDot, placeNames } = course.ui;
  const REACH = 18; // pixels within which a pointer finds a dot
  const MARGIN = 24; // pixels between what is shown and the edge
  const CLOSEST = 100; // how much larger than the whole cloud it can be seen
  /** Colour (Okabe and Ito) and shape (an SVG path around 0, 0) of each group of named words. */
  const LOOKS = [
    ["#d55e00", "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0"], ["#0072b2", "M-5-5h10v10h-10z"],
    ["#009e73", "M0-6 6 5-6 5z"], ["#cc79a7", "M0-7 6 0 0 7-6 0z"],
    ["#e69f00", "M-6-2h4v-4h4v4h4v4h-4v4h-4v-4h-4z"], ["#56b4e9", "M-7-2.5h14v5h-14z"],
  ];

  /**
   * @typedef {Object} Scene
   * @property {number[][]} groups rows of the words to name, group by group; each group has a look of its own
   * @property {number[][]} arrows pairs of rows, from and to
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
      Object.assign(this, { container, x, y, words, on, scene: { groups: [], arrows: [] } });
      this.cursor = null;
      this.grip = [0, 0];
      this.isCloseUp = true; // fits the named words into the frame, instead of the whole cloud
      this.held = null; // the view that the reader chose: {left, bottom, scale}
      this.canvas = element("canvas", { "aria-hidden": "true" });
      container.replaceChildren(this.canvas);
      container.addEventListener("pointerdown", (event) => this.grasp(event, false));
      container.addEventListener("pointermove", (event) => (event.buttons ? this.drag(event) : this.point(this.rowAt(event))));
      container.addEventListener("pointerleave", () => this.point(null));
      container.addEventListener("click", (event) => this.hasMoved || this.choose(this.rowAt(event)));
      container.addEventListener("keydown", (event) => this.press(event));
      container.addEventListener("blur", () => this.point(null));
      new ResizeObserver(() => this.draw()).observe(container);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    }

    /** Show another scene. */
    show(scene) {
      Object.assign(this, { scene, held: null });
      this.point(null);
      this.draw();
    }

    /** Other places for the words, or places for more of them. */
    spread(x, y) {
      Object.assign(this, { x, y, dotsKey: null });
      this.draw();
    }

    /** Fit the named words into the frame, or the whole cloud. */
    fitTo(isCloseUp) {
      Object.assign(this, { isCloseUp, held: null });
      this.draw();
    }

    /** Draw all `factor` times as large, around the word at the cursor, or else the middle. */
    zoom(factor) {
      const { left, bottom, scale, width, height } = this.view;
      const [x, y] = this.cursor === null ? [width / 2, height / 2] : this.place(this.cursor);
      const smallest = Math.min(scale, this.fit(width, height, null).scale);
      const larger = Math.min(Math.max(scale * factor, smallest), CLOSEST * smallest);
      const step = 1 / scale - 1 / larger;
      this.hold(left + (x - width / 2) * step, bottom - (y - height / 2) * step, larger);
    }

    /** Keep a view, whatever it should fit. */
    hold(left, bottom, scale) {
      this.held = { left, bottom, scale };
      this.draw();
    }

    /** The pointer holds the cloud here; once that `hasMoved`, to let go chooses no word. */
    grasp(event, hasMoved) {
      Object.assign(this, { grip: [event.clientX, event.clientY], hasMoved });
    }

    /** The cloud follows a pointer that is pressed, and moved by more than a hand trembles. */
    drag(event) {
      const [right, down] = [event.clientX - this.grip[0], event.clientY - this.grip[1]];
      if (!this.hasMoved && Math.hypot(right, down) < 6) return;
      const { left, bottom, scale } = this.view;
      this.hold(left - right / scale, bottom + down / scale, scale);
      this.grasp(event, true);
      this.container.setPointerCapture(event.pointerId);
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

    /** The centre and scale that fit `rows`, or all, into the frame, with equal units on both axes. */
    fit(width, height, rows) {
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
      const rows = this.isCloseUp && this.named.length ? this.named : null;
      this.view = { ...this.fit(width, height, rows), ...this.held };
      this.container.classList.toggle("held", this.held !== null);
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
        for (const row of rows) mark(pen, new Path2D(shape), ...this.place(row));
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

    /** The names of the named words; one that finds no room is left to the pointer. */
    drawNames(pen, ink, ground) {
      const lines = this.scene.arrows.map((ends) => ends.map((row) => this.place(row)));
      const names = this.named.map((row) => ({ at: this.place(row), width: pen.measureText(this.words[row]).width }));
      placeNames(names, { ...this.view, lines }).forEach((box, index) => {
        if (box) write(pen, this.words[this.named[index]], box, ink, ground);
      });
    }

    drawCursor(pen, ink, ground) {
      const [left, top] = this.place(this.cursor);
      pen.strokeStyle = ink;
      pen.beginPath();
      pen.arc(left, top, 8, 0, 2 * Math.PI);
      pen.stroke();
      pen.font = `bold ${pen.font}`;
      const { width } = pen.measureText(this.words[this.cursor]);
      const [right, beside] = besideDot([left, top], width, 0);
      write(pen, this.words[this.cursor], right.left + width < this.view.width ? right : beside, ink, ground);
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

    /** The arrow keys lead from named word to named word; the view follows. */
    press(event) {
      const { key } = event;
      const step = ["ArrowRight", "ArrowDown"].includes(key) ? 1 : ["ArrowLeft", "ArrowUp"].includes(key) ? -1 : 0;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (key === "Enter" && this.cursor !== null) this.choose(this.cursor);
      else if (key === "Home" || (step && this.cursor === null)) this.point(this.named[0] ?? null);
      else if (step) this.point(this.named.at((this.named.indexOf(this.cursor) + step) % this.named.length) ?? null);
      else if (key === "+" || key === "=") this.zoom(1.5);
      else if (key === "-") this.zoom(1 / 1.5);
      else if (key === "0") this.fitTo(!this.isCloseUp);
      else return;
      event.preventDefault();
      if (this.cursor === null) return;
      const [x, y] = this.place(this.cursor);
      const isSeen = x >= 0 && x <= this.view.width && y >= 0 && y <= this.view.height;
      if (!isSeen) this.hold(this.x[this.cursor], this.y[this.cursor], this.view.scale);
    }
  }

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

  function mark(pen, shape, x, y) {
    pen.translate(x, y);
    pen.fill(shape);
    pen.translate(-x, -y);
  }

  /** What the marks of a scene mean: a list item for each group that has a name in `names`, and for all other dots. */
  function legend(names, others) {
    const entries = names.map((name, group) => [name, ...LOOKS[group]]).filter(([name]) => name);
    return [...entries, [others, "currentColor", "M-1-1h2v2h-2z"]].map(([name, fill, d]) =>
      element("li", {}, svg("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" }, svg("path", { fill, d })), name),
    );
  }

  return { Cloud, legend };
})();
