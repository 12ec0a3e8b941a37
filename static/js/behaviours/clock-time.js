// <time datetime data-behaviour="clock-time">12:00 UTC</time>: the clock time in the chosen zone;
// with data-seconds to the second and without the zone's name, for lists.
import { absolute, clockSecond, clockTime } from "../time.js";

const SELECTOR = 'time[data-behaviour~="clock-time"]';

function write(element) {
  const date = new Date(element.dateTime);
  element.textContent = "seconds" in element.dataset ? clockSecond(date) : clockTime(date);
  element.title = absolute(date);
}

const writeAll = () => document.querySelectorAll(SELECTOR).forEach(write);
document.addEventListener("oncall:refreshed", writeAll);
document.addEventListener("oncall:preference", writeAll);

export const connect = write;
