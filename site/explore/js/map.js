"use strict";
/**
 * The page "Word map": neighbours, the map, a - b + c, and two senses of a word.
 *
 * Its address: map.html#word=cup, #sum=king+man+woman for king - man + woman (and allowed=1 for the words of the question),
 * #sense=bank+money+river&sentence=..., frequent=1 for the 5,000 most frequent words alone, and show=analogy or families
 * for what the map names; a sum that a link brings is shown there.
 */
window.course ??= {};

{
  const { byId, element, button, percent, announce } = course.ui;
  const { words, rowOf, unitVector, nearest } = course.vectors;
  const { Cloud } = course.cloud;
  const NEIGHBOURS = 10;
  const NAMED = 15; // neighbours that the map names
  const SUGGESTIONS = 8;

  const ANALOGIES = ["king man woman", "paris france italy", "doctor man woman", "dollar america japan"];
  const FAMILIES = [
    "one two three four five six seven eight",
    "monday tuesday wednesday thursday friday saturday sunday",
    "france germany italy spain poland sweden norway",
    "paris berlin rome madrid warsaw stockholm oslo",
    "dog cat horse cow pig sheep goat lion",
    "piano violin guitar cello trumpet flute saxophone drum",
  ].map((family) => family.split(" "));
  const [x, y] = [0, 1].map((row) => new course.numbers.Matrix(course.data.map.points).row(row));
  let analogyRows = { groups: [], arrows: [] };

  const normal = (text) => text.trim().toLowerCase();

  /** Whether one letter more, less, or another one turns `first` into `second`. */
  function isOneLetterOff(first, second) {
    if (Math.abs(first.length - second.length) > 1) return false;
    let same = 0;
    while (same < first.length && first[same] === second[same]) same++;
    const rest = (word, from) => word.slice(from);
    return (
      rest(first, same + 1) === rest(second, same + 1) ||
      rest(first, same) === rest(second, same + 1) ||
      rest(first, same + 1) === rest(second, same)
    );
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
    return `There is no \u201c${text}\u201d here${near.length ? `; perhaps ${near.join(", ")}?` : "."}`;
  }

  /** Words with their cosines as bars; each word is a button that `choose`s it. */
  function list(found, choose) {
    const items = found.map(({ word, cosine }) =>
      element(
        "li",
        {},
        button(word, () => choose(word), { class: "link" }),
        element("span", { class: "value" }, cosine.toFixed(2)),
        element("span", { class: "length", style: `--strength: ${Math.max(cosine, 0).toFixed(3)}` }),
      ),
    );
    return element("ul", { class: "bars" }, ...items);
  }

  // ---- neighbours ----

  const search = byId("search");
  let word = "cup";

  let neighbours = []; // of the word in question: enough for the map, which names more than the list shows

  function typed() {
    course.address.write({ word: search.value }, "word");
    searched();
  }

  /** What is typed so far: a word, or the beginning of some. */
  function searched() {
    const text = normal(search.value);
    const isWord = rowOf.has(text);
    const others = isWord || !text ? [] : spelledLike(text);
    byId("suggestions").replaceChildren(
      ...(isWord || !text ? [] : [element("p", { class: "small" }, `There is no \u201c${text}\u201d here.${others.length ? " Perhaps:" : ""}`)]),
      element("div", { class: "row" }, ...others.map((other) => button(other, () => go(other)))),
    );
    if (isWord) {
      word = text;
      showNeighbours();
    } else if (text) {
      announce(`${text} is not here. ${others.length} suggestions.`);
    }
  }

  function showNeighbours() {
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
    course.address.write({ word: other });
    search.value = other;
    searched();
    search.focus();
  }

  // ---- the map ----

  const scenes = {
    neighbours: ["the word above and its neighbours", () => ({
      groups: [[rowOf.get(word)], neighbours.map((one) => rowOf.get(one.word))],
      arrows: [],
    })],
    analogy: ["the words of the sum below", () => analogyRows],
    families: ["six families of words", () => ({
      groups: FAMILIES.map((family) => family.map((one) => rowOf.get(one)).filter((row) => row !== undefined)),
      arrows: [],
    })],
  };
  const shown = () => document.querySelector("[name=shown]:checked").value;
  const showScene = (key) => (document.querySelector(`[name=shown][value=${key}]`).checked = true);

  course.map = new Cloud(byId("cloud"), x, y, words, {
    point: (row) => {
      byId("under").textContent = row === null ? "\u00a0" : describe(row);
      if (row !== null) announce(describe(row), 150);
    },
    choose: (row) => {
      course.address.write({ word: words[row], show: "neighbours" });
      search.value = words[row];
      showScene("neighbours");
      searched();
    },
  });

  /** A dot in words: its own, and how near it really is to the word in question. */
  function describe(row) {
    if (words[row] === word) return `\u201c${word}\u201d`;
    const cosine = course.senses.cosine(unitVector(words[row]), word);
    return `\u201c${words[row]}\u201d: cosine with \u201c${word}\u201d ${cosine.toFixed(2)}`;
  }

  function showMap() {
    const scene = scenes[shown()][1]();
    course.map.show({ ...scene, home: scene.groups.flat()[0] ?? rowOf.get(word) }, byId("zoom").checked);
    const named = scene.groups.flat().map((row) => words[row]);
    byId("cloud").setAttribute("aria-label", `Map of words, with ${named.join(", ")}`);
  }

  // ---- a - b + c ----

  const terms = ["a", "b", "c"].map(byId);

  function showAnalogy() {
    const [a, b, c] = terms.map((term) => normal(term.value));
    const missing = [a, b, c].find((one) => !rowOf.has(one));
    if (missing !== undefined) {
      byId("analogy").replaceChildren(element("p", {}, lacking(missing)));
      announce(byId("analogy").textContent);
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
    analogyRows = { groups: [rows.slice(0, 3), rows.slice(3)], arrows: [[rows[0], rows[1]], [rows[2], rows[3]]] };
    announce(`${found[0].word}, ${found[0].cosine.toFixed(2)}`);
    if (shown() === "analogy") showMap();
  }

  /** Puts "a b c" into the three fields. */
  const fill = (fields, text) => fields.forEach((field, index) => (field.value = text.split(" ")[index] ?? ""));
  /** What stands in the fields, as the address has it. */
  const filled = (fields) => fields.map((field) => normal(field.value)).join(" ");

  function ask(question) {
    course.address.write({ sum: question });
    fill(terms, question);
    showAnalogy();
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
    const said = course.senses.read(byId("sentence").value, one, senses);
    if (!said) return;
    const winner = said.cosines[0] > said.cosines[1] ? 0 : 1;
    byId("sentence-says").replaceChildren(
      "The other words together have a cosine of ",
      senses.map((sense, index) => `${said.cosines[index].toFixed(2)} with \u201c${sense}\u201d`).join(" and "),
      `: it is the ${one} of the `,
      element("strong", {}, senses[winner]),
      ".",
    );
    announce(byId("sentence-says").textContent);
  }

  /** "word sense sense" in their fields, with a sentence; without one, that prepared for the word. */
  function chooseSense(question, sentence) {
    const prepared = course.ambiguous.find(({ word: one }) => one === question.split(" ")[0])?.sentences ?? [];
    fill(senseBoxes, question);
    byId("sentences").replaceChildren(...prepared.map((one) => button(one, () => say(one))));
    byId("sentence").value = sentence ?? prepared[1] ?? "";
    showSenses();
  }

  function say(sentence) {
    course.address.write({ sentence });
    byId("sentence").value = sentence;
    showSenses();
  }

  // ---- the page ----

  const facts = {
    words: words.length.toLocaleString("en"),
    dimensions: String(course.vectors.matrix.columns),
    share: percent(course.data.map.share[0] + course.data.map.share[1]),
  };
  for (const place of document.querySelectorAll("[data-about]")) place.textContent = facts[place.dataset.about];

  for (const [key, [label]] of Object.entries(scenes)) {
    const radio = element("input", { type: "radio", name: "shown", value: key });
    radio.addEventListener("change", () => (course.address.write({ show: key }), showMap()));
    byId("shown").append(element("label", { class: "choice" }, radio, label));
  }
  byId("analogies").append(
    ...ANALOGIES.map((one) => button(one.replace(" ", " \u2212 ").replace(/ (\w+)$/, " + $1"), () => ask(one))),
  );
  for (const { word: one, senses } of course.ambiguous) {
    const sense = [one, ...senses].join(" ");
    byId("ambiguous").append(
      button(one, () => (course.address.write({ sense, sentence: undefined }), chooseSense(sense))),
    );
  }
  search.addEventListener("input", typed);
  for (const [id, show] of [["frequent", showNeighbours], ["allowed", showAnalogy]]) {
    byId(id).addEventListener("change", () => {
      course.address.write({ [id]: byId(id).checked ? "1" : undefined });
      show();
    });
  }
  byId("zoom").addEventListener("change", showMap);
  const notes = [[terms, "sum", showAnalogy], [senseBoxes, "sense", showSenses]];
  for (const [fields, key, show] of notes) {
    for (const field of fields) {
      field.addEventListener("input", () => (course.address.write({ [key]: filled(fields) }, key), show()));
    }
  }
  byId("sentence").addEventListener("input", () => {
    course.address.write({ sentence: byId("sentence").value }, "sentence");
    showSenses();
  });

  /** Brings about a state of the address. */
  function bring({ word: one = "cup", frequent, show, sum, allowed, sense, sentence }) {
    byId("frequent").checked = frequent !== undefined;
    byId("allowed").checked = allowed !== undefined;
    showScene(Object.hasOwn(scenes, show) ? show : sum === undefined ? "neighbours" : "analogy");
    fill(terms, sum ?? ANALOGIES[0]);
    showAnalogy();
    chooseSense(sense ?? "bank money river", sentence);
    search.value = one;
    searched();
    showMap();
  }

  course.guess.start(byId("guess"), course.mapQuestions);
  const [map, analogy, senses] = ["map-title", "analogy-title", "senses-title"];
  course.address.follow(bring, { word: map, frequent: map, show: map, sum: analogy, allowed: analogy, sense: senses, sentence: senses });
}
