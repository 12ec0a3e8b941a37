// A figure as it is drawn: roles become colours, times go into the chosen zone. The figure itself stays as it came.
import { movedShape, movedTraces, shown } from "./zone.js";

const CLEAR = "rgba(0,0,0,0)";
const WIDTHS = { max: 1, p50: 1.5 };

const SHAPES = {
  blind: (colour) => ({ fillcolor: colour("blind"), line: { width: 0 }, label: { font: { color: colour("text") } } }),
  unasked: (colour) => ({ fillcolor: colour("unasked"), line: { width: 0 }, label: { font: { color: colour("quiet") } } }),
  unsettled: (colour) => ({ fillcolor: colour("veil"), line: { width: 0 } }),
  level: (colour) => ({ line: { color: colour("level"), width: 1.5, dash: "dash" } }),
  threshold: (colour) => ({ line: { color: colour("threshold"), width: 3, dash: "dash" } }),
  firing: (colour) => ({ fillcolor: colour("firing"), line: { width: 0 } }),
  incident: (colour) => ({ fillcolor: colour("incident"), line: { width: 0 } }),
  deploy: (colour) => ({ line: { color: colour("deploy"), width: 1.5 } }),
  change: (colour) => ({ line: { color: colour("change"), width: 1, dash: "dot" } }),
  alarm: (colour) => ({ line: { color: colour("alarm"), width: 1.5 } }),
  ok: (colour) => ({ line: { color: colour("ok"), width: 1, dash: "dot" } }),
};

function merge(base, extra) {
  const out = { ...base };
  for (const [key, value] of Object.entries(extra)) {
    const plain = value && typeof value === "object" && !Array.isArray(value);
    out[key] = plain ? merge(base[key] ?? {}, value) : value;
  }
  return out;
}

function trace(one, colour, narrow) {
  const { role, kinds } = one.meta;
  if (kinds) {
    const mode = narrow ? "markers" : "markers+text";
    return merge(one, { mode, marker: { color: kinds.map(colour) }, textfont: { color: colour("text"), size: 11 } });
  }
  if (one.type === "bar") return merge(one, { marker: { color: colour(role), line: { width: 0 } } });
  const dash = role === "max" ? "dot" : "solid";
  return merge(one, { line: { color: colour(role), width: WIDTHS[role] ?? 2, dash }, marker: { color: colour(role) } });
}

const axis = (colour) => ({
  gridcolor: colour("grid"), linecolor: colour("grid"), zerolinecolor: colour("grid"),
  tickfont: { color: colour("quiet") }, title: { font: { color: colour("quiet"), size: 11 } },
});

function layout(one, colour, family, narrow) {
  const painted = merge(one, {
    autosize: true,
    font: { family, size: 12, color: colour("text") },
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    dragmode: matchMedia("(pointer: coarse)").matches ? false : "zoom",
    modebar: { bgcolor: CLEAR, color: colour("quiet"), activecolor: colour("text") },
    hoverlabel: { bgcolor: colour("hover"), bordercolor: colour("grid"), font: { color: colour("text"), family } },
    legend: { font: { color: colour("text") }, bgcolor: CLEAR },
  });
  for (const key of Object.keys(one).filter((name) => /^[xy]axis/.test(name))) {
    painted[key] = merge(one[key], axis(colour));
    if (narrow && one[key].title) painted[key].title.text = "";
  }
  if (narrow) painted.margin = { ...one.margin, l: 40, r: 4 };
  Object.assign(painted.xaxis, { spikecolor: colour("quiet"), spikethickness: 1, spikedash: "solid" });
  if (one.xaxis.type === "date") painted.xaxis.range = one.xaxis.range.map(shown);
  painted.shapes = one.shapes.map((shape) => merge(movedShape(shape), SHAPES[shape.name](colour)));
  painted.annotations = one.annotations.map((note) => ({ ...note, font: { color: colour(note.name), size: 11 }, bgcolor: colour("veil") }));
  return painted;
}

const moved = ({ data, layout: { xaxis } }) => (xaxis.type === "date" ? movedTraces(data) : data);

// `colour` is a palette of the element that the figure is drawn in; `narrow` leaves out what has no room on a phone.
export function painted(figure, colour, family, narrow) {
  return {
    data: moved(figure).map((one) => trace(one, colour, narrow)),
    layout: layout(figure.layout, colour, family, narrow),
  };
}
