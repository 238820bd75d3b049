for (const holder of document.querySelectorAll("script[data-plot]")) {
  const figure = JSON.parse(holder.textContent);
  Plotly.newPlot(holder.dataset.plot, figure.data, figure.layout, config);
}
