// Fetches a figure, and draws it into an element in the colours and the zone that hold there.
import { plotly } from "./library.js";
import { painted } from "./paint.js";
import { palette } from "./palette.js";
import { shown } from "./zone.js";

const NARROW = 480;
const CONFIG = {
  displayModeBar: matchMedia("(pointer: coarse)").matches ? false : "hover",
  displaylogo: false, showSendToCloud: false, responsive: true, doubleClick: "reset",
  modeBarButtonsToRemove: ["select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "pan2d"],
};

export async function fetched(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`The dashboard answered ${response.status}.`);
  return response.json();
}

// `zoom` is [from, to] in epoch milliseconds, or null for the whole figure.
export async function draw(canvas, library, figure, zoom) {
  const Plotly = await plotly(library);
  const colour = palette(canvas.parentElement);
  const family = getComputedStyle(canvas).fontFamily;
  const { data, layout } = painted(figure, colour, family, canvas.clientWidth < NARROW);
  colour.done();
  if (zoom && layout.xaxis.type === "date") layout.xaxis.range = zoom.map(shown);
  // A figure with a threshold has no other shape above its values: this one may be dragged.
  const edits = { shapePosition: layout.shapes.some((shape) => shape.name === "threshold") };
  await Plotly.react(canvas, data, layout, { ...CONFIG, edits });
}
