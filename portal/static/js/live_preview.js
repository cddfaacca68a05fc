// What the customer will see, beside the text: posts the form to data-preview-url a moment after
// the last key. The answer is {"html", "findings": [{"line", "message", "level"}]}; the HTML comes
// from the server's renderer and sanitiser and is the public page's. `shown` is called with what holds
// it whenever it has changed.

const WAIT = 400;

function goToLine(textarea, number) {
  const before = textarea.value.split("\n").slice(0, number - 1).join("\n").length;
  const start = number > 1 ? before + 1 : 0;
  const end = textarea.value.indexOf("\n", start);
  textarea.focus();
  textarea.setSelectionRange(start, end < 0 ? textarea.value.length : end);
}

function row({ line, message, level }, template, textarea, lineWord) {
  const item = template.content.firstElementChild.cloneNode(true);
  const symbol = item.querySelector(level === "ok" ? "[data-symbol=warn]" : "[data-symbol=ok]");
  symbol.remove();
  const words = item.querySelector("[data-words]");
  words.textContent = line ? `${lineWord.replace("{line}", line)} ${message}` : message;
  const jump = item.querySelector("[data-jump]");
  if (line) {
    jump.addEventListener("click", () => goToLine(textarea, line));
  } else {
    jump.remove();
  }
  return item;
}

export function livePreview(form, textarea, shown = () => {}) {
  const target = form.querySelector("[data-preview]");
  const list = form.querySelector("[data-findings]");
  const template = form.querySelector("template[data-finding]");
  const lineWord = form.querySelector("[data-line-word]")?.dataset.lineWord ?? "";
  const heading = form.querySelector("[data-preview-title]");
  const title = form.elements.namedItem("title");
  for (const jump of form.querySelectorAll("[data-jump][data-line]")) {
    jump.hidden = false;
    jump.addEventListener("click", () => goToLine(textarea, Number(jump.dataset.line)));
  }
  let running = null;
  let timer = 0;

  async function show() {
    running?.abort();
    running = new AbortController();
    const data = new FormData(form);
    for (const [name, value] of [...data]) {
      if (value instanceof File) {
        data.delete(name);
      }
    }
    try {
      const answer = await fetch(form.dataset.previewUrl, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { Accept: "application/json" },
        signal: running.signal,
      });
      if (!answer.ok) {
        throw new Error(`preview: ${answer.status}`);
      }
      const { html, findings = [] } = await answer.json();
      const page = new DOMParser().parseFromString(html, "text/html");
      target.replaceChildren(...page.body.childNodes);
      target.classList.remove("is-stale");
      shown(target);
      if (heading && title) {
        heading.textContent = title.value;
      }
      list?.replaceChildren(...findings.map((finding) => row(finding, template, textarea, lineWord)));
    } catch (error) {
      if (error.name !== "AbortError") {
        target.classList.add("is-stale");
      }
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  });
  if (textarea.value !== textarea.defaultValue) {
    show(); // typed before this script was there, or kept by the browser when going back
  }
}
