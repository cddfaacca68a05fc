// Suggestions while typing: the editable combobox with list of the WAI-ARIA Authoring Practices.
// data-url answers ?q=… with {"suggestions": [{"title", "url", "kind", "lang"}]}, where a
// question that others asked has no address; what it says is shown as text, never as HTML.

const WAIT = 150;
const SHORTEST = 2;
let boxes = 0;

export default function suggestions(form) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  const id = `suggestions-${(boxes += 1)}`;
  let found = [];
  let active = -1;
  let timer = 0;
  let running = null;

  list.className = "suggestions";
  list.id = id;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);
  input.setAttribute("aria-expanded", "false");

  function close() {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    mark(-1);
    input.setAttribute("aria-expanded", "false");
  }

  function mark(index) {
    active = index;
    [...list.children].forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === index));
    });
    if (index < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  }

  function show(items) {
    found = items;
    list.replaceChildren(...items.map((item, index) => option(item, `${id}-${index}`, form.dataset[item.kind])));
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(items.length > 0));
    mark(-1);
    const { one, many, none } = form.dataset;
    const words = items.length === 1 ? one : many.replace("{count}", items.length);
    status.textContent = items.length ? words : none;
  }

  async function ask() {
    const query = input.value.trim();
    running?.abort();
    if (query.length < SHORTEST || query.length > 200) {
      close();
      status.textContent = "";
      return;
    }
    running = new AbortController();
    const url = new URL(form.dataset.url, location.href);
    url.searchParams.set("q", query);
    try {
      const answer = await fetch(url, { signal: running.signal });
      const { suggestions: items } = await answer.json();
      if (answer.ok && input.value.trim() === query && document.activeElement === input) {
        show(items);
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        close();
      }
    }
  }

  function choose(index) {
    const { title, url } = found[index];
    close();
    input.value = title;
    if (url) {
      location.assign(url);
    } else {
      form.requestSubmit(); // a question of others: to choose it is to ask it
    }
  }

  function move(step) {
    const last = found.length - 1;
    const next = active + step;
    mark(next > last ? -1 : next < -1 ? last : next);
  }

  const keys = {
    ArrowDown: () => (list.hidden ? ask() : move(1)),
    ArrowUp: () => !list.hidden && move(-1),
    Enter: (event) => active >= 0 && (event.preventDefault(), choose(active)),
    Escape: (event) => !list.hidden && (event.preventDefault(), close()),
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
    }
    keys[event.key]?.(event);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  // Pressing must not take the focus from the field, or the list closes before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (at >= 0) {
      choose(at);
    }
  });
}

function option({ title, lang }, id, kindWord) {
  const item = document.createElement("li");
  item.className = "suggestion";
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const words = document.createElement("span");
  words.lang = lang;
  words.textContent = title;
  item.append(words);
  if (kindWord) {
    const kind = document.createElement("span");
    kind.className = "suggestion-kind";
    kind.textContent = kindWord;
    item.append(kind);
  }
  return item;
}
