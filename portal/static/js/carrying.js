// Takes what was typed over to the same page loaded anew, because the reader asked for what has
// changed. Texts with a draft keeper are its own matter: it hears of it and sees to it.

import { fill, typed, values, visible } from "./form_values.js";

const KEY = "lotse-carried";
export const CARRY = "lotse:carry";

function forms() {
  return [...document.querySelectorAll("main form")].filter(({ dataset }) => !dataset.draftKey);
}

// Forms of one page may go to the same address: the number tells them apart.
function named() {
  const counts = new Map();
  return forms().map((form) => {
    const action = form.getAttribute("action") ?? "";
    counts.set(action, (counts.get(action) ?? 0) + 1);
    return [`${action} ${counts.get(action)}`, form];
  });
}

function freeChoices() {
  return [...document.querySelectorAll("main input[type=radio][id]:checked")].filter(({ form }) => !form);
}

// Call it when the page is as the server made it; what it returns carries all over from then on.
export function carrier() {
  const before = new Map(named().map(([name, form]) => [name, typed(form, values(form))]));
  return () => {
    document.dispatchEvent(new Event(CARRY));
    const changed = named().filter(([name, form]) => typed(form, values(form)) !== before.get(name));
    const kept = {
      path: location.pathname,
      forms: changed.map(([name, form]) => [name, visible(form, values(form))]),
      choices: freeChoices().map(({ id }) => id),
    };
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Nothing can be kept in this browser: the reader sees that when asked whether to leave.
    }
  };
}

export function takeOver() {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
  if (kept?.path !== location.pathname) {
    return;
  }
  const there = new Map(named());
  for (const [name, kinds] of kept.forms) {
    const form = there.get(name);
    if (form) {
      fill(form, kinds);
      form.closest("details")?.setAttribute("open", "");
    }
  }
  for (const id of kept.choices) {
    const choice = document.getElementById(id);
    if (choice) {
      choice.checked = true;
    }
  }
}
