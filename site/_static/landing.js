"use strict";
/**
 * The first page: a map that moves while the network of lesson 01 learns its toy text, and a headline whose words are
 * shaded as one types, by the network of lesson 03. Both by the scripts of the pages to play with (site/explore/js).
 */

{
  const { byId, element, signed, percent, announce } = course.ui;
  const ROUND = 90; // milliseconds between two moments of the map
  const PASSES = 4; // in a round: the whole training takes less than five seconds
  const TRAIL = 12; // passes that a word's way is shown

  /** Trains once more, before the reader's eyes, or at once where motion is not wanted. */
  function learn() {
    const { Training, rehearse, toy } = course.skipgram;
    const start = toy();
    const training = new Training(start);
    const { onPlane } = rehearse(start);
    byId("taste-again").disabled = true;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const running = setInterval(() => {
      do training.wholePass();
      while (!training.isOver && (isStill || training.pass % PASSES));
      byId("taste-map").replaceChildren(
        course.stage.plane(training.words, onPlane(training.v), training.trails.v.slice(-TRAIL).map(onPlane)),
      );
      if (!training.isOver) return;
      clearInterval(running);
      byId("taste-again").disabled = false;
    }, ROUND);
  }

  let network; // once its numbers are here
  let isWhole = false; // are the vectors of rare words here, or on their way?

  /** The words in the box, shaded by their part in the label's logit, and the label. */
  function read() {
    const box = byId("taste-headline");
    byId("taste-further").hash = new URLSearchParams({ headline: box.value });
    const tokens = course.text.readHeadline(box.value);
    const { scores, label, probabilities } = network.explain(tokens);
    const largest = Math.max(...scores.map(Math.abs), 1e-12);
    const shade = (token, place) => {
      const kind = Math.abs(scores[place]) < 0.005 ? "" : scores[place] > 0 ? "for" : "against";
      const style = `--strength: ${(Math.abs(scores[place]) / largest).toFixed(3)}`;
      return element("li", { class: kind, style }, token, element("small", {}, signed(scores[place])));
    };
    byId("taste-words").replaceChildren(...tokens.slice(0, 30).map(shade));
    const said = tokens.length ? `${network.classes[label]}, ${percent(probabilities[label])}` : "…";
    byId("taste-label").textContent = said;
    announce(said);
    if (!isWhole && !tokens.every(network.vocabulary.knows)) loadRest();
  }

  /** A word is rare: the vectors of all others are loaded, and the headline read again. */
  function loadRest() {
    isWhole = true;
    const onload = () => {
      course.vectors.addPacked(course.data.vectorsRest);
      network.parts.clear();
      read();
    };
    document.head.append(element("script", { src: "explore/data/vectorsRest.js", onload }));
  }

  byId("taste-again").addEventListener("click", learn);
  learn();
  document.addEventListener("DOMContentLoaded", () => { // after the network's scripts
    network = course.network.load(course.data.headlines);
    byId("taste-headline").addEventListener("input", read);
    byId("taste").addEventListener("submit", (event) => (event.preventDefault(), read()));
    read();
  });
}
