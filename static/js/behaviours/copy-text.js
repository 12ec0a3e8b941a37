// <button data-behaviour="copy-text" data-copy-from="id" hidden><span data-copy-label>Copy</span></button>
// Copies the text of the element; hidden where there is no clipboard: then the text is there to be selected.
import { said } from "../copying.js";

export function connect(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const label = button.querySelector("[data-copy-label]");
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copyFrom)?.textContent ?? "";
    try {
      await navigator.clipboard.writeText(text);
      said(label, "Copied");
    } catch {
      said(label, "Could not copy: select the text");
    }
  });
}
