// Keys of agent pages, which their own list behind "?" names. An element with data-key is focused
// (fields), opened (a menu) or pressed (links, buttons); "g m" is one key after the other. j and k
// walk through the [data-row] links of a list, o opens one, x ticks its box; a [data-row-key] act
// takes the row that has the focus when none is ticked. Nothing happens while somebody types or
// holds Ctrl, Alt or Meta, and the reader can switch it all off (WCAG 2.1.4) in this browser.

const OFF = "lotse-keys-off";
const PAUSE = 1_500;

function typing(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function isOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

function rows() {
  return [...document.querySelectorAll("[data-row]")];
}

function currentRow() {
  return rows().find((row) => (row.closest("tr") ?? row).contains(document.activeElement));
}

function boxOf(row) {
  return row?.closest("tr")?.querySelector("input[type=checkbox]");
}

function walk(step) {
  const all = rows();
  const now = all.indexOf(currentRow());
  const next = now < 0 ? 0 : Math.min(Math.max(now + step, 0), all.length - 1);
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
}

function openMenu(summary) {
  const menu = summary.parentElement;
  menu.open = !menu.open;
  const first = menu.querySelector("input:not([type=hidden]), textarea, select, button, a");
  (menu.open && first ? first : summary).focus();
}

function press(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else if (element.matches("summary")) {
    openMenu(element);
  } else {
    element.click();
  }
}

function actOnRow(button) {
  const ticked = rows().some((row) => boxOf(row)?.checked);
  const row = currentRow();
  if (!ticked && !row) {
    return;
  }
  if (!ticked && !boxOf(row).checked) {
    boxOf(row).click();
  }
  button.click();
}

// What a key, or two after each other, do on this page; undefined if nothing.
function actOf(keys, dialog) {
  const acts = {
    j: () => walk(1),
    k: () => walk(-1),
    o: () => currentRow()?.click(),
    x: () => boxOf(currentRow())?.click(),
    "?": () => dialog?.showModal(),
  };
  const element = document.querySelector(`[data-key="${CSS.escape(keys)}"]`);
  const ofRows = document.querySelector(`[data-row-key="${CSS.escape(keys)}"]`);
  if (element) {
    return () => press(element);
  }
  if (ofRows) {
    return () => actOnRow(ofRows);
  }
  return rows().length || keys === "?" ? acts[keys] : undefined;
}

function begins(key) {
  return document.querySelector(`[data-key^="${CSS.escape(`${key} `)}"]`) !== null;
}

export default function shortcuts() {
  const dialog = document.getElementById("keys");
  const off = dialog?.querySelector("[data-keys-off]");
  let first = "";
  let timer = 0;

  if (off) {
    off.checked = isOff();
    off.addEventListener("change", () => {
      localStorage.setItem(OFF, off.checked ? "yes" : "no");
    });
  }

  function wait(key) {
    clearTimeout(timer);
    first = key;
    timer = setTimeout(() => {
      first = "";
    }, PAUSE);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isOff()) {
      return;
    }
    if (event.key === "Escape" && typing(event.target) && !event.target.value) {
      event.target.blur();
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]") || event.key.length !== 1) {
      return;
    }
    const act = (first && actOf(`${first} ${event.key}`, dialog)) || (!first && actOf(event.key, dialog));
    const starts = !first && begins(event.key);
    wait(starts ? event.key : "");
    if (act || starts) {
      event.preventDefault();
      act?.();
    }
  });

  for (const opener of document.querySelectorAll("[data-opens-keys]")) {
    opener.hidden = !dialog;
    opener.addEventListener("click", () => {
      opener.closest("details")?.removeAttribute("open");
      dialog?.showModal();
    });
  }
}
