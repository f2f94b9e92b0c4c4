/* The questionnaire behind the link: the code from the address, how long an item takes, and a connection that is lost. */
(() => {
  "use strict";
  const text = document.currentScript.dataset.lost;
  const door = document.querySelector("[data-code-form]");
  const fill = () => {
    if (!door || location.hash.length < 2) return;
    door.elements.code.value = decodeURIComponent(location.hash.slice(1)).slice(0, 30);
    history.replaceState(null, "", location.pathname);
  };
  fill();
  window.addEventListener("hashchange", fill); // another slip scanned into the same page
  // Without network the browser would leave for its own error page, and what was just chosen would be lost.
  const lost = document.createElement("p");
  lost.className = "notice warning";
  lost.setAttribute("role", "alert");
  for (const form of document.querySelectorAll(".answer form")) form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    lost.textContent = text;
    form.prepend(lost);
    lost.scrollIntoView({ block: "nearest" });
  });
  window.addEventListener("online", () => lost.remove());
  const item = document.querySelector("[data-item]");
  if (!item) return;
  let shown = document.visibilityState === "visible" ? performance.now() : null;
  let spent = Number(item.dataset.spent) || 0;
  const pause = () => { if (shown !== null) { spent += (performance.now() - shown) / 1000; shown = null; } };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") shown = performance.now(); else pause(); });
  item.addEventListener("submit", () => { pause(); item.elements.seconds.value = spent.toFixed(1); shown = performance.now(); });
})();
