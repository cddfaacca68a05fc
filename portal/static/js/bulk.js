// The cases that are ticked: a box for all in the list's head, Shift for a stretch, and the bar with
// the acts only while something is ticked. Without this file the bar is always there.

export default function bulk(bar) {
  const boxes = [...document.querySelectorAll(`input[type=checkbox][form="${bar.id}"]`)];
  const head = document.querySelector("table.inbox thead th");
  const count = bar.querySelector("[data-bulk-count]");
  let last = null;

  const all = document.createElement("input");
  all.type = "checkbox";
  all.className = "bulk-box";
  all.setAttribute("aria-label", head?.closest("table").dataset.chooseAll ?? "");

  function update() {
    const ticked = boxes.filter((box) => box.checked).length;
    bar.hidden = ticked === 0;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    const words = ticked === 1 ? count.dataset.one : count.dataset.many.replace("#", ticked);
    if (ticked && count.textContent !== words) {
      count.textContent = words;
    }
    for (const box of boxes) {
      box.closest("tr").ariaSelected = box.checked ? "true" : null;
    }
  }

  boxes.forEach((box, here) => {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last !== null) {
        const [from, to] = [Math.min(last, here), Math.max(last, here)];
        for (const between of boxes.slice(from, to + 1)) {
          between.checked = box.checked;
        }
      }
      last = here;
      update();
    });
  });
  all.addEventListener("click", () => {
    for (const box of boxes) {
      box.checked = all.checked;
    }
    update();
  });
  if (boxes.length) {
    head?.prepend(all);
  }
  update();
  addEventListener("pageshow", update);
  bar.addEventListener("input", update); // boxes may be ticked by what was carried over
}
