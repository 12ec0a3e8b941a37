// <a href="…md" data-behaviour="copy-behind"><span data-copy-label>Copy for hand-off</span></a>
// Copies the text behind the address; without a clipboard, or where that fails, it is a link to it.
export function connect(link) {
  const label = link.querySelector("[data-copy-label]");
  const words = label.textContent;
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    try {
      const response = await fetch(link.href);
      if (!response.ok) throw new Error(response.statusText);
      await navigator.clipboard.writeText(await response.text());
      label.textContent = "Copied";
      setTimeout(() => { label.textContent = words; }, 2000);
    } catch {
      location.assign(link.href);
    }
  });
}
