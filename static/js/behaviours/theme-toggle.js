// <button data-behaviour="theme-toggle">: system -> light -> dark. The server knows it by a cookie, so no page flashes.
import { setPreference } from "../time.js";

const ORDER = ["system", "light", "dark"];

export function connect(button) {
  button.addEventListener("click", () => {
    const now = document.documentElement.dataset.theme;
    const next = ORDER[(ORDER.indexOf(now) + 1) % ORDER.length];
    setPreference("theme", next);
    button.setAttribute("aria-label", `Colours: ${next}`);
  });
}
