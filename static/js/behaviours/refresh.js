// <section id hx-get="…" hx-trigger="refresh" hx-swap="outerMorph" data-behaviour="refresh" data-refresh-seconds="20">
// Asks for the fragment again while somebody looks; says so when the dashboard does not answer any more.

const notice = () => document.getElementById("refresh-notice");

function failed() {
  const text = document.createElement("p");
  text.className = "notice notice--bad";
  text.textContent = "The dashboard does not answer. What is shown below is from before; it is tried again by itself.";
  notice()?.replaceChildren(text);
}

export function connect(element) {
  const period = () => Number(element.dataset.refreshSeconds || 20) * 1000;
  let last = Date.now();

  function refresh() {
    last = Date.now();
    element.dispatchEvent(new CustomEvent("refresh", { bubbles: false }));
  }

  const timer = setInterval(() => {
    if (!element.isConnected) clearInterval(timer);
    else if (!document.hidden && Date.now() - last >= period()) refresh();
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && element.isConnected && Date.now() - last >= period()) refresh();
  });
  element.addEventListener("htmx:error", failed);
  element.addEventListener("htmx:after:request", (event) => {
    if (event.detail.ctx.response.status < 400) notice()?.replaceChildren();
  });
  const [navigation] = performance.getEntriesByType("navigation");
  if (navigation?.type === "back_forward") refresh();
}
