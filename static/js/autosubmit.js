// Filter forms: a choice shows its result without pressing the button. Text fields wait for Enter.
const PAUSE_MS = 350; // several boxes ticked in a row are one request

export function autosubmit(root) {
  for (const form of root.querySelectorAll("form[data-autosubmit]")) {
    let timer;
    form.addEventListener("change", (event) => {
      if (event.target.matches("input[type=search], input[type=text]")) return;
      clearTimeout(timer);
      timer = setTimeout(() => form.requestSubmit(), PAUSE_MS);
    });
    // Empty fields would only lengthen the address.
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData.entries()]) {
        if (value === "") event.formData.delete(name);
      }
    });
  }
}
