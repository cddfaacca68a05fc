// Short or detailed, light or dark: sends the form in the background and shows the choice at once.

import { sendPlainly } from "./submitting.js";

function show(name, value) {
  if (name === "detail") {
    for (const element of document.querySelectorAll("[data-detail]")) {
      element.dataset.detail = value;
    }
  } else if (value === "light" || value === "dark") {
    document.documentElement.dataset.theme = value;
  } else {
    delete document.documentElement.dataset.theme;
  }
}

async function keep(form, name, value) {
  const data = new FormData(form);
  data.set(name, value);
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(data),
    redirect: "manual",
  });
  if (answer.type !== "opaqueredirect" && !answer.ok) {
    throw new Error(`preference refused: ${answer.status}`);
  }
}

export default function preferences(form) {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter;
    if (!chosen?.name) {
      return;
    }
    event.preventDefault();
    const { name, value } = chosen;
    for (const button of form.querySelectorAll(`button[name="${name}"]`)) {
      button.setAttribute("aria-pressed", String(button === chosen));
    }
    show(name, value);
    keep(form, name, value).catch(() => sendPlainly(form, chosen));
  });
}
