// Plotly knows no time zones: it draws UTC. For the local zone a figure's times are moved by the zone's offset.
import { zone } from "../time.js";

export const offset = (ms) => (zone() === "UTC" ? 0 : -new Date(ms).getTimezoneOffset() * 60_000);

export const shown = (ms) => ms + offset(ms);

// The moment behind a shown time; Plotly hands them out as "2026-11-01 12:00:00.0".
export function moment(text) {
  const wall = typeof text === "number" ? text : Date.parse(`${text.replace(" ", "T")}Z`);
  return wall - offset(wall - offset(wall));
}

function moved(trace) {
  if (trace.x) return { ...trace, x: trace.x.map(shown) };
  const end = trace.x0 + trace.dx * trace.y.length;
  if (offset(trace.x0) === offset(end)) return { ...trace, x0: shown(trace.x0) };
  // The clocks change within the range: every point gets its own offset.
  const { x0, dx, ...rest } = trace;
  return { ...rest, x: trace.y.map((_, i) => shown(x0 + i * dx)) };
}

export const movedTraces = (traces) => traces.map(moved);

export const movedShape = (shape) =>
  shape.xref === "paper" ? shape : { ...shape, x0: shown(shape.x0), x1: shown(shape.x1) };
