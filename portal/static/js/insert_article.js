// Buttons beside a case that put an article's link into its reply: [data-insert-article] holds the
// address. They come hidden, and some come later.

export default function insertArticle(details) {
  const show = () => document.querySelectorAll("[data-insert-article][hidden]").forEach((button) => {
    button.hidden = false;
  });

  show();
  new MutationObserver(show).observe(document.querySelector(".case-side"), { childList: true, subtree: true });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert-article]");
    if (button) {
      document.getElementById("compose-reply").checked = true;
      const detail = `address:${button.dataset.insertArticle}`;
      details.dispatchEvent(new CustomEvent("insert", { detail }));
    }
  });
}
