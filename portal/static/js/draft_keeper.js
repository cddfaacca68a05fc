// Keeps what was typed but not saved in this browser (data-draft-key: article and locale), offers it
// again, and warns before the page is left. A draft goes when the page shows the same text as saved;
// several that were never decided on stay beside each other. A form that is empty again after it was
// sent names in data-draft-done the keys (a field `key`) of what has arrived. data-unsaved on the
// form says that the text in it is not on the server (a conflict, an error). When the reader has the
// page loaded anew to see what changed, what they typed is there again without being asked for.

import { CARRY } from "./carrying.js";
import { delivered, fill, typed, values, visible } from "./form_values.js";

const WAIT = 400;
const MOST = 5;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? [];
  } catch {
    return [];
  }
}

function write(key, drafts) {
  try {
    if (drafts.length) {
      localStorage.setItem(key, JSON.stringify(drafts.slice(0, MOST)));
    } else {
      localStorage.removeItem(key);
    }
  } catch {
    // A full or forbidden store must stop nobody from writing; the warning on leaving stays.
  }
}

// When the draft that is to be taken over began; the mark is read once.
function carriedOver(key) {
  try {
    const at = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return Number(at);
  } catch {
    return 0;
  }
}

function offerDrafts(form, key, drafts) {
  const offer = form.querySelector("[data-draft-offer]");
  const [draft] = drafts;
  offer.hidden = !draft;
  if (!draft) {
    return;
  }
  const forget = () => write(key, read(key).filter(({ at }) => at !== draft.at));
  offer.querySelector("[data-draft-time]").textContent = new Date(draft.at).toLocaleString(
    document.documentElement.lang,
    { dateStyle: "medium", timeStyle: "short" },
  );
  offer.querySelector("[data-draft-take]").onclick = () => {
    forget();
    fill(form, draft.values);
    offer.hidden = true;
    form.querySelector("[data-editor-text]")?.focus();
  };
  offer.querySelector("[data-draft-drop]").onclick = () => {
    forget();
    offerDrafts(form, key, drafts.slice(1));
  };
}

export default function draftKeeper(form) {
  const key = `lotse-draft:${form.dataset.draftKey}`;
  const saved = form.dataset.unsaved === undefined ? typed(form, delivered(form)) : null;
  const started = Date.now();
  let timer = 0;
  let leaving = false;

  const isChanged = () => typed(form, values(form)) !== saved;

  function keep() {
    clearTimeout(timer);
    const others = read(key).filter(({ at }) => at !== started);
    const own = isChanged() ? [{ at: started, values: values(form) }] : [];
    write(key, [...own, ...others]);
  }

  function carry() {
    keep();
    leaving = true;
    sessionStorage.setItem(key, started);
  }

  const at = carriedOver(key);
  const carried = read(key).find((draft) => at && draft.at === at);
  if (carried) {
    write(key, read(key).filter((draft) => draft !== carried && draft.at !== at));
    fill(form, visible(form, carried.values));
    keep();
  }
  const done = (form.dataset.draftDone ?? "").split(" ");
  const earlier = read(key).filter((draft) => (
    !done.includes(draft.values.key) && typed(form, draft.values) !== typed(form, values(form))
  ));
  write(key, earlier);
  offerDrafts(form, key, earlier);

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  form.addEventListener("submit", () => {
    keep();
    leaving = true;
  });
  document.addEventListener(CARRY, carry);
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("pagehide", keep);
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && isChanged()) {
      event.preventDefault();
    }
  });
}
