// <div data-behaviour="threshold-line"><figure data-behaviour="chart">…</figure></div> beside #builder[data-chart-src]: the
// threshold is dragged by its line or by a grip for a thumb, which fills in the form; an answered form draws the chart anew.

const rounded = (value) => Number(value.toPrecision(3));

function gripOf() {
  const grip = document.createElement("button");
  grip.type = "button";
  grip.className = "grip";
  grip.setAttribute("role", "slider");
  grip.setAttribute("aria-label", "Limit on the chart");
  grip.setAttribute("aria-orientation", "vertical");
  return grip;
}

export function connect(element) {
  const chart = element.querySelector('[data-behaviour~="chart"]');
  const canvas = chart.querySelector("[data-chart-canvas]");
  const grip = gripOf();
  const size = () => canvas._fullLayout;
  const line = () => canvas.layout?.shapes.find((shape) => shape.name === "threshold");
  let value = 0;

  function apply(y) {
    const input = document.getElementById("field-threshold");
    if (!input) return;
    input.value = rounded(y);
    input.form.requestSubmit();
  }

  function show(y) {
    const { xaxis, yaxis } = size();
    const [low, high] = yaxis.range;
    value = Math.min(high, Math.max(low, y));
    grip.style.insetBlockStart = `${canvas.offsetTop + yaxis._offset + yaxis.l2p(value)}px`;
    grip.style.insetInlineStart = `${canvas.offsetLeft + xaxis._offset + xaxis._length}px`;
    grip.style.setProperty("--reach", `${xaxis._length}px`);
    for (const [name, number] of [["min", low], ["max", high], ["now", value]]) grip.setAttribute(`aria-value${name}`, rounded(number));
    grip.textContent = rounded(value);
  }

  function place() {
    if (grip.classList.contains("grip--held")) return; // a chart drawn anew takes it out of nobody's hand
    grip.hidden = !line();
    if (line()) show(line().y0);
  }

  grip.addEventListener("pointerdown", (event) => { event.preventDefault(); grip.setPointerCapture(event.pointerId); grip.classList.add("grip--held"); });
  grip.addEventListener("pointermove", (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    const { yaxis } = size();
    show(yaxis.p2l(event.clientY - canvas.getBoundingClientRect().top - yaxis._offset));
  });
  grip.addEventListener("pointerup", () => { grip.classList.remove("grip--held"); apply(value); });
  grip.addEventListener("pointercancel", () => { grip.classList.remove("grip--held"); place(); });
  grip.addEventListener("keydown", (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (way) event.preventDefault(); else return;
    const [low, high] = size().yaxis.range;
    show(value + (way * (high - low)) / 50);
  });
  grip.addEventListener("keyup", (event) => { if (event.key.startsWith("Arrow")) apply(value); });
  element.addEventListener("oncall:dragged", ({ detail: { y } }) => apply(y));

  new MutationObserver((_, observer) => {
    if (chart.dataset.chartState !== "drawn") return;
    observer.disconnect();
    chart.append(grip);
    canvas.on("plotly_afterplot", place);
    place();
  }).observe(chart, { attributeFilter: ["data-chart-state"] });

  document.addEventListener("oncall:refreshed", () => {
    const source = document.getElementById("builder")?.dataset.chartSrc;
    if (!source || chart.dataset.chartSrc === source) return;
    chart.dataset.chartSrc = source;
    chart.dispatchEvent(new Event("oncall:load"));
  });
}
