// Asks an address again and again whether something is new: pauses while the tab is hidden, slows
// down while the server is away, ends when there is nothing to ask for any more. What the server
// answered before it need not send again (If-None-Match).

const SLOWEST = 300_000;
const PATIENCE = 20_000;

// `every` gives the pause in milliseconds, `changed` gets each new answer, `trouble` one of "away",
// "signed_out", "gone", or "" when all is well again.
export function poll(url, every, changed, trouble) {
  let etag = "";
  let failures = 0;
  let timer = 0;
  let running = false;
  let ended = false;

  async function look() {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(url, {
      headers,
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      return "signed_out";
    }
    if (answer.status === 403 || answer.status === 404) {
      return "gone";
    }
    if (answer.ok) {
      changed(await answer.json());
      etag = answer.headers.get("ETag") ?? "";
    } else if (answer.status !== 304) {
      throw new Error(`${url}: ${answer.status}`);
    }
    return "";
  }

  async function ask() {
    clearTimeout(timer);
    if (running || ended || document.hidden) {
      return;
    }
    running = true;
    try {
      const end = await look();
      failures = 0;
      ended = end !== "";
      trouble(end);
    } catch {
      failures += 1;
      if (failures > 1) { // one may be lost on the way
        trouble("away");
      }
    }
    running = false;
    if (!ended) {
      timer = setTimeout(ask, Math.min(every() * 2 ** failures, SLOWEST));
    }
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    ask();
  });
  window.addEventListener("online", ask);
  timer = setTimeout(ask, every());
}
