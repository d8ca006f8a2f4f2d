// A page that is handed on: pictures drawn again from their specs, tables that sort and filter.
"use strict";
(() => {
  const specs = JSON.parse(document.getElementById("specs").textContent);
  const options = { ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true } };

  async function enliven(chart) {
    const place = document.createElement("div");
    await window.vegaEmbed(place, specs[chart.dataset.name], options);
    // To a reader of the screen it stays one picture; the table below holds its values.
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", chart.querySelector("img").alt);
    place.querySelector("svg").setAttribute("aria-hidden", "true");
    chart.replaceChildren(place);
    chart.dataset.live = "yes";
  }

  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      enliven(entry.target).catch((error) => console.warn(error.message)); // the picture stays
    }
  }, { rootMargin: "400px" });
  for (const chart of document.querySelectorAll(".chart[data-name]")) near.observe(chart);

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
