// <form method="post" action="/functions/…/on-screen" data-behaviour="on-screen" hidden>: while the page is in front of
// somebody it says so each minute, and the collector reads what is on it each minute, too.
const EVERY_MS = 60_000;

export function connect(form) {
  let said = -Infinity;

  function say() {
    if (document.hidden || !form.isConnected || performance.now() - said < EVERY_MS) return;
    said = performance.now();
    fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {});
  }

  setInterval(say, 1000);
  document.addEventListener("visibilitychange", say);
  say();
}
