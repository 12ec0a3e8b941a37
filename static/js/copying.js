// Copying to the clipboard, and saying so in the label of what was clicked.

export function said(label, text) {
  const words = label.dataset.words ??= label.textContent;
  label.textContent = text;
  setTimeout(() => { label.textContent = words; }, 2000);
}

// A click on the link copies `text()`; without a clipboard, or where that fails, it leads to `address()`.
export function copyOnClick(link, text, address) {
  const label = link.querySelector("[data-copy-label]");
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(await text());
      said(label, "Copied");
    } catch {
      location.assign(address());
    }
  });
}
