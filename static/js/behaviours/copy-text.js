// <button data-behaviour="copy-text" data-copy-from="id" hidden><span data-copy-label>Copy</span></button>
<<<<<<< HEAD
// Copies the text of the element of that id; hidden where there is no clipboard.
export function connect(button) {
  if (!navigator.clipboard) return;
  const label = button.querySelector("[data-copy-label]");
  const words = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copyFrom).textContent);
    label.textContent = "Copied";
=======
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
>>>>>>> f95fcdd (wip pages of errors, cold starts and memory)
    setTimeout(() => { label.textContent = words; }, 2000);
  });
}
