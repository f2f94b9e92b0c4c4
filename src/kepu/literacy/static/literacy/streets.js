/* Streets coloured by their share; the interval is told on a click, because colour alone overclaims. */
(() => {
  "use strict";
  const box = document.querySelector("[data-streets]");
  if (!box) return;
  const data = JSON.parse(document.getElementById(box.dataset.streets).textContent);
  const map = L.map(box, { scrollWheelZoom: false, zoomSnap: 0.25 });
  map.attributionControl.setPrefix("");
  if (data.tiles) L.tileLayer(data.tiles, { maxZoom: 18, attribution: data.credit }).addTo(map);
  const shares = data.features.map((one) => one.properties.share).filter((share) => share !== undefined);
  const low = Math.min(...shares), high = Math.max(...shares);
  const shade = (share) => (share === undefined ? 0 : high > low ? 0.15 + (0.65 * (share - low)) / (high - low) : 0.4);
  const layer = L.geoJSON(data, {
    style: (one) => ({ color: "#0b5f7d", weight: 1, fillColor: "#0b6f92", fillOpacity: shade(one.properties.share) }),
    onEachFeature: (one, shape) => {
      const { name, share, low: least, high: most } = one.properties;
      const text = document.createElement("span");
      text.textContent = share === undefined ? `${name}：样本不足，不公布` : `${name}：${share}%（${least}%–${most}%）`;
      shape.bindPopup(text);
      const short = name.replace(/街道$/, "");
      shape.bindTooltip(share === undefined ? short : `${short} ${share}%`, { permanent: true, direction: "center", className: "area-label" });
    },
  }).addTo(map);
  map.fitBounds(layer.getBounds());
  kepuLabels(map);
})();
