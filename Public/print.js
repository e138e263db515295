// One button that prints the page; without script it stays hidden and the browser's own menu does the same.
const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
