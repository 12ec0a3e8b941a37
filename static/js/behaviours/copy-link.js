// <a href="…" data-behaviour="copy-link">Copy link</a>: copies the address that it leads to. Without a clipboard it is a link.
export function connect(link) {
  const label = link.querySelector("[data-copy-label]") ?? link;
  const words = label.textContent;
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(new URL(link.getAttribute("href"), location.href).href);
      label.textContent = "Copied";
      setTimeout(() => { label.textContent = words; }, 2000);
    } catch {
      location.assign(link.href);
    }
  });
}
