// A form that was sent cannot be sent a second time by an impatient press.
export function guardSubmits(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    // The pressed button's name and value must still be sent, so it is disabled only afterwards.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit]")) {
        button.setAttribute("aria-busy", "true");
        button.disabled = true;
      }
    });
  });
  window.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button[aria-busy]")) {
        button.removeAttribute("aria-busy");
        button.disabled = false;
      }
    }
  });
}
