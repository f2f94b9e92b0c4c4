/* Names on a map: one that would cover another is hidden until there is room for both. */
window.kepuLabels = (map) => {
  "use strict";
  const clear = () => {
    const kept = [];
    for (const label of map.getPane("tooltipPane").querySelectorAll(".area-label")) {
      const own = label.getBoundingClientRect();
      const covered = kept.some((one) => own.left < one.right && one.left < own.right && own.top < one.bottom && one.top < own.bottom);
      label.classList.toggle("covered", covered);
      if (!covered) kept.push(own);
    }
  };
  map.on("zoomend resize", () => requestAnimationFrame(clear));
  requestAnimationFrame(clear);
};
