// The fields of a form as a plain object and back; files, passwords and [data-not-kept] stay out.

const LEFT_OUT = ["file", "password", "submit", "button"];

function fields(form) {
  return [...form.elements].filter(({ name, type, dataset }) => (
    name && !LEFT_OUT.includes(type) && dataset.notKept === undefined
  ));
}

function isChoice({ type }) {
  return type === "checkbox" || type === "radio";
}

function keyOf(field) {
  return isChoice(field) ? `${field.name}=${field.value}` : field.name;
}

export function values(form) {
  const all = fields(form).map((field) => [keyOf(field), isChoice(field) ? field.checked : field.value]);
  return Object.fromEntries(all);
}

function deliveredValue(field) {
  if (isChoice(field)) {
    return field.defaultChecked;
  }
  if (field.options) {
    const chosen = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
    return chosen?.value ?? "";
  }
  return field.defaultValue;
}

// As the server sent them, whatever was typed before a script was there.
export function delivered(form) {
  return Object.fromEntries(fields(form).map((field) => [keyOf(field), deliveredValue(field)]));
}

export function fill(form, kept) {
  for (const field of fields(form)) {
    const value = kept[keyOf(field)];
    if (value !== undefined) {
      field[isChoice(field) ? "checked" : "value"] = value;
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// Those that a person gives: not hidden ones, such as the version a text is based on.
export function visible(form, all) {
  const keys = fields(form).filter(({ type }) => type !== "hidden").map(keyOf);
  return Object.fromEntries(keys.map((key) => [key, all[key]]));
}

// What a person typed, for comparing: line ends make no difference, which a form sends as CRLF.
export function typed(form, all) {
  return JSON.stringify(Object.values(visible(form, all)).map((value) => (
    typeof value === "string" ? value.replace(/\r\n/g, "\n").trimEnd() : value
  )));
}
