"use strict";
/**
 * The page "Word map": neighbours, the map, a - b + c, and two senses of a word.
 *
 * Its address: map.html#word=cup, #sum=king+man+woman for king - man + woman (and allowed=1 for the words of the question),
 * #sense=bank+money+river&sentence=..., frequent=1 for the 5,000 most frequent words alone, and show=analogy or families
 * for what the map names; a sum that a link brings is shown there.
 */

{
  const { byId, element, bars, button, percent, announce, ready } = course.ui;
  const { words, rowOf, unitVector, nearest } = course.vectors;
  const { rowsOf, dot, widestDirections } = course.numbers;
  const { Cloud, legend } = course.cloud;
  const NEIGHBOURS = 10;
  const NAMED = 15; // neighbours that the map names
  const SUGGESTIONS = 8;

  const ANALOGIES = ["king man woman", "paris france italy", "doctor man woman", "dollar america japan"];
  const FAMILIES = {
    numbers: "one two three four five six seven eight",
    days: "monday tuesday wednesday thursday friday saturday sunday",
    countries: "france germany italy spain poland sweden norway",
    capitals: "paris berlin rome madrid warsaw stockholm oslo",
    animals: "dog cat horse cow pig sheep goat lion",
    instruments: "piano violin guitar cello trumpet flute saxophone drum",
  };
  const nothing = { groups: [], names: [], arrows: [] };
  let sum = nothing; // what the map shows of it
  let isWhole = false; // are the rare words here, too?

  /** What is typed as a word: as it stands, or else in small letters, as GloVe has all its words. */
  const normal = (text) => (rowOf.has(text.trim()) ? text.trim() : text.trim().toLowerCase());

  /** Whether one letter more, less, or another one turns `first` into `second`. */
  function isOneLetterOff(first, second) {
    let same = 0;
    while (same < first.length && first[same] === second[same]) same++;
    const [one, other] = [first.slice(same), second.slice(same)];
    return one.slice(1) === other.slice(1) || one === other.slice(1) || one.slice(1) === other;
  }

  /** Words that begin with `text`, and words that are nearly spelt like it; of each the most frequent first. */
  function spelledLike(text) {
    const half = SUGGESTIONS / 2;
    const begun = words.filter((word) => word.startsWith(text)).slice(0, half);
    return [...begun, ...words.filter((word) => isOneLetterOff(text, word)).slice(0, half)];
  }

  /** What to say of a field whose `text` is not among the words. */
  function lacking(text) {
    if (!text) return "Each of the three needs a word.";
    const near = spelledLike(text);
    return `${noWord(text)}${near.length ? ` Perhaps ${near.join(", ")}?` : ""}`;
  }

  const noWord = (text) => `There is no \u201c${text}\u201d here${isWhole ? "." : " yet: rarer words are on their way."}`;

  /** Words with their cosines as bars; each word is a button that `choose`s it. */
  const list = (found, choose) =>
    bars(found.map(({ word, cosine }) => [button(word, () => choose(word), { class: "link" }), cosine.toFixed(2), cosine]));

  // ---- neighbours ----

  const search = byId("search");
  let word = "cup";

  let neighbours = []; // of the word in question: enough for the map, which names more than the list shows

  /** What is typed so far: a word, or the beginning of some. */
  function searched() {
    const text = normal(search.value);
    const isWord = rowOf.has(text);
    const others = isWord || !text ? [] : spelledLike(text);
    byId("suggestions").replaceChildren(
      ...(isWord || !text ? [] : [element("p", { class: "small" }, `${noWord(text)}${others.length ? " Perhaps:" : ""}`)]),
      element("div", { class: "row" }, ...others.map((other) => button(other, () => go(other)))),
    );
    word = isWord ? text : null;
    showNeighbours();
    if (text && !isWord) announce(`${text} is not here. ${others.length} suggestions.`);
  }

  function showNeighbours() {
    neighbours = [];
    byId("neighbours").replaceChildren();
    if (shown() === "neighbours" && !word) showMap();
    if (!word) return;
    neighbours = nearest(unitVector(word), NAMED, new Set([word]), byId("frequent").checked ? 5000 : words.length);
    const found = neighbours.slice(0, NEIGHBOURS);
    byId("neighbours").replaceChildren(
      element("p", {}, `Nearest to \u201c${word}\u201d, by the cosine of the angle between the vectors:`),
      list(found, go),
    );
    announce(`Nearest to ${word}: ${found.slice(0, 3).map((one) => one.word).join(", ")}.`);
    if (shown() === "neighbours") showMap();
  }

  /** Makes `other` the word in question. */
  function go(other) {
    lead({ word: other });
    search.focus();
  }

  // ---- the map ----

  const scenes = {
    neighbours: ["the word and its neighbours", () => ({
      ...nothing,
      groups: word ? [[rowOf.get(word)], neighbours.map((one) => rowOf.get(one.word))] : [],
      names: word ? [word, `its ${neighbours.length} nearest`] : [],
    })],
    analogy: ["the sum below", () => sum],
    families: ["six families of words", () => ({
      ...nothing,
      groups: Object.values(FAMILIES).map((family) => family.split(" ").map((one) => rowOf.get(one) ?? []).flat()),
      names: Object.keys(FAMILIES),
    })],
  };
  const shown = () => document.querySelector("[name=shown]:checked").value;

  course.map = new Cloud(byId("cloud"), ...rowsOf(course.data.map.points), words, {
    point: (row) => {
      byId("under").textContent = row === null ? "\u00a0" : describe(row);
      if (row !== null) announce(describe(row), 150);
    },
    choose: (row) => lead({ word: words[row], show: "neighbours" }),
  });

  /** A dot in words: its own, and how near it really is to the word in question. */
  function describe(row) {
    if (words[row] === word || !word) return `\u201c${words[row]}\u201d`;
    const cosine = course.senses.cosine(unitVector(words[row]), word);
    return `\u201c${words[row]}\u201d: cosine with \u201c${word}\u201d ${cosine.toFixed(2)}`;
  }

  function showMap() {
    const scene = scenes[shown()][1]();
    const named = scene.groups.flat();
    course.map.show(scene);
    byId("cloud").setAttribute("aria-label", `Map of words, with ${named.map((row) => words[row]).join(", ") || "no names"}`);
    byId("legend").replaceChildren(
      ...legend(scene.names, `the other ${(words.length - named.length).toLocaleString("en")} words`),
      ...(scene.arrows.length ? [element("li", {}, "\u2192 the step from the second word to the first, and from the third on")] : []),
    );
  }

  // ---- a - b + c ----

  const terms = ["a", "b", "c"].map(byId);

  function showAnalogy() {
    const [a, b, c] = terms.map((term) => normal(term.value));
    const missing = [a, b, c].find((one) => !rowOf.has(one));
    if (missing !== undefined) {
      sum = nothing;
      byId("analogy").replaceChildren(element("p", {}, lacking(missing)));
      announce(byId("analogy").textContent);
      if (shown() === "analogy") showMap();
      return;
    }
    const [from, minus, plus] = [a, b, c].map(unitVector);
    const point = from.map((value, index) => value - minus[index] + plus[index]);
    const isAllowed = byId("allowed").checked;
    const found = nearest(point, 5, isAllowed ? new Set() : new Set([a, b, c]));
    byId("analogy").replaceChildren(
      element("p", {}, `${a} \u2212 ${b} + ${c} is nearest to `, element("strong", {}, found[0].word), "."),
      list(found, go),
      element(
        "p",
        { class: "small" },
        isAllowed
          ? "Now all words may answer. Often the word that one started from wins: the step from b to c is short."
          : "The three words of the question may not answer. It is the custom, and hardly anyone says so.",
      ),
    );
    const rows = [b, a, c, found[0].word].map((one) => rowOf.get(one));
    sum = {
      groups: [rows.slice(0, 3), rows.slice(3)],
      names: ["the three words of the sum", `the nearest to it: ${found[0].word}`],
      arrows: [[rows[0], rows[1]], [rows[2], rows[3]]],
    };
    announce(`${found[0].word}, ${found[0].cosine.toFixed(2)}`);
    if (shown() === "analogy") showMap();
  }

  // ---- two senses ----

  const senseBoxes = ["word", "sense1", "sense2"].map(byId);

  function showSenses() {
    const [one, ...senses] = senseBoxes.map((box) => normal(box.value));
    const missing = [one, ...senses].find((each) => !rowOf.has(each));
    byId("sentence-says").textContent = "";
    if (missing !== undefined) {
      byId("senses").replaceChildren(element("p", {}, lacking(missing)));
      return;
    }
    const cosines = senses.map((sense) => course.senses.cosine(unitVector(one), sense));
    byId("senses").replaceChildren(
      element("p", {}, `The one vector of \u201c${one}\u201d lies between its senses:`),
      list(senses.map((sense, index) => ({ word: sense, cosine: cosines[index] })), go),
      ...senses.map((sense) =>
        element("p", {}, `${one} + ${sense} leads to `, element("strong", {}, course.senses.neighboursOf(one, sense, 6).join(", ")), "."),
      ),
    );
    showSentence(one, senses);
  }

  /** Which of the senses the sentence in the box speaks of. */
  function showSentence(one, senses) {
    const [says, sentence] = [byId("sentence-says"), byId("sentence").value];
    if (!sentence.trim()) return;
    const cosines = course.senses.read(sentence, one, senses);
    if (!course.text.splitWords(sentence).includes(one)) {
      says.textContent = `The sentence does not hold the word \u201c${one}\u201d: put it in, and its other words tell the sense.`;
    } else if (!cosines) {
      says.textContent = `Beside \u201c${one}\u201d there is no word in it that has a vector and says something.`;
    } else {
      says.replaceChildren(
        "The other words together have a cosine of ",
        senses.map((sense, index) => `${cosines[index].toFixed(2)} with \u201c${sense}\u201d`).join(" and "),
        `: it is the ${one} of the `,
        element("strong", {}, senses[cosines[0] > cosines[1] ? 0 : 1]),
        ".",
      );
    }
    announce(says.textContent);
  }

  // ---- the page ----

  for (const [key, [label]] of Object.entries(scenes)) {
    const radio = element("input", { type: "radio", name: "shown", value: key, onchange: () => lead({ show: key }) });
    byId("shown").append(element("label", { class: "choice" }, radio, label));
  }
  byId("analogies").append(
    ...ANALOGIES.map((sum) => button(sum.replace(" ", " \u2212 ").replace(/ (\w+)$/, " + $1"), () => lead({ sum }))),
  );
  for (const { word: one, senses } of course.ambiguous) {
    const sense = [one, ...senses].join(" ");
    byId("ambiguous").append(button(one, () => lead({ sense, sentence: undefined })));
  }
  byId("zoom").append(
    button("+", () => course.map.zoom(1.5), { "aria-label": "Zoom in" }),
    button("\u2212", () => course.map.zoom(1 / 1.5), { "aria-label": "Zoom out" }),
    button("The named words", () => course.map.fitTo(true)),
    button("All words", () => course.map.fitTo(false)),
  );
  /** What each key of the address is about: its fields, and what follows from them. */
  const parts = {
    word: [[search], searched],
    frequent: [[byId("frequent")], searched],
    sum: [terms, showAnalogy],
    allowed: [[byId("allowed")], showAnalogy],
    sense: [senseBoxes, showSenses],
    sentence: [[byId("sentence")], showSenses],
    show: [[], showMap],
  };
  for (const [key, [fields, show]] of Object.entries(parts)) {
    const isBox = fields[0]?.type === "checkbox";
    const filled = () => (isBox ? (fields[0].checked ? "1" : undefined) : fields.map((field) => field.value).join(" "));
    for (const field of fields) {
      field.addEventListener("input", () => (course.address.write({ [key]: filled() }, isBox ? null : key), show()));
    }
  }

  /** Changes the state of the address, and brings it about. */
  function lead(changes) {
    course.address.write(changes);
    bring(course.address.read());
  }

  /** Brings about a state of the address. */
  function bring(state) {
    const sense = state.sense ?? "bank money river";
    const prepared = course.ambiguous.find(({ word: one }) => one === sense.split(" ")[0])?.sentences ?? [];
    const { sum = ANALOGIES[0], sentence = prepared[1] ?? "" } = state;
    const show = Object.hasOwn(scenes, state.show) ? state.show : state.sum === undefined ? "neighbours" : "analogy";
    search.value = state.word ?? "cup";
    byId("sentence").value = sentence;
    for (const id of ["frequent", "allowed"]) byId(id).checked = Object.hasOwn(state, id);
    for (const [fields, text] of [[terms, sum], [senseBoxes, sense]]) {
      fields.forEach((field, index) => (field.value = text.split(" ")[index] ?? ""));
    }
    document.querySelector(`[name=shown][value=${show}]`).checked = true;
    byId("sentences").replaceChildren(...prepared.map((one) => button(one, () => lead({ sentence: one }))));
    showAll(parts[Object.keys(state)[0]]?.[1]);
  }

  /** All that is shown, anew; what changed comes last, to be said. */
  function showAll(last) {
    for (const show of [showAnalogy, showSenses, searched, showMap, last]) show?.();
  }

  // ---- vectors of one's own ----

  let isOwn = false;

  async function useOwn(file) {
    const says = byId("own-says");
    says.textContent = `Reading ${file.name} \u2026`;
    try {
      const own = await course.ownVectors.read(file);
      course.vectors.clear();
      course.vectors.add(own.words, own.numbers);
      const rows = own.words.map(unitVector);
      const { directions, share } = widestDirections(rows);
      course.map.show(nothing);
      course.map.spread(...directions.map((direction) => rows.map((row) => dot(row, direction))));
      [isOwn, isWhole] = [true, true];
      byId("guess-section").hidden = true; // its questions are about GloVe
      if (!rowOf.has(normal(search.value))) search.value = own.words[0];
      showAll();
      says.replaceChildren(
        `This page now shows ${file.name}: ${own.words.length.toLocaleString("en")} words` +
          `${own.words.length + own.leftOut < course.ownVectors.MOST_ROWS ? "" : ", the first of it"}, ` +
          `${rows[0].length} numbers each, ${percent(share)} of their spread on the map.` +
          `${own.leftOut ? ` Rows left out, as a word came twice or had only zeros: ${own.leftOut}.` : ""} `,
        button("Back to GloVe", () => location.reload()),
      );
    } catch (error) {
      says.textContent = `${file.name} could not be used. ${error.message}`;
    }
    announce(says.textContent);
  }

  byId("own").addEventListener("change", () => useOwn(byId("own").files[0]));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault(); // or the browser would leave the page for the file
    if (event.dataTransfer.files.length) useOwn(event.dataTransfer.files[0]);
  });

  course.guess.start(byId("guess"), course.mapQuestions);
  const [map, analogy, senses] = ["map-title", "analogy-title", "senses-title"];
  course.address.follow(bring, { word: map, frequent: map, show: map, sum: analogy, allowed: analogy, sense: senses, sentence: senses });
  ready(["vectorsRest", "mapRest"], "The rarer words are").then((arrived) => {
    if (!arrived || isOwn) return;
    isWhole = true;
    const [first, rest] = [course.data.map, course.data.mapRest].map((data) => rowsOf(data.points));
    course.vectors.addPacked(course.data.vectorsRest);
    course.map.spread(...first.map((values, axis) => Float32Array.from([...values, ...rest[axis]])));
    showAll();
  });
}
