// The dashboard's time: the browser's clock, set right by the server's when the page came fresh from it.

const served = Number(document.querySelector('meta[name="server-time"]')?.content) * 1000;
const [navigation] = performance.getEntriesByType("navigation");
const fresh = served && navigation && navigation.transferSize > 0;
const skew = fresh ? served - (performance.timeOrigin + navigation.responseStart) : 0;

export const now = () => Date.now() + skew;

export const zone = () => (document.documentElement.dataset.zone === "utc" ? "UTC" : undefined);

export function absolute(date) {
  return date.toLocaleString(undefined, {
    timeZone: zone(), weekday: "short", day: "numeric", month: "short", year: "numeric",
    hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZoneName: "short",
  });
}

const day = (date) => date.toLocaleDateString("en-GB", { timeZone: zone(), day: "numeric", month: "short" });

// Of another day with its date.
export function clockTime(date) {
  const time = date.toLocaleTimeString(undefined, {
    timeZone: zone(), hour: "2-digit", minute: "2-digit", hour12: false, timeZoneName: "short",
  });
  return day(date) === day(new Date(now())) ? time : `${day(date)} ${time}`;
}

export const clockSecond = (date) =>
  date.toLocaleTimeString(undefined, { timeZone: zone(), hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

const UNITS = [[86400, "d"], [3600, "h"], [60, "min"]];

// The same words as webapp/words/times.py, so that a refresh does not make them jump.
export function ago(date) {
  const seconds = (now() - date.getTime()) / 1000;
  const length = Math.abs(seconds);
  if (length < 45) return "just now";
  const [size, name] = UNITS.find(([unit]) => length >= unit) ?? UNITS[2];
  const amount = Math.max(1, Math.floor(length / size));
  return seconds < 0 ? `in ${amount} ${name}` : `${amount} ${name} ago`;
}

export function setPreference(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
  document.documentElement.dataset[name] = value;
  document.dispatchEvent(new Event("oncall:preference"));
}
