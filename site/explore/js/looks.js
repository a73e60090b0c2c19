"use strict";
/**
 * The page "Who looks at whom": the attention of each head in a few sentences, and one word from layer to layer.
 *
 * Its address: looks.html#sentence=1&layer=6&head=5&word=3&step=4. `word` counts pieces; `step` is *bank*'s layer.
 */

{
  const { byId, element, svg, placeNames, button, table, announce, ready } = course.ui;
  const { argmax, rowsOf } = course.numbers;
  const { sentences, layers, heads, before, bank } = course.data.looks;
  const looks = sentences.map((sentence) => rowsOf(sentence.looks)); // a row per layer, head and piece
  const BEGINNING = { sentence: 1, layer: 1, head: 3, word: 3, step: 0 };
  const fields = document.querySelectorAll("main :is(select, input)"); // their ids are keys of the state
  let state = BEGINNING;

  const range = (length) => Array.from({ length }, (_, index) => index);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const piecesOf = ({ sentence }) => sentences[sentence - 1].pieces;

  /** How much the word of state `at` looks at each piece of its sentence. */
  const rowOf = (at) => looks[at.sentence - 1][((at.layer - 1) * heads + at.head - 1) * piecesOf(at).length + at.word - 1];

  /** What a head gives to the piece before, over all sentences, and beside it what the others do. */
  function toTheOneBefore({ layer, head }) {
    const others = before.flat().toSpliced((layer - 1) * heads + head - 1, 1);
    return `To the piece before, layer ${layer}, head ${head} gives ${before[layer - 1][head - 1].toFixed(2)} over all ` +
      `${sentences.length} sentences; the other ${others.length} heads give ${mean(others).toFixed(2)} on average, ` +
      `and at most ${Math.max(...others).toFixed(2)}.`;
  }

  function picture(pieces) {
    const y = (place) => 20 + 28 * place;
    const lines = pieces.flatMap((_, from) => Array.from(rowOf({ ...state, word: from + 1 }), (share, to) =>
      svg("path", {
        class: from === state.word - 1 ? "look chosen" : "look",
        style: `--strength: ${share.toFixed(3)}`,
        d: `M122 ${y(from)} C165 ${y(from)} 180 ${y(to)} 223 ${y(to)}`,
      }),
    ));
    const names = pieces.flatMap((piece, place) => [
      svg("text", { x: 116, y: y(place) + 4, class: place === state.word - 1 ? "from chosen" : "from" }, piece),
      svg("text", { x: 229, y: y(place) + 4 }, piece),
    ]);
    // Hidden from screen readers: the table says the same.
    return svg("svg", { class: "chart", viewBox: `0 0 345 ${y(pieces.length)}`, "aria-hidden": "true" }, ...lines, ...names);
  }

  function showHead() {
    const [pieces, row, word] = [piecesOf(state), rowOf(state), piecesOf(state)[state.word - 1]];
    const inAllHeads = range(heads).map((head) => rowOf({ ...state, head: head + 1 }));
    const choose = (place) => (go({ word: place + 1 }), byId("words").children[place].firstChild.focus());
    byId("words").replaceChildren(...pieces.map((piece, place) =>
      element("li", {}, button(piece, () => choose(place), { "aria-pressed": String(place === state.word - 1) })),
    ));
    byId("picture").replaceChildren(picture(pieces));
    const inAll = (place) => mean(inAllHeads.map((other) => other[place]));
    byId("numbers").replaceChildren(table(
      [`${word} looks at`, "this head", `mean of ${heads}`],
      pieces.map((piece, place) => [piece, row[place].toFixed(2), inAll(place).toFixed(2)]),
      [false, true, true],
    ));
    byId("progress").textContent = `Layer ${state.layer}, head ${state.head}: \u201c${word}\u201d looks most at ` +
      `\u201c${pieces[argmax(row)]}\u201d, with ${Math.max(...row).toFixed(2)} of its attention.`;
    const atTheMark = inAllHeads.filter((other) => argmax(other) === 0).length;
    byId("null").textContent = `Beside it: in ${atTheMark} of the ${heads} heads of layer ${state.layer}, this word looks ` +
      `most at [CLS], where there is nothing to see. ${toTheOneBefore(state)}`;
  }

  const place = ([x, y]) => [180 + 165 * x, 130 - 165 * y];
  const dots = bank.kinds.map((kind, row) =>
    svg("g", { class: `dot ${kind}` }, svg("path", { d: bank.marks[kind] }), svg("text", {}, String(row + 1))),
  );
  const trails = dots.map(() => svg("polyline", { class: "trail" }));

  function showBank() {
    const at = bank.points[state.step].map(place);
    const boxes = placeNames(at.map((spot) => ({ at: spot, width: 20 })), { width: 360, height: 260 });
    dots.forEach((dot, row) => {
      const [x, y] = at[row];
      dot.style.transform = `translate(${x}px, ${y}px)`;
      dot.lastChild.style.visibility = boxes[row] ? "visible" : "hidden"; // no room: others stand there
      dot.lastChild.setAttribute("x", (boxes[row]?.left ?? x) - x);
      dot.lastChild.setAttribute("y", (boxes[row]?.top ?? y) + 14 - y);
      trails[row].setAttribute("points", bank.points.slice(0, state.step + 1).map((moment) => place(moment[row])).join(" "));
    });
    byId("at").textContent = `${state.step} of ${layers}`;
    byId("parted").textContent = bank.said[state.step];
  }

  /** Brings about a state of the address; what is not there is as at the beginning. */
  function bring(told) {
    state = { ...BEGINNING };
    const most = { sentence: () => sentences.length, layer: () => layers, head: () => heads, word: () => piecesOf(state).length,
      step: () => layers };
    for (const key of Object.keys(most)) {
      if (range(most[key]() + 1).includes(Number(told[key]))) state[key] = Number(told[key]) || BEGINNING[key];
    }
    for (const field of fields) field.value = state[field.id];
    showHead();
    showBank();
  }

  /** Changes the state, and notes it; all steps in a row are one step back. */
  function go(changes) {
    bring({ ...state, ...changes });
    const noted = Object.entries(state).map(([key, value]) => [key, value === BEGINNING[key] ? undefined : String(value)]);
    course.address.write(Object.fromEntries(noted), "step" in changes ? "step" : null);
    announce(byId("step" in changes ? "parted" : "progress").textContent, 300);
  }

  course.looksQuestions = [() => {
    const options = ["each word at itself", "each word at the one before", "elsewhere"];
    const steps = piecesOf(BEGINNING).slice(1).map((_, index) => index + 1 - argmax(rowOf({ ...BEGINNING, word: index + 2 })));
    const counts = options.map((_, back) => steps.filter((step) => (back === 2 ? step < 0 || step > 1 : step === back)).length);
    return {
      shown: [`\u201c${sentences[0].text}\u201d: in the first layer, where does head 3 look?`],
      options,
      answer: options[argmax(counts)],
      expected: options[1],
      said: `${counts[1]} of ${steps.length} pieces look most at the one before`,
      thought: `${toTheOneBefore(BEGINNING)} Head 3 has learned to count to one.`,
    };
  }];

  const numbered = (texts) => texts.map((text, index) => element("option", { value: index + 1 }, text));
  byId("sentence").append(...numbered(sentences.map(({ text }) => text)));
  for (const [key, length] of [["layer", layers], ["head", heads]]) byId(key).append(...numbered(range(length).map((index) => index + 1)));
  for (const field of fields) field.addEventListener("input", () => go({ [field.id]: field.value }));
  byId("bank").append(svg("svg", { class: "chart plane", viewBox: "0 0 360 260", "aria-hidden": "true" }, ...trails, ...dots));
  course.guess.start(byId("guess"), course.looksQuestions);
  course.address.follow(bring, { sentence: "heads-title", layer: "heads-title", head: "heads-title", word: "heads-title", step: "bank-title" });
  ready();
}
