// <details><textarea placeholder="as it is" data-behaviour="start-from-placeholder">: opened for the first time, it holds
// what it shows, so that somebody changes a word instead of writing all of it anew. What stays as it is counts as no change.
export function connect(area) {
  const fill = () => { if (!area.value) area.value = area.placeholder; };
  area.closest("details").addEventListener("toggle", fill, { once: true });
}
