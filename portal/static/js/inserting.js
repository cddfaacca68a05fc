// Words put into a text field where the cursor was.

import { replaceRange } from "./markdown_marks.js";

const GAP = /\[\? [^\[\]\n]+\]/;

// The two signs before the cursor that open the palette, where a word could begin: "ist das so??"
// is a question.
export function isBeginning({ value, selectionStart: end, selectionEnd }) {
  const sign = value.slice(end - 2, end);
  const before = value.slice(0, Math.max(0, end - 2));
  const begins = end === selectionEnd && /^(?:::|\?\?|!!)$/.test(sign) && /(?:^|\s)$/.test(before);
  return begins ? { sign, start: end - 2, end } : null;
}

// In place of the signs, else at the cursor; several lines begin a paragraph of their own. The
// first gap is chosen, so that typing fills it in.
export function insertInto(text, words, sign = null) {
  const held = sign !== null && text.value.slice(sign.start, sign.end) === sign.sign;
  const start = held ? sign.start : text.selectionStart;
  const end = held ? sign.end : text.selectionEnd;
  const before = text.value.slice(0, start);
  const paragraph = words.includes("\n") && before.trim() !== "";
  const missing = paragraph ? "\n".repeat(Math.max(0, 2 - before.match(/\n*$/)[0].length)) : "";
  const follows = words.includes("\n") && /^[^\S\n]*\S/.test(text.value.slice(end));
  replaceRange(text, start, end, `${missing}${words}${follows ? "\n\n" : ""}`);
  const gap = GAP.exec(words);
  const from = start + missing.length;
  if (gap) {
    text.setSelectionRange(from + gap.index, from + gap.index + gap[0].length);
  } else {
    text.setSelectionRange(from + words.length, from + words.length);
  }
}
