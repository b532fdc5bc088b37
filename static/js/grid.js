// The availability grid: plain checkboxes, made quick. Arrows move, Space toggles (the checkbox's own), dragging paints
// the first cell's new state over the others, and buttons take a whole day or a part of it. A finger rests a moment before it paints,
// so that the page can still be scrolled.
const HOLD_MS = 250;

export function availabilityGrids(root) {
  for (const grid of root.querySelectorAll("[data-availability-grid]")) enhance(grid);
}

function enhance(grid) {
  const rows = [...grid.tBodies[0].rows].map((row) =>
    [...row.cells].filter((cell) => cell.tagName === "TD").map((cell) => cell.querySelector("input[type=checkbox]")),
  );
  const place = new Map();
  rows.forEach((row, r) => row.forEach((box, c) => box && place.set(box, [r, c])));

  const set = (box, checked) => {
    if (!box || box.disabled || box.checked === checked) return;
    box.checked = checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };

  grid.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const from = place.get(event.target);
    if (!step || !from) return;
    event.preventDefault();
    let [r, c] = from;
    for (;;) {
      r += step[0];
      c += step[1];
      if (!rows[r] || c < 0 || c >= rows[r].length) return;
      if (rows[r][c] && !rows[r][c].disabled) break;
    }
    rows[r][c].focus();
    if (event.shiftKey) set(rows[r][c], event.target.checked);
  });

  for (const button of grid.querySelectorAll("[data-grid-column]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const [from, to] = (button.dataset.gridRows ?? `0-${rows.length - 1}`).split("-").map(Number);
      const column = Number(button.dataset.gridColumn);
      const boxes = rows.slice(from, to + 1).map((row) => row[column]).filter((box) => box && !box.disabled);
      const checked = !boxes.every((box) => box.checked);
      boxes.forEach((box) => set(box, checked));
    });
  }

  paint(grid, set);
}

function paint(grid, set) {
  let state = null; // what is being painted, or null
  let first = null;
  let hold;
  let painted = false;

  const boxAt = (event) => {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest(".grid-cell");
    return cell && grid.contains(cell) ? cell.querySelector("input") : null;
  };
  const start = (box) => {
    state = !box.checked;
    grid.classList.add("grid-dragging");
  };
  const stop = () => {
    clearTimeout(hold);
    state = null;
    first = null;
    grid.classList.remove("grid-dragging");
  };

  grid.addEventListener("pointerdown", (event) => {
    const box = event.target.closest(".grid-cell")?.querySelector("input");
    if (!box || box.disabled || event.button !== 0) return;
    first = box;
    painted = false;
    event.target.releasePointerCapture?.(event.pointerId); // a finger is captured by default; we follow it from cell to cell
    if (event.pointerType === "mouse") start(box);
    else hold = setTimeout(() => { start(box); set(box, state); painted = true; }, HOLD_MS);
  });
  grid.addEventListener("pointermove", (event) => {
    if (state === null) return;
    const box = boxAt(event);
    if (!box || (box === first && !painted)) return;
    if (!painted) {
      painted = true;
      set(first, state);
    }
    set(box, state);
  });
  // While a finger paints, the page must not scroll away under it.
  grid.addEventListener("touchmove", (event) => { if (state !== null) event.preventDefault(); }, { passive: false });
  // After painting, the click that follows would turn the last cell round again.
  grid.addEventListener("click", (event) => {
    if (painted && event.detail > 0) {
      event.preventDefault();
      painted = false;
    }
  }, true);
  grid.addEventListener("dragstart", (event) => event.preventDefault());
  grid.addEventListener("contextmenu", (event) => { if (painted) event.preventDefault(); });
  document.addEventListener("pointerup", stop);
  document.addEventListener("pointercancel", stop);
}
