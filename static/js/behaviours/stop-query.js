// <form method="post" action="/logs/queries/7/stop" data-behaviour="stop-query">: leaving the page while the form is
// there stops the query, since it costs money. A beacon is a POST that outlives the page.
export function connect(form) {
  addEventListener("pagehide", () => {
    if (form.isConnected) navigator.sendBeacon(form.action, new FormData(form));
  });
}
