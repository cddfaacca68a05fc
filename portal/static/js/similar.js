// Similar cases and fitting articles beside a case: fetched when the page stands, so that it need
// not wait for them. Without this, or when it fails, the link leads to a page of their own. A
// button with data-insert-article puts the article's link into the reply.

export default async function similar(box) {
  await new Promise((stands) => (window.requestIdleCallback ?? setTimeout)(stands));
  try {
    const answer = await fetch(box.dataset.url);
    if (!answer.ok || answer.redirected) {
      return;
    }
    const lists = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    box.querySelector("[data-instead]").replaceWith(...lists.childNodes);
  } catch {
    return;
  }
  const text = document.querySelector("form:not(.composer-note) [data-editor-text]");
  for (const button of box.querySelectorAll("[data-insert-article]")) {
    button.hidden = !text;
    button.addEventListener("click", () => insert(text, button.dataset));
  }
}

// As somebody would type it: the title as a link, at the cursor, with undo.
function insert(text, { insertArticle, title }) {
  const words = `[${title.replace(/[[\]]/g, "")}](${new URL(insertArticle, location.href)})`;
  document.getElementById("compose-reply")?.click();
  text.focus();
  const before = text.value.slice(0, text.selectionStart);
  const gap = before && !/\s$/.test(before) ? " " : "";
  if (!document.execCommand("insertText", false, gap + words)) {
    text.setRangeText(gap + words, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}
