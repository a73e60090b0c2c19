"use strict";
/** The page "Word map": neighbours, the map, a - b + c, and two senses of a word. */
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

  course.map = new Cloud(byId("cloud"), x, y, words, {
    point: (row) => {
      byId("under").textContent = row === null ? "\u00a0" : describe(row);
      if (row !== null) announce(describe(row), 150);
    },
    choose: (row) => {
      word = words[row];
      search.value = word;
      byId("suggestions").replaceChildren();
      document.querySelector("[name=shown][value=neighbours]").checked = true;
      showNeighbours();
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

  function ask(question) {
    question.split(" ").forEach((one, index) => (terms[index].value = one));
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

  /** A prepared word with its senses, and a sentence for each. */
  function choose({ word: one, senses, sentences }) {
    [one, ...senses].forEach((each, index) => (senseBoxes[index].value = each));
    byId("sentences").replaceChildren(...sentences.map((sentence) => button(sentence, () => say(sentence))));
    say(sentences[1]);
  }

  function say(sentence) {
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
    const radio = element("input", { type: "radio", name: "shown", value: key, onchange: showMap });
    radio.checked = key === "neighbours";
    byId("shown").append(element("label", { class: "choice" }, radio, label));
  }
  byId("analogies").append(
    ...ANALOGIES.map((one) => button(one.replace(" ", " \u2212 ").replace(/ (\w+)$/, " + $1"), () => ask(one))),
  );
  byId("ambiguous").append(...course.ambiguous.map((one) => button(one.word, () => choose(one))));
  search.addEventListener("input", searched);
  byId("frequent").addEventListener("change", showNeighbours);
  byId("zoom").addEventListener("change", showMap);
  byId("allowed").addEventListener("change", showAnalogy);
  for (const term of terms) term.addEventListener("input", showAnalogy);
  for (const box of [...senseBoxes, byId("sentence")]) box.addEventListener("input", showSenses);

  course.guess.start(byId("guess"), course.mapQuestions);
  search.value = word;
  ask(ANALOGIES[0]);
  choose(course.ambiguous[0]);
  searched();
  showMap();
}
