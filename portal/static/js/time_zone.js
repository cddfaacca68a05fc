// Times stand on the pages in the zone of the reader's device: a cookie tells the server its name.
// Whoever lives in the organisation's zone needs none and gets none. What is shown stays as it is;
// the next page knows.

const YEAR = 365 * 24 * 3600;

// `body` has data-time-zone: the zone in which this page was made.
export default function timeZone(body) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const cookie = `time_zone=${zone}`;
  if (!zone || zone === body.dataset.timeZone || document.cookie.split("; ").includes(cookie)) {
    return;
  }
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${cookie}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}
