// Whatever names a parameter or a claim opens its card, wherever it stands on a page.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-card]");
  if (!button) return;
  window.dash_clientside.set_props("card-asked", {
    data: { name: button.dataset.card, at: Date.now() },
  });
});
