// A figure's times are epoch milliseconds. Plotly knows no time zones and draws what a text without zone says, so every
// time goes to it as such a text: the wall clock of the chosen zone.
import { zone } from "../time.js";

const offset = (ms) => (zone() === "UTC" ? 0 : -new Date(ms).getTimezoneOffset() * 60_000);

export const shown = (ms) => new Date(ms + offset(ms)).toISOString().slice(0, 23).replace("T", " ");

// The moment behind a text that Plotly hands out, "2026-11-01 12:00:00.0".
export function moment(text) {
  const wall = Date.parse(`${text.replace(" ", "T")}Z`);
  return wall - offset(wall - offset(wall));
}

function moved(trace) {
  if (trace.x) return { ...trace, x: trace.x.map(shown) };
  const { x0, dx, ...rest } = trace;
  if (offset(x0) === offset(x0 + dx * trace.y.length)) return { ...rest, x0: shown(x0), dx };
  // The clocks change within the range: every point gets its own time.
  return { ...rest, x: trace.y.map((_, i) => shown(x0 + i * dx)) };
}

export const movedTraces = (traces) => traces.map(moved);

export const movedShape = (shape) =>
  shape.xref === "paper" ? shape : { ...shape, x0: shown(shape.x0), x1: shown(shape.x1) };
