"use strict";
/**
 * From raw text to tokens, exactly as lessonlib/text.py does it: decode, clean, untag, split.
 *
 * Text is never handed to the browser as markup. Character references are decoded from a table (data/entities.js).
 */

course.text = (() => {
  // Python and JavaScript mean different characters by \s, \w, \d and \b. These are Python's.
  const SPACE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
  const ALNUM = String.raw`\p{L}\p{N}`;
  const LETTER = String.raw`(?:[${ALNUM}\p{M}][\p{M}\p{Cf}]*)`; // with its vowel signs, accents and joiners
  const FOREIGN = String.raw`(?!\p{Script=Latin})\p{L}`;
  const WORD_END = String.raw`(?![${ALNUM}\p{M}_])`;

  const regex = (source, flags = "gu") => new RegExp(source, flags);

  const BROKEN_NUMERIC = regex(String.raw`[${SPACE}]?(?<!&)(?<!amp;)#(\p{Nd}{2,5});`);
  const BROKEN_NAMED = regex(`(?<![&${ALNUM}_])(?<!amp;)(quot|amp|lt|gt|nbsp);`);
  const TAG = regex(
      `<(?:!--[^<>]{0,300}|!doctype[^<>]{0,300}|/?(?:a|abbr|article|b|big|blockquote|body|br|center|code|dd|del|div|dl|dt` +
      `|em|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|mark|meta|nav|ol` +
      `|option|p|pre|q|s|script|section|select|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead` +
      `|title|tr|tt|u|ul|video)(?:[${SPACE}]+[${ALNUM}_:\\-]{1,30}[${SPACE}]*=[^<>]{0,300})?[${SPACE}]*/?)>`,
    "giu",
  );
  const SPACES = regex(`[${SPACE}]+`);
  const ENDS = regex(`^[${SPACE}]+|[${SPACE}]+$`);
  const CONTROL =
    /[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\u200b(?![\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])/gu;
  const INVISIBLE = /[\xad\u0640\u055b\u055c\u055e\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
  const PRINTED = /(?=[\p{L}\p{N}])[\ufb00-\uff5a]/gu;
  const QUOTES = { "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..." };
  const REFERENCE = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/gu;

  const SOURCE_TAG = regex(
      String.raw`(?<![${SPACE}])(?:[${SPACE}]*\((?:AAP|AFP|ANSA|AP|BBC(?: News)?|Bloomberg(?: News)?|BusinessWeek(?: Online)?|Canadian Press|CNN` +
      String.raw`|dpa|DPA|EFE|Forbes|IANS|InfoWorld|Interfax|ITAR-TASS|Kyodo(?: News)?|MacCentral|NewsFactor|NPR|PC World` +
      String.raw`|PTI|Reuters(?: Health)?|RIA Novosti|SiliconValley|TASS|TechWeb|The Canadian Press|Thomson Reuters|UPI|Xinhua` +
      String.raw`|Yonhap(?: News)?|Ziff Davis|[${ALNUM}_.\-]+\.(?:com|net|org|co\.uk))\)){1,5}[${SPACE}]*$`,
    "u",
  );

  const WORD = regex(
    [
      String.raw`[a-z][a-z0-9]+(?![${ALNUM}\p{M}\p{Cf}'·])`, // most words, at once; the rest is for what this leaves
      String.raw`(?:\p{L}\.){2,}`, // abbreviations: u.s.
      String.raw`\p{Nd}+(?![\p{M}\p{Nd}])(?:[.,:\u066b\u066c\uff0e]\p{Nd}+(?![\p{M}\p{Nd}]))*`, // numbers, scores, times: 1,000  3.5  10:30
      `${LETTER}+?(?=n't${WORD_END})`, // do|n't
      `n't${WORD_END}`,
      `'(?:s|re|ve|ll|d|m)${WORD_END}`, // it|'s
      String.raw`${LETTER}+(?:(?:(?<=\P{Script=Latin})['·](?=${FOREIGN})|(?<=\p{Script=Hebrew})["׳״](?=\p{Script=Hebrew})|(?<=l)·(?=l))${LETTER}+)*`,
      String.raw`\.\.\.`,
      // one mark, a flag, or an emoji with what is joined to it
      String.raw`(?:[\u{1f1e6}-\u{1f1ff}]{2}|[^][\p{M}\ufe0f\u{1f3fb}-\u{1f3ff}]*)(?:\u200d[^][\p{M}\u{1f3fb}-\u{1f3ff}]*)*`,
    ].join("|"),
  );

  const named = new Map(Object.entries(course.data.entities.named));
  const numeric = new Map(Object.entries(course.data.entities.numeric));

  /** What the character reference `&body` stands for, by the rules of HTML 5 as Python's `html.unescape` has them. */
  function decodeReference(whole, body) {
    if (body[0] === "#") {
      const code = Number(`0${body.slice(1).replace(";", "")}`); // 065, or 0x41
      if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return "\ufffd";
      return numeric.get(String(code)) ?? String.fromCodePoint(code);
    }
    if (named.has(body)) return named.get(body);
    // Old names are known without their semicolon, and at the beginning of something longer.
    for (let length = body.length - 1; length > 1; length--) {
      const known = named.get(body.slice(0, length));
      if (known !== undefined) return known + body.slice(length);
    }
    return whole;
  }

  /** `text` with its character references decoded once. */
  const unescape = (text) => text.replace(REFERENCE, decodeReference);

  /** `text` without the residue of HTML, control characters and typographic quotes; runs of white space become one. */
  function cleanMarkup(text) {
    text = text.replace(BROKEN_NUMERIC, "&#$1;").replace(BROKEN_NAMED, "&$1;");
    text = unescape(unescape(text)).replace(TAG, " ");
    text = text.replace(/[‘’“”–—…]/g, (mark) => QUOTES[mark]);
    return text.replace(CONTROL, "").replaceAll("\\", " ").replace(SPACES, " ").replace(ENDS, "");
  }

  /** `text` without the name of its source in brackets at its end. */
  const removeSourceTag = (text) => text.replace(SOURCE_TAG, "");

  /** The lower-case words, numbers and marks of `text`, split the way GloVe's own corpus was. */
  function splitWords(text) {
    text = text.replace(INVISIBLE, "").replace(PRINTED, (form) => form.normalize("NFKC"));
    text = text.replaceAll("’", "'").replaceAll("\u200b", " ").normalize("NFC").replaceAll("İ", "i");
    const chunks = text.toLowerCase().split(SPACES).filter(Boolean);
    return chunks.flatMap((chunk) => chunk.match(WORD));
  }

  /** The tokens that the network reads of a raw headline. */
  const readHeadline = (text) => splitWords(removeSourceTag(cleanMarkup(text)));

  return { cleanMarkup, removeSourceTag, splitWords, readHeadline };
})();
