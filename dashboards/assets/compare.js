// From the list of a page's parts to one of them, for mouse and keyboard; the address stays as it is.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-goto]");
  const part = button && document.getElementById(button.dataset.goto);
  if (!part) return;
  part.setAttribute("tabindex", "-1");
  part.focus({ preventScroll: true });
  part.scrollIntoView();
});
