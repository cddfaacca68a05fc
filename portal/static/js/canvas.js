// A picture that is wider than its frame shows its beginning first, wherever in it that stands.

export default function canvas(frame) {
  const first = frame.querySelector("[data-step]");
  if (!first || frame.scrollWidth <= frame.clientWidth) {
    return;
  }
  const { left, width } = first.getBoundingClientRect();
  const { left: edge } = frame.getBoundingClientRect();
  frame.scrollLeft += left + width / 2 - edge - frame.clientWidth / 2;
}
