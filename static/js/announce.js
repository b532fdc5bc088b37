/** Say `text` to screen readers, politely, in the layout's one live region. */
export function announce(text) {
  const region = document.querySelector("[data-announcer]");
  if (region && region.textContent !== text) region.textContent = text;
}
