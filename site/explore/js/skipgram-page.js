"use strict";
/**
 * The page "Watch skip-gram learn": one training, the buttons that drive it, and what there is to see.
 *
 * Its address: skipgram.html#pass=20&pair=3 is where that training is; with text=...&draws=3&rate=0.1&seed=1 it is the
 * training of a text of one's own.
 */

{
  const { byId, element, button, lineChart, percent, table, announce, ready } = course.ui;
  const { Training, cosine, prepare, rehearse, leastLoss } = course.skipgram;
  const PAUSE = 60; // milliseconds between two passes of a run
  const OWN_PASSES = 100;
  const MOST_WORDS = 30; // of a text of one's own: a plane holds no more names
  const MOST_PAIRS = 600;

  const prepared = course.skipgram.toy();
  const rehearsal = rehearse(prepared); // the training, run once, unseen
  let training = new Training(prepared);
  let onPlane = rehearsal.onPlane;
  let least; // what `leastLoss` says of this training
  let running = null;
  let ownSeed = 0;

  // ---- what there is to see ----

  const cosineOf = (one, other) => {
    const [first, second] = [one, other].map((word) => training.v[training.words.indexOf(word)]);
    return cosine(first, second);
  };

  /** `cosine` with two decimals, or three where two would make it the 1 that it is not. */
  const shown = (cosine) => (cosine < 0.995 ? cosine.toFixed(2) : Math.min(cosine, 0.999).toFixed(3));

  /** For each word the one whose vector points most nearly the same way, or two that cannot be told apart by that. */
  function nearest() {
    if (training.words.length < 2) return [];
    return training.words.map((word) => {
      const others = training.words.filter((other) => other !== word);
      const [best, next] = others
        .map((other) => ({ other, cosine: cosineOf(word, other) }))
        .sort((a, b) => b.cosine - a.cosine)
        .map(({ other, cosine: value }) => ({ other, value: shown(value) }));
      if (best.value !== next?.value) return `${word} – ${best.other} ${best.value}`;
      const company = training.pass ? ": only its company was learned" : "";
      return `${word} is as near to ${best.other} as to ${next.other}, ${best.value}${company}`;
    });
  }

  function show() {
    const { words, losses, last, start } = training;
    const kind = byId("kinds").querySelector(":checked").value;
    const roles = new Map();
    if (last) {
      const [target, context, ...drawn] = last.example;
      for (const row of drawn) roles.set(row, "drawn");
      roles.set(context, "context");
      roles.set(target, "target");
    }
    byId("plane").replaceChildren(course.stage.plane(words, onPlane(training[kind]), training.trails[kind].map(onPlane), roles));
    const { length } = start.passes;
    const top = Math.max(1, least.loss, ...losses) * 1.05;
    byId("loss").replaceChildren(
      lineChart({
        lines: { random: Array(length).fill(least.loss), named: losses },
        top,
        length,
        ticks: [0, 0.5, 1].map((part) => part * Math.floor(top)).map((loss) => [loss, String(loss)]),
        marks: [[0, "1"], [length - 1, String(length)]],
        title: "pass",
      }),
    );
    byId("least").textContent =
      `Why does it not fall to 0? Noise meets true pairs: ${percent(least.noise)} of the words drawn as wrong are true ` +
      `neighbours elsewhere in the text, and no vectors can answer both ways. The best guesses there are would still cost ` +
      `${least.loss.toFixed(2)} on average (dashed).`;
    byId("progress").textContent = progress();
    byId("last").replaceChildren(...lastPair());
    byId("nearest").replaceChildren(...nearest().map((text) => element("li", {}, text)));
    byId("run").textContent = running ? "Pause" : "Run";
  }

  function progress() {
    const { pass, place, losses, start, hasFlownAway } = training;
    const passes = start.passes.length;
    if (hasFlownAway) return `In pass ${pass + 1} the vectors flew away: the steps are too long. Begin again with shorter ones.`;
    if (training.isOver) return `All ${passes} passes are over. Mean loss of the last: ${losses.at(-1).toFixed(2)}.`;
    const where = `Pass ${pass + 1} of ${passes}, pair ${place} of ${start.passes[pass].length}.`;
    return losses.length ? `${where} Mean loss of the last pass: ${losses.at(-1).toFixed(2)}.` : where;
  }

  /** What the last step asked, guessed, and would guess now. */
  function lastPair() {
    const { last, words } = training;
    if (!last) return [element("p", {}, "None yet: press \u201cOne pair\u201d.")];
    const [target, ...others] = last.example.map((row) => words[row]);
    const rows = others.map((word, place) => [
      word,
      place === 0 ? "1: true" : "0: drawn",
      last.guesses[place].toFixed(3),
      last.after[place].toFixed(3),
    ]);
    return [
      element("p", {}, "Does ", element("strong", {}, target), " belong together with \u2026"),
      element(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "The last pair" },
        table(["word", "right answer", "guess", "afterwards"], rows, [false, false, true, true]),
      ),
    ];
  }

  // ---- what there is to do ----

  function pause() {
    clearInterval(running);
    running = null;
  }

  /** Notes in the address where the training is; all steps in a row are one step back. */
  const note = () => {
    const { pass, place } = training;
    course.address.write({ pass: pass ? String(pass) : undefined, pair: place ? String(place) : undefined }, "steps");
  };

  function act(action) {
    pause();
    action();
    note();
    show();
    announce(progress(), 300);
  }

  function run() {
    if (running || training.isOver) return act(() => {});
    running = setInterval(() => {
      training.wholePass();
      if (training.isOver) {
        pause();
        note();
        announce(`${progress()} Nearest by angle: ${nearest().slice(0, 4).join(", ")}.`, 300);
      }
      show();
    }, PAUSE);
    show();
  }

  /** Begins anew with what `start` describes (see `Training`). */
  function begin(start) {
    pause();
    onPlane = (start === prepared ? rehearsal : rehearse(start)).onPlane;
    training = new Training(start);
    least = leastLoss(start.passes);
    course.training = training;
    show();
  }

  /** What the training of `text` begins with; null where there is none, and why not is said below the box. */
  function prepareOwn(text, settings) {
    const says = byId("own-says");
    const start = prepare(text.slice(0, 10_000), { passes: OWN_PASSES, ...settings });
    const pairs = start.passes[0].length;
    if (pairs === 0) says.textContent = "There is no pair of words: a sentence needs two words or more on one line.";
    else if (start.words.length > MOST_WORDS) {
      says.textContent = `These are ${start.words.length} different words; on a plane, ${MOST_WORDS} are the most that can be told apart.`;
    } else if (pairs > MOST_PAIRS) says.textContent = `These are ${pairs} pairs; take fewer sentences, up to ${MOST_PAIRS} pairs.`;
    else {
      says.textContent = `Sentences: ${start.sentences.length}; different words: ${start.words.length}; pairs: ${pairs}. Train them above.`;
      return start;
    }
    announce(says.textContent);
    return null;
  }

  /** Brings about a state of the address; returns whether its text could be trained. */
  function bring({ text, draws, rate, seed, pass = 0, pair = 0 }) {
    let start = prepared;
    if (text !== undefined) {
      byId("own").value = text;
      for (const [id, value, usual] of [["draws", draws, "3"], ["rate", rate, "0.1"]]) {
        byId(id).value = value ?? usual;
        byId(id).value ||= usual; // what is not on offer leaves the field empty
      }
      ownSeed = Number(seed) || 1;
      start = prepareOwn(text, { draws: Number(byId("draws").value), rate: Number(byId("rate").value), seed: ownSeed });
    }
    if (start === null) return false;
    begin(start);
    while (training.pass < Number(pass) && !training.isOver) training.wholePass();
    while (training.place < Number(pair) && training.place + 1 < start.passes[0].length && !training.isOver) training.one();
    show();
    return true;
  }

  const nowhere = { pass: undefined, pair: undefined };

  /** Begins with the text in the box, each time with other random numbers. */
  function beginOwn() {
    const state = { text: byId("own").value, draws: byId("draws").value, rate: byId("rate").value, seed: String(ownSeed + 1) };
    if (!bring(state)) return;
    course.address.write({ ...state, ...nowhere });
    announce(byId("own-says").textContent);
    byId("train-title").scrollIntoView();
    byId("run").focus();
  }

  function beginPrepared() {
    course.address.write({ text: undefined, draws: undefined, rate: undefined, seed: undefined, ...nowhere });
    bring({});
  }

  // ---- the questions, answered by the rehearsal ----

  const ofCat = (other, vectors) => cosine(...["cat", other].map((word) => vectors[prepared.words.indexOf(word)]));

  course.skipgramQuestions = [
    () => {
      const [before, after] = [prepared.v, rehearsal.v].map((vectors) => ofCat("dog", vectors));
      const options = ["near \u22121: opposite ways", "near 0: at a right angle", "near 1: the same way"];
      return {
        shown: [
          `\u201ccat\u201d and \u201cdog\u201d never stand in the same sentence. At the start, by chance, the cosine between their ` +
            `vectors is ${before.toFixed(2).replace("-", "\u2212")}. Where will it be at the end?`,
        ],
        options,
        answer: options[after < -0.5 ? 0 : after < 0.5 ? 1 : 2],
        expected: options[2],
        said: `It ends at ${shown(after)}`,
        thought:
          "They never meet, but they meet the same words: both eat fish. Alike is who keeps the same company, not who " +
          `stands side by side: \u201ccat\u201d and \u201ceats\u201d, which do meet, end at ${shown(ofCat("eats", rehearsal.v))}.`,
      };
    },
    () => {
      const draws = prepared.passes[0][0].length - 2;
      const loss = (1 + draws) * Math.LN2;
      const options = ["0", Math.LN2.toFixed(2), loss.toFixed(2)];
      return {
        shown: [
          `Suppose a network knows nothing and guesses one half every time. One true pair and ${draws} drawn ones: what is ` +
            "its loss? (Each guess of one half costs the natural logarithm of 2.)",
        ],
        options,
        answer: loss.toFixed(2),
        expected: options[2],
        said: `${1 + draws} × ${Math.LN2.toFixed(2)} = ${loss.toFixed(2)}`,
        thought: `The training starts near it: the mean loss of the first pass is ${rehearsal.losses[0].toFixed(2)}.`,
      };
    },
    () => {
      const { losses } = rehearsal;
      const risen = losses.filter((loss, pass) => pass > 0 && loss > losses[pass - 1]).length;
      const options = ["never", "now and then", "in about every second pass"];
      const share = risen / (losses.length - 1);
      return {
        shown: ["Learning makes the loss smaller. How often will a pass end with a larger loss than the pass before?"],
        options,
        answer: options[risen === 0 ? 0 : share < 0.25 ? 1 : 2],
        expected: options[2],
        said: `In ${risen} of ${losses.length - 1} passes`,
        thought:
          "Every pass draws other words, and some draws are harder than others; now and then a true neighbour is drawn as " +
          "a wrong one. The trend is what counts, and it leads down.",
      };
    },
  ];

  byId("text").append(...prepared.sentences.map((tokens) => element("li", {}, tokens.join(" "))));
  byId("own").value = "cat chases mouse\ndog chases mouse\nsun warms stone\nfire warms stone";
  byId("controls").append(
    button("One pair", () => act(() => training.one()), { id: "one" }),
    button("One pass", () => act(() => training.wholePass()), { id: "pass" }),
    button("Run", run, { id: "run", class: "main" }),
    button("Reset", () => act(() => training.reset()), { id: "reset" }),
  );
  byId("own-controls").append(
    button("Begin with this text", beginOwn),
    button("Back to the six sentences", beginPrepared),
  );
  for (const [value, label] of [["v", "target vectors"], ["u", "context vectors"]]) {
    const radio = element("input", { type: "radio", name: "kind", value, onchange: show });
    radio.checked = value === "v";
    byId("kinds").append(element("label", { class: "choice" }, radio, label));
  }
  course.guess.start(byId("guess"), course.skipgramQuestions);
  begin(prepared);
  course.address.follow(bring, { pass: "train-title", pair: "train-title", text: "train-title" });
  ready();
}
