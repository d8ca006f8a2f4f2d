// Charts come alive: each picture is drawn again from its spec, with tooltips and zoom, once it is near the window.
// Without this script every page shows the same picture as SVG.
"use strict";
(() => {
  const script = new URL("/static/vega.js", location.href);
  script.search = new URL(document.currentScript.src).search;
  let vega = null;

  function loadVega() {
    vega ??= new Promise((resolve, reject) => {
      const tag = document.createElement("script");
      tag.src = script.href;
      tag.onload = () => resolve(window.vegaEmbed);
      tag.onerror = () => reject(new Error("the chart script did not load"));
      document.head.append(tag);
    });
    return vega;
  }

  async function enliven(chart) {
    const [embed, answer] = await Promise.all([loadVega(), fetch(chart.dataset.spec)]);
    if (!answer.ok) return;
    const place = document.createElement("div");
    const options = { ast: true, actions: false, defaultStyle: false, renderer: "svg", tooltip: { disableDefaultStyle: true } };
    await embed(place, await answer.json(), options);
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
  }, { rootMargin: "200px" });
  for (const chart of document.querySelectorAll(".chart[data-spec]")) near.observe(chart);

  // A choice in a list is shown at once; the button stays for those who use the keyboard alone.
  for (const form of document.querySelectorAll("form.filters")) {
    for (const list of form.querySelectorAll("select:not([name=column])")) list.addEventListener("change", () => form.requestSubmit());
  }
})();
