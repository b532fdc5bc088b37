// A new account's time zone: what the browser says, unless the person has chosen.
export function guessZone(root) {
  for (const select of root.querySelectorAll("select[data-guess-zone]")) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || !zone.includes("/")) continue;
    if (![...select.options].some((option) => option.value === zone)) {
      select.prepend(new Option(zone.split("/").pop().replaceAll("_", " "), zone)); // an older name, which the server knows
    }
    select.value = zone;
  }
}
