// <button data-behaviour="copy-text" data-copy-from="id" hidden><span data-copy-label>Copy</span></button>
// Copies the text of the element; hidden where there is no clipboard: then the text is there to be selected.
export function connect(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  const label = button.querySelector("[data-copy-label]");
  const words = label.textContent;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copyFrom)?.textContent ?? "";
    try {
      await navigator.clipboard.writeText(text);
      label.textContent = "Copied";
    } catch {
      label.textContent = "Could not copy: select the text";
    }
    setTimeout(() => { label.textContent = words; }, 2000);
  });
}
