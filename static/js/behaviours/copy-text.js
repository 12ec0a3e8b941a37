// <button data-behaviour="copy-text" data-copy-from="id" hidden><span data-copy-label>Copy</span></button>
// Copies the text of the element of that id; hidden where there is no clipboard.
export function connect(button) {
  if (!navigator.clipboard) return;
  const label = button.querySelector("[data-copy-label]");
  const words = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copyFrom).textContent);
    label.textContent = "Copied";
    setTimeout(() => { label.textContent = words; }, 2000);
  });
}
