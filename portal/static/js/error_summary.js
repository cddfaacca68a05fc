// After a form was refused the reader begins at the list of what to mend.

export default function errorSummary(element) {
  element.focus();
}
