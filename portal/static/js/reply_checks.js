// The checks of a reply while it is written: posts the form to data-checks-url a moment after the
// last key and shows what comes back below the text. The answer is {"html", "asks", "body"}: "body"
// is the text where a button beside a finding changed it. Without this the button "Check" does it.

import { passages } from "./passages.js";

const WAIT = 500;

export default function replyChecks(form) {
  const text = form.querySelector("[data-editor-text]");
  const list = form.querySelector("[data-checks]");
  const send = form.querySelector("[data-send]");
  const url = form.dataset.checksUrl;
  const markPassages = passages(text, list);
  let checked = text.defaultValue;
  let promised = "";
  let running = null;
  let timer = 0;

  const whatNext = () => ["then", "promise", "due", "due_on", "file"]
    .map((name) => new FormData(form).getAll(name).join())
    .join("|");

  // Only what differs is touched: a screen reader hears a count that changed, and nothing else.
  function show({ html, asks }) {
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    const status = list.querySelector("[role=status]");
    const other = fresh.querySelector("[role=status]");
    if (status.textContent !== other.textContent) {
      status.textContent = other.textContent;
    }
    status.className = other.className;
    for (const name of ["dismissed", "shown"]) {
      list.querySelector(`[name=${name}]`).value = fresh.querySelector(`[name=${name}]`).value;
    }
    const reasons = [...list.querySelectorAll("[data-reason]")].map(({ id, value }) => [id, value]);
    list.querySelector("ul")?.remove();
    if (fresh.querySelector("ul")) {
      list.append(fresh.querySelector("ul"));
    }
    for (const [id, value] of reasons) {
      const field = document.getElementById(id);
      if (field && value) {
        field.value = value;
        field.closest("details").open = true;
      }
    }
    markPassages();
    send.textContent = asks ? send.dataset.sendAnyway : send.dataset.send;
  }

  async function check(act = "") {
    clearTimeout(timer);
    running?.abort();
    running = new AbortController();
    const data = new FormData(form);
    if (act) {
      data.set("act", act);
    }
    const sent = text.value;
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { Accept: "application/json" },
        signal: running.signal,
      });
      if (!answer.ok) {
        throw new Error(`checks: ${answer.status}`);
      }
      const found = await answer.json();
      checked = sent;
      if (act || !list.contains(document.activeElement)) {
        show(found);
      }
      if (act) {
        text.focus();
      }
      if (found.body !== null && text.value === sent) {
        text.value = found.body;
        checked = found.body;
        text.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }
    } catch (error) {
      if (error.name !== "AbortError" && act) {
        form.requestSubmit(list.querySelector(`[value="${CSS.escape(act)}"]`));
      }
    }
  }

  function checkSoon() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const next = whatNext();
      if (text.value.trim() && (text.value !== checked || next !== promised)) {
        promised = next;
        check();
      }
    }, WAIT);
  }

  form.addEventListener("input", (event) => {
    if (!list.contains(event.target)) {
      checkSoon();
    }
  });
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("button[name=act]");
    if (chosen) {
      event.preventDefault();
      check(chosen.value);
    }
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.dataset.reason !== undefined) {
      event.preventDefault();
      check(event.target.closest("li").querySelector("[value^='reason:']").value);
    }
  });
  if (text.value !== checked) {
    checkSoon(); // typed before this script was there, or kept by the browser when going back
  }
}
