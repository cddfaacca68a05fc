// Counts down until a reply goes out (data-seconds). Nothing moves by itself: when it should have
// gone, a link shows the case as it stands then.

const TICK = 250;
const GRACE = 2000;

export default function sendUndo(section) {
  const count = section.querySelector("[data-count]");
  const again = section.querySelector("[data-again]");
  const end = Date.now() + Number(section.dataset.seconds) * 1000;
  if (count) {
    count.closest("[role=status]").removeAttribute("role"); // read out once, not every second
  }
  const timer = setInterval(() => {
    const left = Math.max(Math.ceil((end - Date.now()) / 1000), 0);
    if (left && count) {
      count.textContent = count.dataset.words.replace("{seconds}", left);
    }
    if (!left && count) {
      count.textContent = section.dataset.late;
    }
    if (Date.now() > end + GRACE) {
      clearInterval(timer);
      again.hidden = false;
    }
  }, TICK);
}
