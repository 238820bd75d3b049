// Pictures are drawn when they come near to what is seen, one in a frame: a page holds dozens of
// them, and all at once would keep the browser busy for seconds. They are also saved here.
(function () {
  const FIGURE = "data-figure";
  const drawn = new WeakMap(); // element: the text of the figure that it shows
  const near = new Set(); // elements that are seen, or will be soon
  let isDue = false;

  function draw(element) {
    const text = element.getAttribute(FIGURE);
    if (drawn.get(element) === text) return undefined;
    drawn.set(element, text);
    const { data, layout } = JSON.parse(text);
    const config = { ...JSON.parse(element.dataset.config), responsive: false }; // see widths
    return window.Plotly.react(element, data, layout, config);
  }

  const height = (element) => element.getBoundingClientRect().top;
  const isSeen = (element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight;
  };

  // What is seen goes first, from top to bottom.
  function next() {
    isDue = false;
    const waiting = [...near].filter((each) => drawn.get(each) !== each.getAttribute(FIGURE));
    if (!waiting.length) return;
    waiting.sort((a, b) => isSeen(b) - isSeen(a) || height(a) - height(b));
    draw(waiting[0]);
    if (waiting.length > 1) ask();
  }

  function ask() {
    if (isDue) return;
    isDue = true;
    // After the browser has painted the last one; a page in the background paints nothing.
    if (document.hidden) setTimeout(next);
    else requestAnimationFrame(() => setTimeout(next));
  }

  const nearness = new IntersectionObserver(
    (entries) => {
      entries.forEach(({ target, isIntersecting }) => {
        if (isIntersecting) near.add(target);
        else near.delete(target);
      });
      ask();
    },
    { rootMargin: "50% 0px" }
  );
  const widths = new ResizeObserver((entries) =>
    entries.forEach(({ target }) => {
      if (drawn.has(target) && target.offsetWidth) window.Plotly.Plots.resize(target);
    })
  );

  const holders = (node) =>
    node.nodeType === Node.ELEMENT_NODE
      ? [...(node.hasAttribute(FIGURE) ? [node] : []), ...node.querySelectorAll(`[${FIGURE}]`)]
      : [];
  function come(element) {
    nearness.observe(element);
    widths.observe(element);
  }
  function go(element) {
    if (element.isConnected) return; // it was only moved
    nearness.unobserve(element);
    widths.unobserve(element);
    near.delete(element);
    if (drawn.delete(element)) window.Plotly.purge(element);
  }
  new MutationObserver((changes) => {
    changes.forEach((change) => {
      change.removedNodes.forEach((node) => holders(node).forEach(go));
      change.addedNodes.forEach((node) => holders(node).forEach(come));
    });
    // Another figure in a picture that stands: the first is drawn before anything else is done.
    if (!isDue && changes.some((change) => change.type === "attributes")) next();
  }).observe(document, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: [FIGURE],
  });

  // On paper all of them are seen.
  window.addEventListener("beforeprint", () =>
    document.querySelectorAll(`[${FIGURE}]`).forEach(draw)
  );

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-save]");
    const figure = button && button.closest("figure");
    const plot = figure && figure.querySelector(`[${FIGURE}], .js-plotly-plot`);
    if (!plot || !window.Plotly) return;
    if (plot.hasAttribute(FIGURE)) await draw(plot);
    window.Plotly.downloadImage(plot, {
      format: button.dataset.save,
      filename: button.dataset.name.replace(/[^\p{L}\p{N}]+/gu, "_").slice(0, 80),
      width: plot.offsetWidth,
      height: plot.offsetHeight,
      scale: button.dataset.save === "png" ? 2 : 1,
    });
  });
})();
