// <figure data-behaviour="chart" data-chart-src="…json" data-chart-library="…plotly.js" data-chart-live="60">
// Draws the figure of data-chart-src into [data-chart-canvas] once it is near the screen, again when colours or zone
// change, and every data-chart-live seconds while somebody looks. Charts of a page zoom together. Loads again when it
// hears "oncall:load"; when a line of it was dragged, it says "oncall:dragged" with the line's new height.
import { draw, fetched } from "../charts/draw.js";
import { moment } from "../charts/zone.js";

export function connect(element) {
  const canvas = element.querySelector("[data-chart-canvas]");
  const message = element.querySelector("[data-chart-message]");
  const table = element.querySelector("details");
  let figure, visible = false, loading = false, zoom = null;

  const say = (text) => { message.textContent = text; message.hidden = !text; };

  async function redraw() {
    if (!figure) return;
    const first = !canvas.classList.contains("js-plotly-plot");
    await draw(canvas, element.dataset.chartLibrary, figure, zoom);
    if (first) canvas.on("plotly_relayout", zoomed);
    element.dataset.chartState = "drawn";
  }

  async function load() {
    if (loading) return;
    loading = true;
    try {
      figure = await fetched(element.dataset.chartSrc);
      await redraw();
      say("");
    } catch (error) {
      const drawn = element.dataset.chartState;
      element.dataset.chartState = drawn ? "stale" : "failed";
      if (!drawn) table.open = true;
      say(drawn ? `Not refreshed: ${error.message} What is drawn is from before.` : `Not drawn: ${error.message} The table below has the numbers.`);
    } finally {
      loading = false;
    }
  }

  function zoomed(event) {
    const dragged = Object.keys(event).some((key) => key.startsWith("shapes["));
    if (dragged) {
      const line = canvas.layout.shapes.find((shape) => shape.name === "threshold");
      element.dispatchEvent(new CustomEvent("oncall:dragged", { bubbles: true, detail: { y: (line.y0 + line.y1) / 2 } }));
    }
    if (event["xaxis.range[0]"] === undefined) return;
    const range = [event["xaxis.range[0]"], event["xaxis.range[1]"]].map(moment);
    const whole = range.every((ms, i) => ms === figure.layout.xaxis.range[i]);
    document.dispatchEvent(new CustomEvent("oncall:zoom", { detail: { range: whole ? null : range } }));
  }

  element.addEventListener("oncall:load", load);
  document.addEventListener("oncall:zoom", ({ detail: { range } }) => { zoom = range; redraw(); });
  document.addEventListener("oncall:preference", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  new IntersectionObserver((entries) => {
    visible = entries.some((entry) => entry.isIntersecting);
    if (visible && !figure) load();
  }, { rootMargin: "200px" }).observe(element);

  table.open = false;
  const live = Number(element.dataset.chartLive) * 1000;
  if (live) setInterval(() => { if (visible && !document.hidden) load(); }, live);
}
