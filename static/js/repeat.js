// Rows of a form that can be added and taken away: [data-repeat] holds [data-repeat-rows], a <template> whose names read
// __index__, and [data-repeat-add]. Indexes only grow, so two rows never share a name.
import { announce } from "./announce.js";

export function repeats(root) {
  for (const list of root.querySelectorAll("[data-repeat]")) enhance(list);
}

function enhance(list) {
  const rows = list.querySelector("[data-repeat-rows]");
  const template = list.querySelector("[data-repeat-template]");
  const add = list.querySelector("[data-repeat-add]");
  let index = highest(list) + 1;

  for (const button of list.querySelectorAll("[data-repeat-remove]")) button.hidden = false;

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-repeat-remove]");
    const row = button?.closest("[data-repeat-row]");
    if (!row) return;
    const after = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    announce(button.textContent.trim());
    (after?.querySelector("input:not([type=hidden]), select, textarea") ?? add)?.focus();
  });

  if (!template || !add) return;
  add.hidden = false;
  add.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__index__", String(index));
    index += 1;
    const row = holder.content.firstElementChild;
    rows.append(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
}

/** The highest index that a name such as offers-3-title carries; -1 where there is none. */
function highest(list) {
  const start = `${list.dataset.repeat}-`;
  let found = -1;
  for (const field of list.querySelectorAll("[name]")) {
    if (!field.name.startsWith(start)) continue;
    const number = Number.parseInt(field.name.slice(start.length), 10);
    if (number > found) found = number;
  }
  return found;
}
