// Marks the section that is being read in "On this page"; a folded outline closes after a choice.

export default function outline(element) {
  const links = new Map();
  for (const link of element.querySelectorAll("a[href^='#']")) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) {
      links.set(section, link);
    }
  }
  const inView = new Set();

  function mark(entries) {
    for (const { target, isIntersecting } of entries) {
      inView[isIntersecting ? "add" : "delete"](target);
    }
    const current = [...links.keys()].find((section) => inView.has(section));
    if (!current) {
      return;
    }
    for (const [section, link] of links) {
      if (section === current) {
        link.setAttribute("aria-current", "location");
      } else {
        link.removeAttribute("aria-current");
      }
    }
  }

  // The upper third of the window is where one reads.
  const observer = new IntersectionObserver(mark, { rootMargin: "-10% 0px -65% 0px" });
  for (const section of links.keys()) {
    observer.observe(section);
  }
  if (element instanceof HTMLDetailsElement) {
    element.addEventListener("click", (event) => {
      if (event.target.closest("a")) {
        element.open = false;
      }
    });
  }
}
