// A menu in <details> closes on Escape, on a click elsewhere and when the focus leaves it.

export default function menu(details) {
  const summary = details.querySelector("summary");

  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) {
      details.open = false;
      summary.focus();
    }
  });
  details.addEventListener("focusout", (event) => {
    const to = event.relatedTarget;
    // A press on a label or a bare spot in here gives the focus to what lies around the menu.
    if (to && !details.contains(to) && !to.contains(details)) {
      details.open = false;
    }
  });
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) {
      details.open = false;
    }
  });
}
