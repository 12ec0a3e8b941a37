// <a href="…md" data-behaviour="copy-behind"><span data-copy-label>Copy for hand-off</span></a>
// Copies the text behind the address; without a clipboard, or where that fails, it is a link to it.
import { copyOnClick } from "../copying.js";

async function behind(link) {
  const response = await fetch(link.href);
  if (!response.ok) throw new Error(response.statusText);
  return response.text();
}

export const connect = (link) => copyOnClick(link, () => behind(link), () => link.href);
