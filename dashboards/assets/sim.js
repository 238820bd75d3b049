// The address follows what is shown.
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
