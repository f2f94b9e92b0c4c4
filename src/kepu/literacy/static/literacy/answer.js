/* The questionnaire behind the link: the code from the address, and how long an item takes. */
(() => {
  "use strict";
  const door = document.querySelector("[data-code-form]");
  if (door && location.hash.length > 1) {
    door.elements.code.value = decodeURIComponent(location.hash.slice(1)).slice(0, 30);
    history.replaceState(null, "", location.pathname);
  }
  const item = document.querySelector("[data-item]");
  if (!item) return;
  let shown = document.visibilityState === "visible" ? performance.now() : null;
  let spent = Number(item.dataset.spent) || 0;
  const pause = () => { if (shown !== null) { spent += (performance.now() - shown) / 1000; shown = null; } };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") shown = performance.now(); else pause(); });
  item.addEventListener("submit", () => { pause(); item.elements.seconds.value = spent.toFixed(1); shown = performance.now(); });
})();
