// Inserting into a reply: ::, ?? and !! open the field of the <details>, an editable combobox with
// a list (WAI-ARIA Authoring Practices), and Enter puts what was chosen where the cursor was.
// data-url takes the whole form; it answers {"html", "what", "count"} to a search and {"text"} to
// an insertion ("insert" = data-insert of the option). Without this the buttons do the same.

import { insertInto, isBeginning } from "./inserting.js";

const WAIT = 150;

export default function palette(details) {
  const form = details.closest("form");
  const text = form.querySelector("[data-editor-text]");
  const input = details.querySelector("[name=insert-q]");
  const status = details.querySelector("[data-status]");
  const place = details.querySelector("[data-found]");
  const kinds = [...details.querySelectorAll("[data-sign]")];
  const list = document.createElement("ul");
  let sign = null; // where the signs stand that opened it
  let active = -1;
  let timer = 0;
  let running = null;
  let stale = false; // something was typed since the list was made
  list.id = "insert-list";
  list.className = "insert-found";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", details.querySelector("summary").textContent.trim());
  place.replaceChildren(list);
  details.querySelector("[data-without-script]").hidden = true;
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  Object.entries(roles).forEach(([name, value]) => input.setAttribute(name, value));

  const options = () => [...list.querySelectorAll("[role=option]")];
  function mark(index) {
    active = index;
    options().forEach((option, at) => {
      option.id = `insert-option-${at}`;
      option.setAttribute("aria-selected", String(at === index));
    });
    input.setAttribute("aria-activedescendant", index < 0 ? "" : `insert-option-${index}`);
    options()[index]?.scrollIntoView({ block: "nearest" });
  }

  async function ask(more) {
    running?.abort();
    running = new AbortController();
    const typed = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !(name in more));
    const data = new URLSearchParams([...typed, ...Object.entries(more)]);
    const headers = { Accept: "application/json" };
    const answer = await fetch(details.dataset.url, { method: "POST", body: data, headers, signal: running.signal });
    const found = await answer.json();
    if (!answer.ok) {
      throw new Error(found.problem ?? details.dataset.failed);
    }
    return found;
  }

  async function look() {
    clearTimeout(timer);
    const asked = input.value;
    try {
      const { html, what, count } = await ask({});
      const fresh = new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html");
      list.replaceChildren(...fresh.querySelectorAll("li"));
      kinds.find(({ value }) => value === what).checked = true;
      stale = input.value !== asked;
      list.hidden = count === 0;
      input.setAttribute("aria-expanded", String(count > 0));
      mark(count > 0 ? 0 : -1);
      const { one, many, none } = details.dataset;
      status.textContent = count === 1 ? one : count ? many.replace("{count}", count) : none;
    } catch (error) {
      if (error.name !== "AbortError") {
        status.textContent = details.dataset.failed;
      }
    }
  }

  function close() {
    clearTimeout(timer);
    running?.abort();
    details.open = false;
    input.value = "";
    sign = null;
    text.focus();
  }

  async function insert(id) {
    clearTimeout(timer); // a search that is due would break it off
    try {
      const { text: words } = await ask({ insert: id });
      const from = sign;
      close();
      insertInto(text, words, from);
      status.textContent = details.dataset.inserted;
    } catch (error) {
      status.textContent = error.name === "AbortError" ? "" : error.message;
    }
  }

  function choose(index) {
    const option = options()[index];
    return option && !option.getAttribute("aria-disabled") && insert(option.dataset.insert);
  }

  details.addEventListener("insert", ({ detail }) => insert(detail));
  text.addEventListener("input", (event) => {
    const at = event.isComposing || event.inputType !== "insertText" ? null : isBeginning(text);
    const kind = at && kinds.find((each) => each.dataset.sign === at.sign);
    if (kind) {
      sign = at;
      kind.checked = true;
      details.open = true;
      input.focus();
    }
  });
  details.addEventListener("toggle", () => {
    if (details.open) {
      input.focus();
      look();
    }
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    stale = true;
    timer = setTimeout(look, WAIT);
  });
  kinds.forEach((kind) => kind.addEventListener("change", () => {
    input.focus();
    look();
  }));
  details.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    const moves = { ArrowDown: active >= last ? 0 : active + 1, ArrowUp: active <= 0 ? last : active - 1 };
    if (event.key === "Escape" && details.open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.target === input && event.key in moves && last >= 0) {
      event.preventDefault();
      mark(moves[event.key]);
    } else if (event.target === input && event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      (stale ? look() : Promise.resolve()).then(() => !stale && choose(active));
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => choose(options().indexOf(event.target.closest("[role=option]"))));
}
