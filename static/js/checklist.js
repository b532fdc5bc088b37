// A long form with a list of what is missing in it: form[data-checklist] names the element. After each change the server
// judges what is written (a press of "Check" does the same without this), and the list is exchanged; the form is left alone.
import { announce } from "./announce.js";

const PAUSE_MS = 500;

export function checklists(root) {
  for (const form of root.querySelectorAll("form[data-checklist]")) {
    let timer;
    let asked = 0;
    form.addEventListener("change", (event) => {
      if (event.target.type === "file") return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        asked += 1;
        check(form, asked, () => asked);
      }, PAUSE_MS);
    });
  }
}

async function check(form, number, latest) {
  const fields = new FormData(form);
  for (const [name, value] of [...fields.entries()]) if (value instanceof File) fields.delete(name);
  fields.set("step", "check");
  let page;
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, credentials: "same-origin" });
    if (!answer.ok) return; // something has a wrong shape: saving tells it beside the field
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return;
  }
  const now = document.getElementById(form.dataset.checklist);
  const then = page.getElementById(form.dataset.checklist);
  if (number !== latest() || !now || !then) return;
  const said = now.querySelector("[data-checklist-said]")?.textContent.trim();
  now.replaceChildren(...then.childNodes);
  const says = now.querySelector("[data-checklist-said]")?.textContent.trim();
  if (says && says !== said) announce(says);
}
