// Charts come alive: each picture is drawn again from its spec, with tooltips and zoom, once it is near the window.
// Without this script every page shows the same picture as SVG. A page that is handed on holds specs and Vega itself.
"use strict";
(() => {
  const held = document.getElementById("specs");
  const specs = held && JSON.parse(held.textContent);
  const edition = document.currentScript.src.split("?")[1] ?? "";
  const options = { ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true } };
  let vega = window.vegaEmbed && Promise.resolve(window.vegaEmbed);

  function loadVega() {
    vega ??= new Promise((resolve, reject) => {
      const tag = document.createElement("script");
      tag.src = `/static/vega.js?${edition}`;
      tag.onload = () => resolve(window.vegaEmbed);
      tag.onerror = () => reject(new Error("the chart script did not load"));
      document.head.append(tag);
    });
    return vega;
  }

  async function specOf(chart) {
    if (specs) return specs[chart.dataset.name];
    const answer = await fetch(chart.dataset.spec);
    if (!answer.ok) throw new Error(`${chart.dataset.spec}: ${answer.status}`);
    return answer.json();
  }

  async function enliven(chart) {
    const [embed, spec] = await Promise.all([loadVega(), specOf(chart)]);
    const place = document.createElement("div");
    await embed(place, spec, options);
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
  }, { rootMargin: "300px" });
  for (const chart of document.querySelectorAll(".chart")) near.observe(chart);

  // A choice in a list is shown at once; the button stays for those who use the keyboard alone.
  for (const form of document.querySelectorAll("form.filters")) {
    for (const list of form.querySelectorAll("select:not([name=column])")) list.addEventListener("change", () => form.requestSubmit());
  }
})();
