// <form data-behaviour="as-answered">: after each answer its fields hold what the server says, but for the one in which
// somebody types. A morph leaves a field that was ever typed in as it is. Where there is something to draw at last, the
// page is loaded with its chart.

function settle(control) {
  if (control === document.activeElement) return;
  if (control instanceof HTMLSelectElement) {
    const chosen = [...control.options].findIndex((option) => option.defaultSelected);
    control.selectedIndex = Math.max(0, chosen);
  } else if (control.type === "checkbox") control.checked = control.defaultChecked;
  else if ("defaultValue" in control) control.value = control.defaultValue;
}

export function connect(form) {
  document.addEventListener("oncall:refreshed", () => {
    if (!form.isConnected) return;
    [...form.elements].forEach(settle);
    if (document.querySelector("#builder[data-drawable]") && !document.querySelector(".builder__chart")) location.reload();
  });
}
