/* The sample on a map: boundaries of the areas, communities coloured by their part in the sample. */
(() => {
  "use strict";
  const box = document.querySelector("[data-sample-map]");
  if (!box) return;
  const look = {
    active: { color: "#0b5f7d", weight: 1.5, fillColor: "#0b6f92", fillOpacity: 0.65 },
    replaced: { color: "#a8201a", weight: 1, fillColor: "#e0a11b", fillOpacity: 0.35, dashArray: "4 3" },
    reserve: { color: "#7d929e", weight: 0.8, fillColor: "#5fa9c2", fillOpacity: 0.18 },
    street: { color: "#14252e", weight: 2, fillOpacity: 0 },
    district: { color: "#14252e", weight: 2.5, fillOpacity: 0 },
    none: { color: "#9aa9b1", weight: 0.6, fillOpacity: 0 },
  };
  const show = async () => {
    const areas = await (await fetch(box.dataset.sampleMap)).json();
    const map = L.map(box, { scrollWheelZoom: false, zoomSnap: 0.25 });
    map.attributionControl.setPrefix("");
    const shapes = areas.features.filter((one) => one.geometry);
    const style = (one) => look[one.properties.state] || look[one.properties.level] || look.none;
    const layer = L.geoJSON(shapes, {
      style,
      interactive: true,
      onEachFeature: (one, shape) => {
        if (!one.properties.state) { shape.options.interactive = false; return; }
        const text = document.createElement("span");
        text.textContent = `${one.properties.name} · ${one.properties.told}`;
        shape.bindTooltip(text, { sticky: true });
      },
    }).addTo(map);
    for (const one of areas.features.filter((area) => area.properties.state === "active" && !area.geometry && area.properties.center[0])) {
      L.circleMarker(one.properties.center, { radius: 7, ...look.active }).bindTooltip(one.properties.name).addTo(map);
    }
    const centre = areas.features.find((one) => one.properties.center[0])?.properties.center;
    if (shapes.length) map.fitBounds(layer.getBounds()); else if (centre) map.setView(centre, 12); else box.hidden = true;
  };
  show();
})();
