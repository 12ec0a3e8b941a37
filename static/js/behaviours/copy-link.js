// <a href="…" data-behaviour="copy-link" data-copy-seconds="10800"><span data-copy-label>Copy link</span></a>
// Copies the address that it leads to; with data-copy-seconds (a range that moves on) that of the range as it is now.
// Without a clipboard it is a link.
import { copyOnClick } from "../copying.js";
import { now } from "../time.js";

function address(link) {
  const url = new URL(link.getAttribute("href"), location.href);
  const seconds = Number(link.dataset.copySeconds);
  if (seconds) {
    const end = Math.ceil(now() / 60_000) * 60;
    url.searchParams.set("from", end - seconds);
    url.searchParams.set("to", end);
  }
  return url.href;
}

export const connect = (link) => copyOnClick(link, () => address(link), () => address(link));
