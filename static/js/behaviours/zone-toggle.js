// <button data-behaviour="zone-toggle"><span data-zone-label>Local</span></button>: times in UTC or in the local zone.
import { setPreference } from "../time.js";

export function connect(button) {
  const label = button.querySelector("[data-zone-label]");
  button.addEventListener("click", () => {
    const utc = document.documentElement.dataset.zone !== "utc";
    setPreference("zone", utc ? "utc" : "local");
    label.textContent = utc ? "UTC" : "Local";
  });
}
