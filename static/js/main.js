// Binds behaviours: <x data-behaviour="name other"> gets behaviours/name.js and behaviours/other.js.
// A behaviour exports connect(element), called once an element, whenever it arrives. Adding one is adding a file.
// After a refresh the document hears "oncall:refreshed".

const bound = new WeakMap();
const pending = new Set();

function bind(element) {
  const done = bound.get(element) ?? bound.set(element, new Set()).get(element);
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    if (!name || done.has(name)) continue;
    done.add(name);
    pending.add(import(`./behaviours/${name}.js`).then((behaviour) => behaviour.connect(element)));
  }
}

function bindAll(root) {
  if (root.matches?.("[data-behaviour]")) bind(root);
  root.querySelectorAll?.("[data-behaviour]").forEach(bind);
}

new MutationObserver((mutations) => {
  for (const mutation of mutations) mutation.addedNodes.forEach(bindAll);
}).observe(document.body, { childList: true, subtree: true });

document.addEventListener("htmx:after:settle", () => document.dispatchEvent(new Event("oncall:refreshed")));
document.addEventListener("htmx:config:request", (event) => {
  // Empty filters have no business in an address that somebody will paste into a chat.
  const { request } = event.detail.ctx;
  if (request.method !== "GET") return;
  for (const [key, value] of [...request.body.entries()]) if (value === "") request.body.delete(key);
});

document.documentElement.dataset.js = "on";
bindAll(document.body);
Promise.allSettled(pending).then(() => { document.documentElement.dataset.js = "ready"; });
