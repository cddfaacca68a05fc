// Similar cases and fitting articles beside a case: fetched when the page stands, so that it need
// not wait for them. Without this, or when it fails, the link leads to a page of their own.

export default async function similar(box) {
  await new Promise((stands) => (window.requestIdleCallback ?? setTimeout)(stands));
  const answer = await fetch(box.dataset.url).catch(() => null);
  if (answer?.ok && !answer.redirected) {
    const lists = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    box.querySelector("[data-instead]").replaceWith(...lists.childNodes);
  }
}
