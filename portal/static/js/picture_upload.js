// Pictures by paste, by drop or by choice: sent to data-upload-url as `file`, with progress. The
// server answers {"source"}, which the Markdown names, or {"message"} in the reader's language.

import { replaceRange } from "./markdown_marks.js";

let uploads = 0;

function send(url, file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("file", file, file.name || "picture.png");
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
    request.addEventListener("load", () => {
      if (request.status < 300 && request.response?.source) {
        resolve(request.response.source);
      } else {
        reject(new Error(request.response?.message ?? ""));
      }
    });
    request.addEventListener("error", () => reject(new Error("")));
    request.send(data);
  });
}

function swap(textarea, placeholder, text) {
  const at = textarea.value.indexOf(placeholder);
  if (at < 0) {
    return;
  }
  const { selectionStart: start, selectionEnd: end } = textarea;
  const shift = start >= at + placeholder.length ? text.length - placeholder.length : 0;
  replaceRange(textarea, at, at + placeholder.length, text);
  textarea.setSelectionRange(start + shift, end + shift);
}

// `form` has data-upload-url, data-uploading ("Picture is being sent"), data-upload-failed and
// data-describe, which asks for the description.
export function pictureUpload(form, textarea, status) {
  const progress = form.querySelector("[data-upload-progress]");
  const picker = form.querySelector("[data-picture-file]");

  async function upload(file) {
    const placeholder = `![${form.dataset.uploading} ${(uploads += 1)}](…)`;
    const { selectionStart, selectionEnd } = textarea;
    replaceRange(textarea, selectionStart, selectionEnd, placeholder);
    status.textContent = form.dataset.uploading;
    progress.hidden = false;
    progress.value = 0;
    try {
      const source = await send(form.dataset.uploadUrl, file, (share) => {
        progress.value = share;
      });
      swap(textarea, placeholder, `![](${source})`); // a file's name describes nothing (WCAG, F30)
      status.textContent = form.dataset.describe;
    } catch (error) {
      swap(textarea, placeholder, "");
      status.textContent = error.message || form.dataset.uploadFailed;
    }
    progress.hidden = true;
  }

  async function uploadAll(files) {
    for (const file of [...files].filter(({ type }) => type.startsWith("image/"))) {
      await upload(file);
    }
  }

  textarea.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files ?? [];
    if (files.length && !event.clipboardData.types.includes("text/plain")) {
      event.preventDefault();
      uploadAll(files);
    }
  });
  textarea.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) {
      event.preventDefault();
      textarea.classList.add("is-drop-target");
    }
  });
  textarea.addEventListener("dragleave", () => textarea.classList.remove("is-drop-target"));
  textarea.addEventListener("drop", (event) => {
    textarea.classList.remove("is-drop-target");
    if (event.dataTransfer.files.length) {
      event.preventDefault();
      uploadAll(event.dataTransfer.files);
    }
  });
  picker.addEventListener("change", () => {
    uploadAll(picker.files).then(() => {
      picker.value = "";
    });
  });
  return () => picker.click();
}
