// A row of tabs that is wider than the screen begins where the tab of this page is.
export function tabs(root) {
  for (const row of root.querySelectorAll(".tabs ul")) {
    const here = row.querySelector("[aria-current]");
    if (!here) continue;
    const seen = row.getBoundingClientRect();
    const tab = here.getBoundingClientRect();
    const margin = parseFloat(getComputedStyle(row).paddingInlineEnd) || 0;
    if (tab.right > seen.right) row.scrollLeft += tab.right - seen.right + margin;
  }
}
