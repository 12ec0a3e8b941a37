// <nav data-behaviour="time-range">: after a zoom in a chart [data-range-zoom] offers the page for just that stretch.
export function connect(nav) {
  const offer = nav.querySelector("[data-range-zoom]");

  document.addEventListener("oncall:zoom", ({ detail: { range } }) => {
    offer.hidden = !range;
    if (!range) return;
    const address = new URL(location.href);
    address.searchParams.set("from", Math.floor(range[0] / 1000));
    address.searchParams.set("to", Math.ceil(range[1] / 1000));
    offer.href = address.pathname + address.search;
  });
}
