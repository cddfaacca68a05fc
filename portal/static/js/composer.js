// A form that writes to a case: choosing it puts the cursor into its text, Ctrl+Enter sends it.

export default function composer(form) {
  const text = form.querySelector("[data-editor-text]");
  const tab = document.getElementById(form.classList.contains("composer-note") ? "compose-note" : "compose-reply");

  tab.addEventListener("change", () => text.focus());
  tab.addEventListener("click", () => text.focus());
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-send]"));
    }
  });
}
