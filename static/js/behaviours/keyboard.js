// <body data-behaviour="keyboard">: / finds, j and k move over [data-row], g and a letter go to a section, ? helps.

const SECTIONS = { f: "/", q: "/queues", a: "/alarms", c: "/collection" };

const typing = (target) => target.matches?.("input, select, textarea, [contenteditable]");

function move(step) {
  const links = [...document.querySelectorAll("[data-row] a[data-row-link]")];
  if (!links.length) return;
  const here = links.findIndex((link) => link.closest("[data-row]").contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next].focus();
  links[next].closest("[data-row]").scrollIntoView({ block: "nearest" });
}

let afterG = -Infinity;

function press(event) {
  if (event.key === "g") { afterG = event.timeStamp; return true; }
  if (event.timeStamp - afterG < 1500 && SECTIONS[event.key]) { location.assign(SECTIONS[event.key]); return true; }
  const keys = {
    "/": () => document.getElementById("search")?.select(),
    "j": () => move(1),
    "k": () => move(-1),
    "?": () => document.getElementById("help")?.showModal(),
  };
  return keys[event.key] ? (keys[event.key](), true) : false;
}

export function connect(body) {
  body.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    else if (!typing(event.target) && !document.querySelector("dialog[open]") && press(event)) event.preventDefault();
  });
}
