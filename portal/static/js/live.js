// One line that says what has changed since this page was made. Nothing else of the page moves,
// and nothing gets the focus: the reader decides when to see it, and keeps what they have typed.
// data-url answers {"news": sentence, "presence": sentence} for one thing (data-kind="one"), or
// {"rows": {id: version}, "presence": {id: sentence}} for the list of [data-case] rows. Customers are
// told what has happened, never who is there, and have nothing to sign in to.

import { carrier, takeOver } from "./carrying.js";
import { poll } from "./polling.js";

function rows() {
  return [...document.querySelectorAll("[data-case]")];
}

// How many rows of the list came, went, or are not as the page shows them.
function changes(now) {
  const shown = new Map(rows().map(({ dataset }) => [dataset.case, dataset.version]));
  const came = Object.keys(now).filter((id) => !shown.has(id)).length;
  return came + [...shown].filter(([id, version]) => now[id] !== version).length;
}

function showPresence(root, presence) {
  if (typeof presence === "string") {
    root.querySelector("[data-live-presence]")?.replaceChildren(presence);
    return;
  }
  for (const row of rows()) {
    const mark = row.querySelector("[data-presence]");
    const words = presence[row.dataset.case] ?? "";
    mark.hidden = !words;
    mark.title = words;
    mark.querySelector("[data-words]").textContent = words;
  }
}

export default function live(root) {
  const line = root.querySelector("[data-live-news]");
  const link = root.querySelector("template").content.firstElementChild;
  const { one, many, away, gone, signedOut } = root.dataset;
  const carry = carrier();
  let said = "";
  let troubled = "";

  takeOver();

  // Files that were chosen cannot be taken over: with them in it, this page stays as it is.
  function leave(own) {
    const files = [...document.querySelectorAll("main input[type=file]")].some((one) => one.files.length);
    own.target = files ? "_blank" : "";
    if (!files) {
      carry();
    }
  }

  function say(words, act) {
    if (words === said) {
      return;
    }
    said = words;
    const held = line.contains(document.activeElement);
    line.replaceChildren(words);
    if (act) {
      const own = act.cloneNode(true);
      own.addEventListener("click", () => leave(own));
      line.append(" ", own);
      if (held) { // whoever stands on the link goes on standing there
        own.focus({ preventScroll: true });
      }
    }
  }

  function show({ news, rows: now, presence }) {
    showPresence(root, presence);
    const count = now ? changes(now) : 0;
    say(now ? (count > 1 ? many.replace("{count}", count) : count ? one : "") : news, link);
  }

  poll(root.dataset.url, () => Number(root.dataset.every), show, (trouble) => {
    if (trouble === troubled) {
      return;
    }
    troubled = trouble;
    root.dataset.trouble = trouble;
    root.querySelector("[data-live-trouble]").textContent = { away, gone, signed_out: signedOut }[trouble] ?? "";
    const signIn = root.querySelector("[data-sign-in]");
    if (signIn) {
      signIn.hidden = trouble !== "signed_out";
      signIn.addEventListener("click", carry, { once: true });
    }
    if (trouble === "gone" || trouble === "signed_out") {
      showPresence(root, rows().length ? {} : "");
    }
  });
}
