// Looks again while an agent types during a call: sends the whole form as the button “look” would,
// and takes over the parts of the page that follow from what was typed. A part in which the agent is
// just working stays as it is. Without this script the buttons do the same.

const WAIT = 400;

export default function phone(form) {
  let timer = 0;
  let running = null;

  async function look() {
    running?.abort();
    running = new AbortController();
    const data = new URLSearchParams(new FormData(form));
    data.set("act", "look");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, signal: running.signal });
      if (!answer.ok) {
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of form.querySelectorAll("[data-part]")) {
        const fresh = page.getElementById(part.id);
        if (fresh && !part.contains(document.activeElement) && fresh.innerHTML !== part.innerHTML) {
          part.replaceChildren(...fresh.childNodes);
        }
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        console.error("phone:", error);
      }
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-look]")) {
      clearTimeout(timer);
      timer = setTimeout(look, WAIT);
    }
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    running?.abort();
  });
  if ([...form.querySelectorAll("[data-look]")].some((field) => field.value !== field.defaultValue)) {
    look(); // typed before this script was there, or kept by the browser when going back
  }
}
