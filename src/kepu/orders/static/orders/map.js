/* Maps of orders: the areas' boundaries as ground, tiles under them where the installation names any. */
(() => {
  "use strict";
  const ground = async (box) => {
    const map = L.map(box, { zoomControl: true, attributionControl: true, scrollWheelZoom: false, zoomSnap: 0.25 });
    map.attributionControl.setPrefix("");
    const areas = await (await fetch(box.dataset.areas)).json();
    if (areas.tiles) L.tileLayer(areas.tiles, { maxZoom: 18, attribution: areas.credit }).addTo(map);
    const shapes = areas.features.filter((one) => one.geometry);
    const look = { district: { color: "#0b5f7d", weight: 2, fillOpacity: 0.04 }, street: { color: "#0b6f92", weight: 1.5, fillOpacity: 0.05 }, community: { color: "#7d929e", weight: 0.6, fillOpacity: 0 } };
    const layer = L.geoJSON(shapes, { interactive: false, style: (one) => look[one.properties.level] || look.community }).addTo(map);
    for (const one of areas.features.filter((area) => area.properties.level === "street" && area.properties.center[0])) {
      L.tooltip({ permanent: true, direction: "center", className: "area-label", interactive: false }).setLatLng(one.properties.center).setContent(one.properties.name).addTo(map);
    }
    const centre = areas.features.find((one) => one.properties.center[0])?.properties.center;
    if (shapes.length) map.fitBounds(layer.getBounds()); else if (centre) map.setView(centre, 13); else map.setView([29.553, 106.563], 12);
    kepuLabels(map);
    return map;
  };
  window.kepuMap = ground;

  const box = document.querySelector("[data-pin-box]");
  if (!box) return;
  const latitude = document.getElementById("id_latitude"), longitude = document.getElementById("id_longitude");
  const nowhere = box.querySelector("[data-nowhere]");
  let map, marker;
  const pin = (at) => {
    latitude.value = at.lat.toFixed(6); longitude.value = at.lng.toFixed(6);
    marker ??= L.circleMarker(at, { radius: 9, color: "#a8201a", weight: 3, fillOpacity: 0.5 }).addTo(map);
    marker.setLatLng(at);
  };
  const show = async () => {
    if (map || !box.open) return;
    map = true;
    map = await ground(box.querySelector("[data-pin-map]"));
    map.on("click", (event) => pin(event.latlng));
    if (latitude.value && longitude.value) pin(L.latLng(latitude.value, longitude.value));
  };
  box.addEventListener("toggle", show);
  if (latitude.value) { box.open = true; show(); }
  box.querySelector("[data-unpin]").addEventListener("click", () => { latitude.value = longitude.value = ""; marker?.remove(); marker = undefined; });
  box.querySelector("[data-locate]").addEventListener("click", () => {
    navigator.geolocation?.getCurrentPosition((found) => { const at = L.latLng(found.coords.latitude, found.coords.longitude); map.setView(at, 15); pin(at); },
      () => { nowhere.hidden = false; });
  });
})();
