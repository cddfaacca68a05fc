// Keeps what was typed but not saved in this browser, one draft for each data-draft-key (article and
// locale), offers it again, and warns before the page is left. A draft goes when the page shows the
// same text as saved. Fields with data-not-kept stay out.

const WAIT = 400;

function fields(form) {
  return [...form.elements].filter(({ name, type, dataset }) => (
    name && !["file", "password", "submit", "button"].includes(type) && dataset.notKept === undefined
  ));
}

function values(form) {
  const found = {};
  for (const field of fields(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      found[`${field.name}=${field.value}`] = field.checked;
    } else {
      found[field.name] = field.value;
    }
  }
  return found;
}

function fill(form, kept) {
  for (const field of fields(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = kept[`${field.name}=${field.value}`] ?? field.checked;
    } else {
      field.value = kept[field.name] ?? field.value;
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// What a person typed; hidden fields such as the version it is based on don't make a difference.
function typed(form, all) {
  const names = fields(form).filter(({ type }) => type !== "hidden").map(({ name, type, value }) => (
    type === "checkbox" || type === "radio" ? `${name}=${value}` : name
  ));
  // A form is sent with CRLF and may come back so; the field itself holds LF.
  const normal = (value) => (typeof value === "string" ? value.replace(/\r\n/g, "\n").trimEnd() : value);
  return JSON.stringify(names.map((name) => normal(all[name])));
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export default function draftKeeper(form) {
  const key = `lotse-draft:${form.dataset.draftKey}`;
  const offer = form.querySelector("[data-draft-offer]");
  const saved = typed(form, values(form));
  let timer = 0;
  let leaving = false;

  const isChanged = () => typed(form, values(form)) !== saved;

  function keep() {
    try {
      if (isChanged()) {
        localStorage.setItem(key, JSON.stringify({ values: values(form), at: Date.now() }));
      } else {
        localStorage.removeItem(key);
      }
    } catch {
      // A full or forbidden store must not stop anybody from writing; the warning on leaving stays.
    }
  }

  const draft = read(key);
  if (draft && typed(form, draft.values) !== saved) {
    const when = offer.querySelector("[data-draft-time]");
    when.textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, {
      dateStyle: "medium",
      timeStyle: "short",
    });
    offer.hidden = false;
    offer.querySelector("[data-draft-take]").addEventListener("click", () => {
      fill(form, draft.values);
      offer.hidden = true;
      form.querySelector("[data-editor-text]")?.focus();
    });
    offer.querySelector("[data-draft-drop]").addEventListener("click", () => {
      localStorage.removeItem(key);
      offer.hidden = true;
    });
  } else {
    localStorage.removeItem(key);
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep();
    leaving = true;
  });
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
