// <form data-behaviour="auto-submit">: a choice applies at once, a typed text after a moment. Without it there is a button.
export function connect(form) {
  let timer;
  const submit = () => { clearTimeout(timer); if (form.isConnected) form.requestSubmit(); };
  document.addEventListener("change", (event) => { if (event.target.form === form && event.target.type !== "search") submit(); });
  document.addEventListener("input", (event) => {
    if (event.target.form !== form || event.target.type !== "search") return;
    clearTimeout(timer);
    timer = setTimeout(submit, 250);
  });
}
