/* The questionnaire behind the link: the code from the address, and how long an item is looked at. */
(() => {
  "use strict";
  let item = null, shown = null, spent = 0;
  const fill = () => {
    const door = document.querySelector("[data-code-form]");
    if (!door || location.hash.length < 2) return;
    door.elements.code.value = decodeURIComponent(location.hash.slice(1)).slice(0, 30);
    history.replaceState(null, "", location.pathname);
  };
  const look = () => { shown = document.visibilityState === "visible" ? performance.now() : null; };
  const pause = () => { if (shown !== null) { spent += (performance.now() - shown) / 1000; shown = null; } };
  const begin = () => {
    fill();
    const screen = document.querySelector("[data-item]");
    if (screen === item) return;
    item = screen;
    spent = Number(item?.dataset.spent) || 0;
    look();
  };
  begin();
  document.addEventListener("htmx:load", begin);
  window.addEventListener("hashchange", fill); // another slip scanned into the same page
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); else pause(); });
  // Before htmx reads the form.
  document.addEventListener("submit", (event) => {
    if (event.target !== item) return;
    pause(); item.elements.seconds.value = spent.toFixed(1); look();
  }, true);
})();
