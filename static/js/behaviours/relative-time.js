// <time datetime data-behaviour="relative-time">2 min ago</time>: keeps the words going; the tooltip has the chosen zone.
import { absolute, ago } from "../time.js";

const SELECTOR = 'time[data-behaviour~="relative-time"]';

function write(element) {
  const date = new Date(element.dateTime);
  const words = ago(date);
  if (element.textContent !== words) element.textContent = words;
  element.title = absolute(date);
}

const writeAll = () => document.querySelectorAll(SELECTOR).forEach(write);
setInterval(writeAll, 10_000);
document.addEventListener("visibilitychange", writeAll);
document.addEventListener("oncall:refreshed", writeAll);
document.addEventListener("oncall:preference", writeAll);

export const connect = write;
