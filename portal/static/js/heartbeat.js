// Says that a case is open before somebody, and whether they are writing: to data-presence-url, now
// and then while the tab can be seen. Whoever closes it says so too.

const EVERY = 20_000;
const WRITES = 15_000;

export default function heartbeat(root) {
  const url = root.dataset.presenceUrl;
  let kind = "";
  let at = 0;
  let told = "";
  let timer = 0;
  let ended = false;

  function writing() {
    return Date.now() - at < WRITES ? kind : "";
  }

  async function beat() {
    clearTimeout(timer);
    if (ended || document.hidden) {
      return;
    }
    told = writing();
    timer = setTimeout(beat, EVERY);
    try {
      const body = new URLSearchParams({ writing: told });
      const answer = await fetch(url, { method: "POST", body, redirect: "manual" });
      ended = answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500);
    } catch {
      // The next one may get through.
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.isTrusted && event.target.closest("[data-writes]");
    if (form) {
      kind = form.dataset.writes;
      at = Date.now();
      if (told !== kind) {
        beat();
      }
    }
  });
  document.addEventListener("visibilitychange", beat);
  window.addEventListener("pageshow", beat);
  window.addEventListener("pagehide", () => {
    clearTimeout(timer);
    if (!ended) {
      navigator.sendBeacon(url, new URLSearchParams({ leaving: "y" }));
    }
  });
  beat();
}
