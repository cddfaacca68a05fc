// A print button only where a script can print.

export default function print(element) {
  element.hidden = false;
  element.querySelector("button").addEventListener("click", () => window.print());
}
