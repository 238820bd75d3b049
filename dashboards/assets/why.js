// Who opens a story is led to where it is told; the address is left alone.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show]");
  const place = button && document.getElementById(button.dataset.show);
  if (place) place.scrollIntoView({ behavior: "smooth", block: "start" });
});
