// The partner search: a slider that is moved shows its number, and the list follows without a press of the button.
import { announce } from "./announce.js";

const PAUSE_MS = 200; // a slider on its way is one request

export function partnerSearch(root) {
  for (const form of root.querySelectorAll("form[data-partners]")) follow(form);
}

function follow(form) {
  let timer;
  let asked;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE_MS);
  };
  form.addEventListener("input", (event) => {
    const said = event.target.type === "range" && form.querySelector(`output[for="${event.target.id}"]`);
    if (said) said.value = event.target.value;
    later();
  });
  form.addEventListener("change", (event) => {
    // Another organisation has other kept searches and other ties: that is another page.
    if (event.target.name === "organisation") form.requestSubmit();
  });
  form.addEventListener("formdata", (event) => {
    for (const slider of form.querySelectorAll("input[type=range]")) {
      if (slider.value === slider.dataset.usual) event.formData.delete(slider.name);
    }
  });

  async function show() {
    asked?.abort();
    asked = new AbortController();
    const found = document.getElementById(form.dataset.partners);
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    found.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      found.replaceChildren(...page.getElementById(found.id).childNodes);
      history.replaceState(null, "", address);
      found.removeAttribute("aria-busy");
      announce(found.querySelector("h2").textContent);
    } catch (error) {
      if (error.name !== "AbortError") form.requestSubmit(); // the page itself says what is wrong
    }
  }
}
