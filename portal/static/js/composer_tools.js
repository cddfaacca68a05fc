// Around a text in Markdown: its small toolbar, and its preview, which follows the text while it is
// open. The preview is made by the server, by the function that renders what is sent.

import { toolbar } from "./toolbar.js";

const WAIT = 400;

function livePreview(form, text, box) {
  const target = box.querySelector("[data-preview]");
  let running = null;
  let timer = 0;
  let shown = null;

  async function show() {
    if (!box.open || text.value === shown) {
      return;
    }
    running?.abort();
    running = new AbortController();
    const wanted = text.value;
    try {
      const answer = await fetch(box.dataset.previewUrl, {
        method: "POST",
        body: new URLSearchParams({ body: wanted }),
        headers: { Accept: "application/json" },
        signal: running.signal,
      });
      if (!answer.ok) {
        throw new Error(`preview: ${answer.status}`);
      }
      const { html } = await answer.json();
      const page = new DOMParser().parseFromString(html, "text/html");
      target.replaceChildren(...page.body.childNodes);
      target.classList.remove("is-stale");
      shown = wanted;
    } catch (error) {
      if (error.name !== "AbortError") {
        target.classList.add("is-stale");
      }
    }
  }

  box.addEventListener("toggle", show);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  });
  show();
}

export default function composerTools(form) {
  const text = form.querySelector("[data-editor-text]");
  const box = form.querySelector("[data-preview-box]");
  toolbar(form.querySelector("[role=toolbar]"), text, () => {});
  for (const element of box.querySelectorAll("[data-without-script]")) {
    element.hidden = true;
  }
  livePreview(form, text, box);
}
