// The toolbar over a text field: one tab stop, arrow keys inside it (WAI-ARIA toolbar pattern).
// Buttons carry data-act, and data-text with the words to put where nothing is chosen.

import { block, heading, prefix, remedy, replaceRange, selection, wrap } from "./markdown_marks.js";

function link(textarea, words) {
  const { start, end, text } = selection(textarea);
  const isAddress = /^(https?:\/\/|mailto:|article:)\S+$/.test(text);
  const label = isAddress ? words : text || words;
  const address = isAddress ? text : "https://";
  replaceRange(textarea, start, end, `[${label}](${address})`);
  const at = isAddress ? start + 1 : start + label.length + 3;
  textarea.setSelectionRange(at, at + (isAddress ? label : address).length);
}

function table(textarea, words) {
  const [first, second] = words.split("|");
  block(textarea, `| ${first} | ${second} |\n|---|---|\n|  |  |`, first);
}

const acts = {
  heading,
  bold: (textarea, words) => wrap(textarea, "**", words),
  italic: (textarea, words) => wrap(textarea, "*", words),
  code: (textarea, words) => wrap(textarea, "`", words),
  link,
  list: (textarea) => prefix(textarea, "- "),
  numbered: (textarea) => prefix(textarea, "1. ", true),
  table,
  note: (textarea, words) => block(textarea, `> [!NOTE]\n> ${words}`, words),
  warning: (textarea, words) => block(textarea, `> [!WARNING]\n> ${words}`, words),
};

function chooseRemedy(textarea, dialog) {
  const { selectionStart, selectionEnd } = textarea;
  const choice = dialog.querySelector("select");
  dialog.showModal();
  dialog.addEventListener("close", () => {
    textarea.focus();
    textarea.setSelectionRange(selectionStart, selectionEnd);
    if (dialog.returnValue === "insert" && choice.value) {
      remedy(textarea, choice.value, choice.selectedOptions[0].dataset.title);
    }
    dialog.returnValue = "";
  }, { once: true });
}

function rove(bar) {
  const buttons = [...bar.querySelectorAll("button")];
  const reach = (current) => buttons.forEach((button) => {
    button.tabIndex = button === current ? 0 : -1;
  });
  reach(buttons[0]);
  bar.addEventListener("focusin", (event) => reach(event.target.closest("button") ?? buttons[0]));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target.closest("button"));
    const to = {
      ArrowRight: (at + 1) % buttons.length,
      ArrowLeft: (at + buttons.length - 1) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (to !== undefined && at >= 0) {
      event.preventDefault();
      buttons[to].focus();
    }
  });
}

// `pickPicture` opens the choice of a file; it belongs to whoever sends pictures.
export function toolbar(bar, textarea, pickPicture) {
  bar.hidden = false;
  rove(bar);
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) {
      return;
    }
    const { act, text = "" } = button.dataset;
    if (act === "picture") {
      pickPicture();
    } else if (act === "remedy") {
      chooseRemedy(textarea, document.getElementById(button.dataset.dialog));
    } else {
      acts[act]?.(textarea, text);
    }
  });
  textarea.addEventListener("keydown", (event) => {
    const act = { b: "bold", i: "italic", k: "link" }[event.key];
    if (act && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      bar.querySelector(`[data-act="${act}"]`)?.click();
    }
  });
}
