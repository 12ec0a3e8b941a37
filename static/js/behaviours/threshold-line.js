// <div data-behaviour="threshold-line"><figure data-behaviour="chart">…</figure></div> beside #builder[data-chart-src]
// Dragging the chart's threshold fills in the form; whenever the form was answered, the chart is drawn anew.

const rounded = (value) => Number(value.toPrecision(3));

export function connect(element) {
  const chart = element.querySelector('[data-behaviour~="chart"]');

  element.addEventListener("oncall:dragged", ({ detail: { y } }) => {
    const input = document.getElementById("field-threshold");
    if (!input) return;
    input.value = rounded(y);
    input.form.requestSubmit();
  });

  document.addEventListener("oncall:refreshed", () => {
    const source = document.getElementById("builder")?.dataset.chartSrc;
    if (!source || chart.dataset.chartSrc === source) return;
    chart.dataset.chartSrc = source;
    chart.dispatchEvent(new Event("oncall:load"));
  });
}
