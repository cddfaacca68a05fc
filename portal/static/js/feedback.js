// Sends a form inside `element` in the background and puts the same element of the answered page in
// its place, so that the reader stays where they are. The element needs an id.

import { start } from "./main.js";
import { sendPlainly } from "./submitting.js";

async function send(form, submitter) {
  const data = new FormData(form);
  if (submitter?.name) {
    data.append(submitter.name, submitter.value);
  }
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(data) });
  if (!answer.ok) {
    throw new Error(`refused: ${answer.status}`);
  }
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function replace(element, page) {
  const next = page.getElementById(element.id);
  if (!next) {
    throw new Error(`no #${element.id} in the answer`);
  }
  const adopted = document.importNode(next, true);
  element.replaceWith(adopted);
  start(adopted);
  const target = adopted.querySelector("[tabindex='-1']") ?? adopted;
  target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
}

export default function feedback(element) {
  element.addEventListener("submit", (event) => {
    const form = event.target;
    const { submitter } = event;
    event.preventDefault();
    send(form, submitter)
      .then((page) => replace(element, page))
      .catch(() => sendPlainly(form, submitter));
  });
}
