// The address of what is shown, for each of the pages.
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  share: {
    // links: ids of the links between pages, titles: what they say; the first is chosen at first
    pages: function (stage, links, titles, chosen) {
      const data = links.map((link, i) => ({ value: link.path, label: titles[i] }));
      return [data, chosen || (data.length ? data[0].value : null)];
    },
    address: function (page, search) {
      const found = window.location.origin + (page || "/") + (search == null ? window.location.search : search);
      return [found, found];
    },
  },
});
