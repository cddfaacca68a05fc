// The flow editor: findings and picture follow the typing, Ctrl+S saves, Enter keeps the depth of
// the line. Without it the form saves all the same, and the page then shows both.

import canvas from "./canvas.js";
import { livePreview } from "./live_preview.js";

function keepDepth(event) {
  const field = event.target;
  const { selectionStart: start, selectionEnd: end, value } = field;
  const line = value.slice(value.lastIndexOf("\n", start - 1) + 1, start);
  const depth = line.match(/^ */)[0] + (line.trimEnd().endsWith(":") ? "  " : "");
  if (event.key !== "Enter" || event.isComposing || !depth || start !== end) {
    return;
  }
  event.preventDefault();
  field.setRangeText(`\n${depth}`, start, end, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

export default function flowEditor(form) {
  const textarea = form.querySelector("[data-editor-text]");
  form.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
    }
  });
  textarea.addEventListener("keydown", keepDepth);
  const lookAtStart = (holder) => holder.querySelectorAll(".flow-canvas").forEach(canvas);
  lookAtStart(form);
  livePreview(form, textarea, lookAtStart);
}
