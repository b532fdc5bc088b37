// Menus and phrases (details elements): Escape or a press elsewhere closes them.
export function drops(root) {
  const opened = () => root.querySelectorAll("details[data-drop][open]");
  root.addEventListener("click", (event) => {
    for (const drop of opened()) if (!drop.contains(event.target)) drop.open = false;
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const drop of opened()) {
      const inside = drop.contains(document.activeElement);
      drop.open = false;
      if (inside) drop.querySelector("summary").focus();
    }
  });
}
