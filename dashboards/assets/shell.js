// Which page is shown, for whoever has many tabs open or does not see which link is underlined.
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  shell: {
    name: function (title) {
      if (!title) return;
      document.title = `${title} · sim`;
      document.querySelectorAll(".top nav a").forEach((link) => {
        if (link.textContent === title) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      });
    },
  },
});
