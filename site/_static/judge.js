"use strict";
/**
 * What a reader's answer to a task is worth: `judge` of lessonlib/exercises, for letters, numbers and shapes that were
 * typed. Texts are read as lessonlib/exercises/forms.py reads them; a test compares the two.
 */
window.course ??= {};

course.judge = (() => {
  const wordsOf = (text) => (text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).join(" ");
  const quoted = (text) => (text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`);

  /** `text` in quotes, on one line of at most 30 characters. */
  function shown(text) {
    const line = quoted(text).split(/\s+/).filter(Boolean).join(" ");
    return line.length <= 30 ? line : `${line.slice(0, 26)} ...`;
  }

  // ---- letters ----

  const LETTER = /^(?:option|answer|letter)?[\s:=]*[^\p{L}\p{N}]*([a-z])(?:[^\p{L}\p{N}]*|[).:,\]-]+\s+(\S.*))$/su;

  /** The letter of the only option that has the words of `text`; "" when there is none. `options` is letter: text. */
  function meantBy(text, options) {
    const words = wordsOf(text);
    const letters = Object.keys(options);
    const same = letters.filter((letter) => options[letter].toLowerCase() === text.split(/\s+/).filter(Boolean).join(" "));
    const alike = letters.filter((letter) => {
      const option = wordsOf(options[letter]);
      return ` ${option} `.includes(` ${words} `) || option.replaceAll(" ", "") === words.replaceAll(" ", "");
    });
    const found = same.length ? same : alike;
    return found.length === 1 && words.length > 2 ? found[0] : "";
  }

  /** The letters that `answer` may mean, sorted; one when it is clear, "" when none is. */
  function lettersOf(answer, options) {
    const text = answer.trim().toLowerCase();
    const letters = Object.keys(options);
    const parts = text.replaceAll(" or ", " ").replaceAll(" and ", " ").match(/[a-z0-9]+/g) ?? [];
    if (parts.length > 1 && parts.every((part) => part in options)) return [...new Set(parts)].sort().join("");
    const found = LETTER.exec(text);
    if (found) {
      const meant = found[2] ? meantBy(found[2], options) : "";
      return found[1] in options && ["", found[1]].includes(meant) ? found[1] : meant;
    }
    if (/^\d+$/.test(text)) {
      const isWord = letters.some((letter) => wordsOf(options[letter]).split(" ").includes(String(Number(text))));
      return isWord ? "" : letters[Number(text) - 1] ?? "";
    }
    const isLetters = text.length > 1 && [...text].every((letter) => letter in options);
    return meantBy(text, options) || (isLetters ? [...text].sort().join("") : "");
  }

  function judgeLetter(task, answer) {
    const letters = Object.keys(task.options);
    const meant = lettersOf(answer, task.options);
    if (meant.length > 1) {
      return wrong(`These are the letters ${[...meant].join(" and ")}; decide for one of them.`, "more than one letter");
    }
    if (!meant) {
      return wrong(`${shown(answer)} is none of the options: give one letter (${letters.join(", ")}).`);
    }
    if (meant === task.reference) return { state: "right", meant };
    return { ...registered(task, (other) => other === meant), meant };
  }

  // ---- numbers and shapes ----

  const AROUND = /\b(?:about|around|roughly|approximately|approx|ca|circa|nearly)\b\.?|[~≈=]/g;
  const NUMBER = /^([-+−]?\d*[.,]?\d+(?:e[-+]?\d+)?)(\/\d+)?\s*([\p{L}_].*|%)?$/u;
  const SHAPE = /^(?:torch\.size|tensor|array)?[\s\d,x×*()[\]]+$/;
  const singular = (word) => word.replace(/^[ .]+|[ .]+$/g, "").replace(/s$/, "");

  /** The number that `answer` means: {number}, or {problem} and its name. */
  function numberOf(answer, unit) {
    let text = answer.toLowerCase().replace(AROUND, "").replace(/^[ '"()[\].]+|[ '"()[\].]+$/g, "");
    text = text.replace(/(?<=\d)[\s_'\u2009\u202f](?=\d{3}\b)/g, "");
    const found = NUMBER.exec(text);
    if (!found) return { problem: `${shown(answer)} is text; a number is needed.` };
    const digits = found[1].replace("−", "-");
    if (/,\d{3}$/.test(digits)) {
      const told = "can be read in two ways: with a comma for thousands, or for a point. Write it without.";
      return { problem: `${digits} ${told}` };
    }
    const units = [...unit.toLowerCase().split(", "), "%", "percent"].map(singular);
    if (found[3] && !units.includes(singular(found[3]))) {
      const of = unit && `, in ${unit}`;
      const problem = `${shown(answer)} is in ${quoted(found[3])}; the number alone is needed${of}.`;
      return { problem, name: "another unit" };
    }
    return { number: Number(digits.replace(",", ".")) / (found[2] ? Number(found[2].slice(1)) : 1) };
  }

  const isNear = (one, other, task) => Math.abs(one - other) <= task.tolerance * (1 + Math.abs(other));

  function isRight(task, number) {
    const [low, high] = task.between ?? [1, 0];
    return (low <= number && number <= high) || [task.reference, ...task.alternatives].some((one) => isNear(number, one, task));
  }

  function judgeNumber(task, answer) {
    const { number, problem, name } = numberOf(answer, task.unit);
    if (problem) return wrong(problem, name);
    if (isRight(task, number)) return { state: "right", meant: number };
    return { ...(registered(task, (other) => isNear(number, other, task)) ?? offBy(task, number)), meant: number };
  }

  /** What is wrong with `number`, without telling what would be right. */
  function offBy(task, number) {
    for (const [unit, factors] of Object.entries(task.offBy)) {
      if (factors.some((factor) => isRight(task, number * factor) || isRight(task, number / factor))) {
        return wrong(`The digits are right, the unit is not: this is off by ${unit}.`, "another unit");
      }
    }
    if (number && isRight(task, -number)) return wrong("The sign is turned round: look at which way it goes.", "the sign");
    return wrong(`Too ${number < task.reference ? "small" : "large"}.`);
  }

  function judgeShape(task, answer) {
    const text = answer.trim().toLowerCase();
    const given = SHAPE.test(text) ? (answer.match(/\d+/g) ?? []).map(Number) : [];
    if (!given.length) return wrong(`${shown(answer)} is no shape; whole numbers in brackets are needed.`);
    const isSame = (other) => other.length === given.length && other.every((size, place) => size === given[place]);
    const right = task.reference;
    if ([right, ...task.alternatives].some(isSame)) return { state: "right" };
    const counts = (sizes, size) => sizes.filter((other) => other === size).length;
    const isPart = given.every((size) => counts(given, size) <= counts(right, size));
    const known = registered(task, isSame);
    if (known) return known;
    if (given.length === right.length && isPart) {
      return wrong("All of it is right, only the order is not: what does each place stand for?", "another order");
    }
    return wrong(given.length === right.length ? "It is not the right one." : `There are ${given.length} numbers; ${right.length} are needed.`);
  }

  // ---- both ----

  const wrong = (told, name = "") => ({ state: "wrong", told, name });

  /** The verdict on the first typical wrong answer that `fits`. */
  function registered(task, fits) {
    const found = task.wrong.find(({ answer }) => fits(answer));
    return found && wrong(found.message, found.name);
  }

  /**
   * The verdict on what was typed.
   * @param {Object} task as `answers_data` in lessonlib/course/site.py writes it
   * @param {string} answer
   * @returns {{state: "open" | "right" | "wrong", told?: string, name?: string, meant?: string | number}} what is told
   *   of a mistake, its name, and how the answer was read
   */
  return (task, answer) => {
    if (!answer.replace(/^[ .?_]+/, "")) return { state: "open" };
    if (task.options) return judgeLetter(task, answer);
    return Array.isArray(task.reference) ? judgeShape(task, answer) : judgeNumber(task, answer);
  };
})();
