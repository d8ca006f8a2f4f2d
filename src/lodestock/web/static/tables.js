// Tables of a page that is handed on: sorted by a head, filtered by words.
"use strict";
(() => {
  // A cell's value: a number where it holds one; what is missing comes last whichever way.
  function valueOf(cell) {
    if (cell.dataset.value !== undefined) return cell.dataset.value === "" ? null : Number(cell.dataset.value);
    return cell.textContent === "-" ? null : cell.textContent.toLowerCase();
  }

  function sortBy(head) {
    const column = head.cellIndex, body = head.closest("table").tBodies[0];
    const falling = head.ariaSort === "ascending" || (!head.ariaSort && head.classList.contains("number"));
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.ariaSort = falling ? "descending" : "ascending";
    const rows = [...body.rows].map((row) => [valueOf(row.cells[column]), row]);
    rows.sort(([a], [b]) => (a === null) - (b === null) || (falling ? -1 : 1) * (a > b ? 1 : a < b ? -1 : 0));
    body.append(...rows.map(([, row]) => row));
  }

  for (const button of document.querySelectorAll("button.sort")) button.addEventListener("click", () => sortBy(button.closest("th")));
  for (const box of document.querySelectorAll("input[data-filter]")) {
    box.addEventListener("input", () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of document.getElementById(box.dataset.filter).tBodies[0].rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += !row.hidden;
      }
      document.querySelector(`[data-count="${box.dataset.filter}"]`).textContent = `${shown} rows`;
    });
  }
})();
