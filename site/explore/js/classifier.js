"use strict";
/**
 * The page "Question the classifier": one headline in a box, one network, and all that follows from the two.
 *
 * Its address: classifier.html#headline=Rain+stops+play&network=order, where the network is `order` or `random`; that of
 * lesson 03 needs no mention.
 */

{
  const { byId, element, bars, button, term, signed, percent, announce, ready } = course.ui;
  const { shuffled, randomNumbers } = course.numbers;
  const { readHeadline } = course.text;
  const MOST_TOKENS = 512; // as HeadlineClassifier reads
  const SHUFFLES = 100;
  const NEIGHBOURS = 6;
  const RANDOM_SEED = 1;
  const FIRST_HEADLINE = "Hackers steal millions from football club";

  const trained = course.network.load(course.data.headlines);
  const order = course.network.load(course.data.order);

  /** The networks that can be questioned: what the choice says, what to bear in mind, and titles it never saw. */
  const networks = {
    trained: {
      network: trained,
      label: "the network of lesson 03",
      note: "",
      data: course.data.headlines,
    },
    random: {
      network: null, // drawn when it is first chosen
      label: "the same network with random weights",
      note:
        "This one learned nothing: its weights were drawn by lot. The words are shaded all the same. An explanation " +
        "says what a network did with a text, not that it knew what it was doing.",
      data: course.data.headlines,
    },
    order: {
      network: order,
      label: "a small network for which order is everything",
      note:
        `This one learned from ${course.data.order.trained} made-up lines that come in twins: the same words, two nouns ` +
        "exchanged, and so good news turns into bad. Looking at the words alone gets one of two right. On lines with " +
        `nouns that it had never met it gets ${percent(course.data.order.accuracy)} right. Shuffle them.`,
      data: course.data.order,
    },
  };
  let chosen = "trained";
  let explanation;
  let flippedFrom = null; // the label that the last change of this headline overturned
  let isWhole = false; // are the rare words here, too?

  const box = byId("headline");

  function current() {
    if (chosen === "random") networks.random.network ??= trained.withRandomWeights(RANDOM_SEED);
    return networks[chosen].network;
  }

  /** The tokens that a network reads of `text`, and how many there would be. */
  function read(text) {
    const tokens = readHeadline(text);
    return { tokens: tokens.slice(0, MOST_TOKENS), count: tokens.length };
  }

  /** What must be said of a text beside its label. */
  function notesFor(tokens, count) {
    const unknown = tokens.filter((token) => !current().vocabulary.knows(token));
    if (tokens.length === 0) {
      return "Nothing was read: there is no word in the box. The label is what the network says to no text at all.";
    }
    if (unknown.length && !isWhole) {
      return `Not here yet (in italics): ${unknown.slice(0, 5).join(", ")}. With the rarer words, all below may change.`;
    }
    if (unknown.length === tokens.length) return "The network knows none of these words: it is guessing.";
    if (count > MOST_TOKENS) return `The network reads the first ${MOST_TOKENS} of these ${count} words and marks.`;
    if (unknown.length) return `Without a vector of their own (in italics): ${unknown.slice(0, 5).join(", ")}.`;
    return "";
  }

  /** Everything below the box anew; `isFresh` for another headline, rather than a change of this one. */
  function update(isFresh = false) {
    const { tokens, count } = read(box.value);
    const network = current();
    const before = isFresh ? null : network.classes[explanation.label];
    explanation = network.explain(tokens);
    const name = network.classes[explanation.label];
    const said = `${name}, ${percent(explanation.probabilities[explanation.label])}`;
    if (isFresh) flippedFrom = null;
    else if (name !== before) flippedFrom = before;
    byId("flip").textContent = flippedFrom ? `Now ${said}, no longer ${flippedFrom}` : "";
    byId("network-note").textContent = networks[chosen].note;
    byId("notes").textContent = notesFor(tokens, count);
    const shares = network.classes.map((label, index) => [label, explanation.probabilities[index]]);
    byId("bars").replaceChildren(bars(shares.sort((a, b) => b[1] - a[1]).map(([label, share]) => [label, percent(share), share])));
    byId("words-help").textContent = tokens.length
      ? `Blue with a solid edge speaks for ${name}, orange with a dotted edge against it. Choose a word to delete or ` +
        "exchange it."
      : "";
    course.explanation.words(byId("words"), explanation, network.vocabulary.knows, pickWord);
    const total = explanation.scores.reduce((sum, score) => sum + score, 0);
    byId("sum").replaceChildren(
      `words ${signed(total)}, `, term("bias"), ` ${signed(explanation.bias)}: together the `, term("logit"),
      ` of ${name}, ${signed(explanation.logit)}`,
    );
    byId("ngrams").replaceChildren(...course.explanation.ngrams(network, explanation));
    course.removal.start(byId("removal"), network, explanation);
    byId("word").hidden = true;
    announce(`${flippedFrom ? byId("flip").textContent : said}. ${byId("notes").textContent}`);
  }

  /** Puts `text`, a change of what is there, into the box; the reader can go back. */
  function change(text) {
    course.address.write({ headline: text });
    box.value = text;
    update();
  }

  /** Puts another headline into the box, for the network called `key`. */
  function put(headline, key = chosen) {
    const state = { headline, network: key === "trained" ? undefined : key };
    course.address.write(state);
    show(state);
  }

  /** Brings about a state of the address. */
  function show({ headline, network }) {
    chosen = Object.hasOwn(networks, network) ? network : "trained";
    byId("networks").querySelector(`[value=${chosen}]`).checked = true;
    box.value = headline ?? (chosen === "order" ? networks.order.data.unseen[0][0] : FIRST_HEADLINE);
    update(true);
  }

  /** Shows what can be done with the word at `place`. */
  function pickWord(place, pressed) {
    const token = explanation.tokens[place];
    const name = current().classes[explanation.label];
    const panel = byId("word");
    for (const other of byId("words").querySelectorAll("button")) other.setAttribute("aria-expanded", "false");
    pressed.setAttribute("aria-expanded", "true");
    const vector = course.vectors.vector(token);
    const neighbours = vector ? course.vectors.nearest(vector, NEIGHBOURS, new Set([token])) : [];
    const heading = element("h3", { tabindex: "-1" }, `\u201c${token}\u201d, ${signed(explanation.scores[place])} for ${name}`);
    panel.replaceChildren(
      heading,
      element("div", { class: "row" }, button("Delete it", () => replaceWord(place, []), { class: "main" })),
      element(
        "p",
        {},
        neighbours.length
          ? "Or exchange it for one of its nearest neighbours in the vectors:"
          : "It has no vector in GloVe's sample, and so no neighbours to exchange it for.",
      ),
      element(
        "div",
        { class: "row" },
        ...neighbours.map(({ word }) => button(word, () => replaceWord(place, [word]))),
      ),
    );
    panel.hidden = false;
    heading.focus();
  }

  /** Puts `words` in the place of a word, and compares what happened with what its score had promised. */
  function replaceWord(place, words) {
    const before = explanation;
    const network = current();
    const name = network.classes[before.label];
    const text = box.value;
    change(before.tokens.toSpliced(place, 1, ...words).join(" "));
    const logit = network.explain(explanation.tokens, before.label).logit;
    const token = `\u201c${before.tokens[place]}\u201d`;
    const what = words.length ? `With \u201c${words[0]}\u201d in place of ${token}` : `Without ${token}`;
    const moved = `${what}, the logit of ${name} went from ${signed(before.logit)} to ${signed(logit)}: `;
    const promise = words.length ? "" : ` Its score had promised ${signed(-before.scores[place])}.`;
    const heading = element("p", { tabindex: "-1" }, moved, element("strong", {}, signed(logit - before.logit)), `.${promise}`);
    byId("word").replaceChildren(heading, element("div", { class: "row" }, button("Put it back", () => putBack(text))));
    byId("word").hidden = false;
    heading.focus();
  }

  function putBack(text) {
    change(text);
    box.focus();
  }

  /** Shuffles the words in the box, and counts how often the label survives that. */
  function shuffle() {
    const before = explanation;
    if (before.tokens.length < 2) return;
    const numbers = randomNumbers(1234);
    const kept = Array.from({ length: SHUFFLES }, () => current().explain(shuffled(before.tokens, numbers)).label).filter(
      (label) => label === before.label,
    ).length;
    change(shuffled(before.tokens, Math.random).join(" "));
    const name = current().classes[before.label];
    byId("notes").textContent = `Shuffled. In ${kept} of ${SHUFFLES} random orders of these words the label is ${name}, as before.`;
    announce(byId("notes").textContent);
  }

  /** A title that the chosen network never saw, with the label that it should get. */
  function surprise() {
    const { unseen } = networks[chosen].data;
    const [title, label] = unseen[Math.floor(Math.random() * unseen.length)];
    put(title);
    byId("notes").textContent = `Not among what the network learned from. It should say ${label}.`;
  }

  /** One radio button per network. */
  function offerNetworks() {
    for (const [key, { label }] of Object.entries(networks)) {
      const radio = element("input", { type: "radio", name: "network", value: key, onchange: () => choose(key) });
      byId("networks").append(element("label", { class: "choice" }, radio, label));
    }
  }

  /** Questions the network called `key` from now on; one that learned from other titles gets one of its own. */
  function choose(key) {
    const { data } = networks[key];
    put(data === networks[chosen].data ? box.value : data.unseen[0][0], key);
  }

  offerNetworks();
  byId("tools").append(
    button("Shuffle the words", shuffle),
    button("A headline it never saw", surprise),
  );
  box.addEventListener("input", () => (course.address.write({ headline: box.value }, "headline"), update()));

  /** The label and its probability that a network gives to a headline. */
  function predict(network, headline) {
    const { label, probabilities } = network.explain(read(headline).tokens);
    return { label: network.classes[label], said: `${network.classes[label]}, ${percent(probabilities[label])}` };
  }

  /** A prepared contrast as a question of `course.guess`. */
  const question = ({ first, second, introduction, network: key = "trained", ...contrast }) => () => {
    const { network } = networks[key];
    const after = predict(network, second);
    return {
      shown: [
        ...(introduction ? [introduction] : []),
        element("blockquote", {}, first),
        `The network says ${predict(network, first).said}.`,
        contrast.question,
        element("blockquote", {}, second),
      ],
      options: network.classes,
      answer: after.label,
      said: after.said,
      thought: contrast.thought,
      follow: { label: "Take this headline apart", action: () => takeApart(key, second) },
    };
  };

  /** Puts a headline from above into the box, for the network that it was meant for. */
  function takeApart(key, headline) {
    put(headline, key);
    box.focus();
    byId("ask-title").scrollIntoView();
  }

  course.guess.start(byId("guess"), course.contrasts.map(question));
  course.address.follow(show, { headline: "ask-title", network: "ask-title" });
  ready(["vectorsRest"], "The vectors of rarer words are").then((arrived) => {
    if (!arrived) return;
    const hasWaited = explanation.tokens.some((token) => !current().vocabulary.knows(token));
    course.vectors.addPacked(course.data.vectorsRest);
    isWhole = true;
    for (const { network } of Object.values(networks)) network?.parts.clear(); // of words that had no vector yet
    if (hasWaited) update();
  });
}
