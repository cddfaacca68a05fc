// The article editor: toolbar, live preview, pictures. Without it the form saves all the same.

import { livePreview } from "./live_preview.js";
import { pictureUpload } from "./picture_upload.js";
import { toolbar } from "./toolbar.js";

export default function editor(form) {
  const textarea = form.querySelector("[data-editor-text]");
  const status = form.querySelector("[data-status]");
  const bar = form.querySelector("[role=toolbar]");
  const pickPicture = pictureUpload(form, textarea, status);
  toolbar(bar, textarea, pickPicture);
  for (const element of form.querySelectorAll("[data-without-script]")) {
    element.hidden = true;
  }
  form.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
    }
  });
  if (form.dataset.previewUrl) {
    livePreview(form, textarea);
  }
}
