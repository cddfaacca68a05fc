// Files of a reply or a note by choice, drop and paste: sent one by one to data-files-url as
// `files`, with progress. The server answers {"html", "message"}: the list of what waits, and what
// is wrong with a file. It keeps them until the text is sent, whatever happens to the page.

function send(url, file, name, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("files", file, name);
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
    request.addEventListener("load", () => {
      if (request.status < 300 && request.response) {
        resolve(request.response);
      } else {
        reject(new Error(`files: ${request.status}`));
      }
    });
    request.addEventListener("error", () => reject(new Error("files")));
    request.send(data);
  });
}

// "Bild 2026-11-23 14.05.09.png": every picture of a clipboard is called image.png.
function pastedName(word, type) {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  const time = [two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())].join(".");
  const ending = { "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp" }[type] ?? "png";
  return `${word} ${day} ${time}.${ending}`;
}

export default function composerFiles(form) {
  const box = form.querySelector("[data-files]");
  const text = form.querySelector("[data-editor-text]");
  const list = box.querySelector("[data-files-list]");
  const status = box.querySelector("[data-files-status]");
  const progress = box.querySelector("progress");
  const picker = box.querySelector("input[type=file]");
  const { filesUrl: url, pasted, failed } = box.dataset;
  let waiting = Promise.resolve();

  function show({ html, message }) {
    const page = new DOMParser().parseFromString(html, "text/html");
    list.replaceChildren(...page.body.childNodes);
    status.textContent = message;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function addAll(files, nameOf) {
    progress.hidden = false;
    const problems = [];
    for (const file of files) {
      progress.value = 0;
      try {
        const answer = await send(url, file, nameOf(file), (share) => {
          progress.value = share;
        });
        show(answer);
        problems.push(answer.message);
      } catch {
        problems.push(`${nameOf(file)}: ${failed}`);
      }
    }
    status.textContent = problems.filter(Boolean).join(" ");
    progress.hidden = true;
  }

  function add(files, nameOf = ({ name }) => name) {
    const chosen = [...files];
    waiting = waiting.then(() => addAll(chosen, nameOf));
    return waiting;
  }

  for (const element of box.querySelectorAll("[data-without-script]")) {
    element.hidden = true;
  }
  for (const element of box.querySelectorAll("[data-with-script]")) {
    element.hidden = false;
  }
  picker.addEventListener("change", () => {
    add(picker.files).then(() => {
      picker.value = "";
    });
  });
  text.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files ?? [];
    if (files.length && !event.clipboardData.types.includes("text/plain")) {
      event.preventDefault();
      const name = (file) => (file.type.startsWith("image/") ? pastedName(pasted, file.type) : file.name);
      add(files, name);
    }
  });
  form.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) {
      event.preventDefault();
      text.classList.add("is-drop-target");
    }
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) {
      text.classList.remove("is-drop-target");
    }
  });
  form.addEventListener("drop", (event) => {
    text.classList.remove("is-drop-target");
    if (event.dataTransfer.files.length) {
      event.preventDefault();
      add(event.dataTransfer.files);
    }
  });
  list.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name=act]");
    if (!button) {
      return;
    }
    event.preventDefault();
    const answer = await fetch(url, {
      method: "POST",
      body: new URLSearchParams({ act: button.value }),
      headers: { Accept: "application/json" },
    });
    if (answer.ok) {
      show(await answer.json());
      box.querySelector("summary").focus();
    }
  });
}
