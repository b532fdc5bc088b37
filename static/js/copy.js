// Copy buttons for addresses; they appear only where the browser can copy.
import { announce } from "./announce.js";

const SHOWN_MS = 2500;

export function copyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    if (!field) continue;
    const word = button.querySelector("span") ?? button;
    const before = word.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value ?? field.textContent);
      } catch {
        field.select?.(); // not allowed: leave it marked, ready for the person's own copy
        return;
      }
      word.textContent = button.dataset.copied;
      announce(button.dataset.copied);
      setTimeout(() => (word.textContent = before), SHOWN_MS);
    });
  }
}
