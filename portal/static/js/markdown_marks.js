// What the buttons of the toolbar do to the text of a <textarea>.

// insertText keeps the browser's own undo; setRangeText is the way where it is missing.
export function replaceRange(textarea, start, end, text) {
  textarea.focus();
  textarea.setSelectionRange(start, end);
  const done = text === ""
    ? document.execCommand("delete")
    : document.execCommand("insertText", false, text);
  if (!done) {
    textarea.setRangeText(text, start, end, "end");
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function selection(textarea) {
  const { selectionStart: start, selectionEnd: end, value } = textarea;
  return { start, end, text: value.slice(start, end) };
}

export function lines(textarea) {
  const { start, end } = selection(textarea);
  const { value } = textarea;
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const next = value.indexOf("\n", end);
  const to = next < 0 ? value.length : next;
  return { from, to, text: value.slice(from, to) };
}

// **word**: a second press takes the marks away again.
export function wrap(textarea, mark, placeholder) {
  const { start, end, text } = selection(textarea);
  const { value } = textarea;
  const size = mark.length;
  if (value.slice(start - size, start) === mark && value.slice(end, end + size) === mark) {
    replaceRange(textarea, start - size, end + size, text);
    textarea.setSelectionRange(start - size, end - size);
    return;
  }
  const inner = text || placeholder;
  replaceRange(textarea, start, end, `${mark}${inner}${mark}`);
  textarea.setSelectionRange(start + size, start + size + inner.length);
}

// "- ", "1. " or "> " before each chosen line; a second press takes them away.
export function prefix(textarea, mark, numbered = false) {
  const { from, to, text } = lines(textarea);
  const rows = text.split("\n");
  const has = numbered ? /^\d+\. / : new RegExp(`^${mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
  const off = rows.every((row) => has.test(row));
  const changed = rows.map((row, index) => {
    if (off) {
      return row.replace(has, "");
    }
    return `${numbered ? `${index + 1}. ` : mark}${row.replace(has, "")}`;
  }).join("\n");
  replaceRange(textarea, from, to, changed);
  textarea.setSelectionRange(from, from + changed.length);
}

export function heading(textarea, placeholder) {
  const { from, to, text } = lines(textarea);
  const level = text.match(/^(#{2,3}) /)?.[1].length ?? 0;
  const bare = text.replace(/^#{1,6} /, "") || placeholder;
  const mark = { 0: "## ", 2: "### ", 3: "" }[level];
  replaceRange(textarea, from, to, mark + bare);
}

// Text that stands alone: an empty line before and after it.
export function block(textarea, text, select = "") {
  const { from, to, text: line } = lines(textarea);
  const at = line.trim() ? to : from;
  const before = line.trim() ? "\n\n" : "";
  const after = textarea.value.slice(to).startsWith("\n\n") ? "" : "\n\n";
  replaceRange(textarea, at, line.trim() ? at : to, before + text + after);
  const found = select ? textarea.value.indexOf(select, at) : -1;
  if (found >= 0) {
    textarea.setSelectionRange(found, found + select.length);
  }
}

// {remedy=…} at the end of a heading; on any other line a new heading with it.
export function remedy(textarea, id, title) {
  const { from, to, text } = lines(textarea);
  if (/^## /.test(text)) {
    replaceRange(textarea, from, to, `${text.replace(/\s*\{[^}]*\}\s*$/, "")} {remedy=${id}}`);
  } else {
    block(textarea, `## ${title} {remedy=${id}}`);
  }
}
