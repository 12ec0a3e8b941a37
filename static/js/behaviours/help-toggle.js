// <button data-behaviour="help-toggle">: opens the list of keys.
export const connect = (button) => button.addEventListener("click", () => document.getElementById("help").showModal());
