// Keys of agent pages. An element with data-key is focused (fields) or pressed (links, buttons);
// j and k walk through the [data-row] links of a list; ? opens the list of keys. The reader can
// switch single keys off (WCAG 2.1.4); the choice stays in this browser.

const OFF = "lotse-keys-off";

function typing(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const now = rows.findIndex((row) => row === document.activeElement || row.closest("tr")?.contains(document.activeElement));
  const next = now < 0 ? 0 : Math.min(Math.max(now + step, 0), rows.length - 1);
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!element) {
    return false;
  }
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
  return true;
}

function isOff() {
  return localStorage.getItem(OFF) === "yes";
}

export default function shortcuts() {
  const dialog = document.getElementById("keys");
  const off = dialog?.querySelector("[data-keys-off]");
  if (off) {
    off.checked = isOff();
    off.addEventListener("change", () => {
      localStorage.setItem(OFF, off.checked ? "yes" : "no");
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isOff()) {
      return;
    }
    if (event.key === "Escape" && typing(event.target) && !event.target.value) {
      event.target.blur();
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]")) {
      return;
    }
    const acts = { j: () => walk(1), k: () => walk(-1), "?": () => dialog?.showModal() };
    if (acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    } else if (event.key.length === 1 && press(event.key)) {
      event.preventDefault();
    }
  });

  for (const opener of document.querySelectorAll("[data-opens-keys]")) {
    opener.addEventListener("click", () => dialog?.showModal());
  }
}
