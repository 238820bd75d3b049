// Makes elements and texts of what stands still on a page; see dashboards/static_markup.py. What is there
// already is kept: a picture is drawn anew in its place, and what a visitor has opened stays open.
(function () {
  const DATA = "data-still";
  const FIGURE = "data-figure"; // inside is Plotly's, see pictures.js
  const given = new WeakMap(); // element: the attributes that it has from here

  function dress(element, attributes) {
    const before = given.get(element) || {};
    given.set(element, attributes);
    Object.keys(before).forEach((name) => {
      if (!(name in attributes)) element.removeAttribute(name);
    });
    Object.entries(attributes).forEach(([name, value]) => {
      if (before[name] === value) return; // others may have changed it since
      if (value === false) element.removeAttribute(name);
      else element.setAttribute(name, value === true ? "" : value);
    });
  }

  function make(node) {
    if (typeof node === "string") return document.createTextNode(node);
    const element = document.createElement(node[0]);
    dress(element, node[1]);
    element.append(...node[2].map(make));
    return element;
  }

  const isLike = (old, node) =>
    typeof node === "string" ? old.nodeType === Node.TEXT_NODE : old.localName === node[0];

  function renew(old, node) {
    if (typeof node === "string") {
      if (old.data !== node) old.data = node;
      return;
    }
    dress(old, node[1]);
    if (!(FIGURE in node[1])) fill(old, node[2]);
  }

  function fill(parent, nodes) {
    nodes.forEach((node, i) => {
      const old = parent.childNodes[i];
      if (!old) parent.append(make(node));
      else if (isLike(old, node)) renew(old, node);
      else old.replaceWith(make(node));
    });
    while (parent.childNodes.length > nodes.length) parent.lastChild.remove();
  }

  const place = (element) => fill(element, JSON.parse(element.getAttribute(DATA) || "[]"));

  new MutationObserver((changes) =>
    changes.forEach(({ type, target, addedNodes }) => {
      if (type === "attributes") return place(target);
      addedNodes.forEach((node) => {
        if (node.nodeType !== Node.ELEMENT_NODE) return;
        if (node.hasAttribute(DATA)) place(node);
        node.querySelectorAll(`[${DATA}]`).forEach(place);
      });
    })
  ).observe(document, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: [DATA],
  });
})();
