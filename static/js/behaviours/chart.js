// <figure data-behaviour="chart" data-chart-src="…json" data-chart-library="…plotly.js" data-chart-live="60">
// Draws the figure of data-chart-src into [data-chart-canvas] once it is near the screen, again when colours or zone
// change, and every data-chart-live seconds while somebody looks. Charts of a page zoom together.
import { plotly } from "../charts/library.js";
import { painted } from "../charts/paint.js";
import { palette } from "../charts/palette.js";
import { moment, shown } from "../charts/zone.js";

const CONFIG = {
  displayModeBar: matchMedia("(pointer: coarse)").matches ? false : "hover",
  displaylogo: false, showSendToCloud: false, responsive: true, doubleClick: "reset",
  modeBarButtonsToRemove: ["select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "pan2d"],
};

const NARROW = 480;

async function fetched(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`The dashboard answered ${response.status}.`);
  return response.json();
}

export function connect(element) {
  const canvas = element.querySelector("[data-chart-canvas]");
  const message = element.querySelector("[data-chart-message]");
  const table = element.querySelector("details");
  let figure, visible = false, drawing = false, zoom = null;

  const say = (text) => { message.textContent = text; message.hidden = !text; };

  async function draw() {
    const Plotly = await plotly(element.dataset.chartLibrary);
    const colour = palette(element);
    const { data, layout } = painted(figure, colour, getComputedStyle(element).fontFamily, canvas.clientWidth < NARROW);
    colour.done();
    if (zoom) layout.xaxis.range = zoom.map(shown);
    const first = !canvas.classList.contains("js-plotly-plot");
    await Plotly.react(canvas, data, layout, CONFIG);
    if (first) canvas.on("plotly_relayout", zoomed);
    element.dataset.chartState = "drawn";
  }

  async function load() {
    if (drawing) return;
    drawing = true;
    try {
      figure = await fetched(element.dataset.chartSrc);
      await draw();
      say("");
    } catch (error) {
      element.dataset.chartState = figure ? "stale" : "failed";
      say(figure ? `Not refreshed: ${error.message} What is drawn is from before.` : `Not drawn: ${error.message} The table below has the numbers.`);
      if (!figure && table) table.open = true;
    } finally {
      drawing = false;
    }
  }

  function zoomed(event) {
    if (event["xaxis.range[0]"] === undefined) return;
    const range = [event["xaxis.range[0]"], event["xaxis.range[1]"]].map(moment);
    const whole = range.every((ms, i) => ms === figure.layout.xaxis.range[i]);
    document.dispatchEvent(new CustomEvent("oncall:zoom", { detail: { range: whole ? null : range } }));
  }

  const redraw = () => { if (figure) draw(); };

  document.addEventListener("oncall:zoom", (event) => {
    if (JSON.stringify(zoom) === JSON.stringify(event.detail.range)) return;
    zoom = event.detail.range;
    redraw();
  });
  document.addEventListener("oncall:preference", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  new IntersectionObserver((entries) => {
    visible = entries.some((entry) => entry.isIntersecting);
    if (visible && !figure) load();
  }, { rootMargin: "200px" }).observe(element);

  if (table) table.open = false;
  const live = Number(element.dataset.chartLive) * 1000;
  if (live) setInterval(() => { if (visible && !document.hidden) load(); }, live);
}
