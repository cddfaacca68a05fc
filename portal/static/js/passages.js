// Where findings stand in the text: underlined behind it, and shown when their button is pressed.
// A button carries data-passage (the words as they stand in the text) and data-at (about where).

function places(text, buttons) {
  return buttons.map((button) => {
    const { passage, at } = button.dataset;
    const found = [];
    for (let from = text.indexOf(passage); from >= 0; from = text.indexOf(passage, from + 1)) {
      found.push(from);
    }
    const near = (place) => Math.abs(place - Number(at));
    const start = found.sort((one, other) => near(one) - near(other))[0];
    return { button, start, end: start + passage.length };
  }).filter(({ start }) => start !== undefined);
}

function paint(behind, text, found) {
  const pieces = [];
  let done = 0;
  for (const { button, start, end } of found.sort((one, other) => one.start - other.start)) {
    if (start >= done) {
      const mark = document.createElement("mark");
      mark.className = button.dataset.kind === "repeat" ? "is-repeat" : "";
      mark.textContent = text.slice(start, end);
      pieces.push(text.slice(done, start), mark);
      done = end;
    }
  }
  behind.replaceChildren(...pieces, `${text.slice(done)}\n`);
}

// Returns what to call when the list of findings has changed.
export function passages(field, list) {
  const behind = field.parentElement.querySelector("[data-behind]");
  const buttons = () => [...list.querySelectorAll("[data-passage]")];

  function show() {
    const all = buttons();
    for (const button of all) {
      button.hidden = false;
    }
    behind.style.inlineSize = `${field.clientWidth + 2 * field.clientLeft}px`; // without its scroll bar
    paint(behind, field.value, places(field.value, all));
    behind.scrollTop = field.scrollTop;
  }

  field.addEventListener("input", show);
  field.addEventListener("scroll", () => {
    behind.scrollTop = field.scrollTop;
  });
  new ResizeObserver(show).observe(field);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-passage]");
    const [place] = button ? places(field.value, [button]) : [];
    if (place) {
      field.focus();
      field.setSelectionRange(place.start, place.end);
    }
  });
  return show;
}
