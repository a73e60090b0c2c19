"use strict";
/**
 * The state of a page lives in the fragment of its address, `#key=text&...`, which no server is sent: it can be linked
 * to, shared and reloaded, and Back leads to what was there before. Which keys a page knows stands at the head of its
 * script; what is as the page has it to begin with is left out. The key that changed last comes first, and says where a
 * link leads.
 */

course.address = (() => {
  const SETTLED = 400; // milliseconds without another key: browsers refuse to note every one
  let typed = null; // what has been typed and is not noted yet: {field, changes}
  let waiting; // the timer that will note it
  let last = null; // the field that the last note was typed in: all its keys together are one step back

  /** What the fragment says: {key: text}. */
  const read = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

  function note(changes, field) {
    const state = Object.entries({ ...changes, ...read(), ...changes }).filter(([, text]) => text !== undefined);
    const fragment = `#${new URLSearchParams(state)}`;
    const isNew = field === null || field !== last;
    last = field;
    if (fragment !== (location.hash || "#")) history[isNew ? "pushState" : "replaceState"](null, "", fragment);
  }

  function noteTyped() {
    clearTimeout(waiting);
    if (typed) note(typed.changes, typed.field);
    typed = null;
  }

  /** Notes `changes`, {key: text, or undefined for what the page begins with}; `field` names where they are typed. */
  function write(changes, field = null) {
    if (field !== typed?.field) noteTyped();
    if (field === null) return note(changes, null);
    typed = { field, changes: { ...typed?.changes, ...changes } };
    clearTimeout(waiting);
    waiting = setTimeout(noteTyped, SETTLED);
  }

  /**
   * Has `show` bring about the state of the address, now and whenever that changes; whoever followed a link begins at
   * the heading (an id) that `places` has for its first key.
   */
  function follow(show, places) {
    addEventListener("hashchange", () => {
      clearTimeout(waiting);
      [typed, last] = [null, null];
      show(read());
    });
    addEventListener("pagehide", noteTyped);
    show(read());
    const isArrival = performance.getEntriesByType("navigation")[0]?.type === "navigate";
    if (isArrival) document.getElementById(places[Object.keys(read())[0]])?.scrollIntoView();
  }

  return { read, write, follow };
})();
