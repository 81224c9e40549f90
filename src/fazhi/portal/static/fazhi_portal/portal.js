// Printing needs a script; without one the button is not there and the browser's own menu prints.
for (const button of document.querySelectorAll("button.print")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
