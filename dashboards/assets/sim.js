// The address follows what is shown, and pictures are saved by the browser itself.
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  sim: {
    // search: what stands after the path; links: ids of the links between pages
    remember: function (search, links) {
      const place = window.location.pathname + (search || "");
      if (place !== window.location.pathname + window.location.search) {
        window.history.replaceState(window.history.state, "", place);
      }
      return links.map((link) => link.path + (search || ""));
    },
  },
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-save]");
  const plot = button && button.closest("figure").querySelector(".js-plotly-plot");
  if (!plot || !window.Plotly) return;
  const name = button.dataset.name.replace(/[^\p{L}\p{N}]+/gu, "_").slice(0, 80);
  window.Plotly.downloadImage(plot, {
    format: button.dataset.save,
    filename: name,
    width: plot.offsetWidth,
    height: plot.offsetHeight,
    scale: button.dataset.save === "png" ? 2 : 1,
  });
});

// Ornaments that components bring (chevrons, icons of tool bars) say nothing to a reader of screens.
(function () {
  let isDue = false;
  function hush() {
    isDue = false;
    document
      .querySelectorAll("svg:not([role]):not([aria-label]):not([aria-hidden])")
      .forEach((each) => each.setAttribute("aria-hidden", "true"));
  }
  new MutationObserver(() => {
    if (!isDue) requestAnimationFrame(hush);
    isDue = true;
  }).observe(document, { childList: true, subtree: true });
})();
