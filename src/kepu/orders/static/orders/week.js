/* Dragging visits on the week's board: each place is checked before anything is sent. The form behind 改派 does the same by keyboard. */
(() => {
  "use strict";
  const board = document.querySelector("[data-week]");
  if (!board) return;
  const told = board.querySelector("[data-told]");
  const dialog = document.querySelector("[data-move-dialog]");
  const form = dialog?.querySelector("form");
  const chip = (id) => board.querySelector(`[data-order="${id}"]`);

  const open = (id, team, at, text) => {
    const found = chip(id);
    if (!form || !found) return;
    form.elements.order.value = id;
    form.elements.version.value = found.dataset.version;
    form.elements.team.value = team || found.dataset.team;
    form.elements.starts_at.value = at || found.dataset.at;
    dialog.querySelector("[data-move-title]").textContent = found.dataset.title;
    dialog.querySelector("#move-told").textContent = text || "";
    dialog.showModal();
  };
  board.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) open(button.dataset.move);
  });

  let dragged, asked;
  const ask = async (cell) => {
    const query = new URLSearchParams({ week: board.dataset.week, order: dragged, team: cell.dataset.team, day: cell.dataset.day });
    const key = query.toString();
    if (asked?.key === key) return asked.answer;
    const answer = fetch(`${board.dataset.check}?${key}`, { headers: { Accept: "application/json" } }).then((found) => found.json());
    asked = { key, answer };
    return answer;
  };
  const clear = () => board.querySelectorAll(".drop-good, .drop-bad, .drop-wait").forEach((cell) => cell.classList.remove("drop-good", "drop-bad", "drop-wait"));
  board.addEventListener("dragstart", (event) => {
    const found = event.target.closest?.("[data-order]");
    if (!found || !board.dataset.check) return;
    dragged = found.dataset.order;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged);
  });
  board.addEventListener("dragover", (event) => { if (dragged && event.target.closest("td[data-team]")) event.preventDefault(); });
  board.addEventListener("dragenter", async (event) => {
    const cell = event.target.closest("td[data-team]");
    if (!dragged || !cell || cell.classList.contains("drop-wait")) return;
    clear();
    cell.classList.add("drop-wait");
    const answer = await ask(cell);
    if (!cell.classList.contains("drop-wait")) return;
    cell.classList.replace("drop-wait", answer.feasible ? "drop-good" : "drop-bad");
    told.textContent = answer.text;
  });
  board.addEventListener("drop", async (event) => {
    const cell = event.target.closest("td[data-team]");
    if (!dragged || !cell) return;
    event.preventDefault();
    const id = dragged, answer = await ask(cell);
    told.textContent = answer.text;
    clear();
    if (answer.feasible) open(id, cell.dataset.team, answer.starts_at, answer.text);
  });
  board.addEventListener("dragend", () => { dragged = asked = undefined; setTimeout(clear, 1500); });

  const box = board.querySelector("[data-week-map]");
  const points = JSON.parse(document.getElementById("week-points")?.textContent || "[]");
  const colours = ["#0b6f92", "#d9822b", "#5b4bc4", "#1f8a57", "#b23a6b", "#7a4d00", "#1b4f9c", "#a8201a"];
  const draw = async () => {
    const map = await window.kepuMap(box);
    const routes = new Map();
    for (const point of points) {
      const colour = point.team ? colours[point.team % colours.length] : "#566973";
      const mark = L.circleMarker(point.at, { radius: 6, color: colour, weight: 3, fillColor: colour, fillOpacity: point.when ? 0.8 : 0 }).addTo(map);
      const text = document.createElement("span");
      text.textContent = `${point.when} ${point.title}（${point.place}）`;
      mark.bindTooltip(text);
      mark.on("click", () => { location.href = `/orders/${point.id}/`; });
      if (point.team && point.when) {
        const key = `${point.team} ${point.when.slice(0, 5)}`;
        routes.set(key, [...(routes.get(key) || []), { ...point, colour }]);
      }
    }
    for (const stops of routes.values()) {
      stops.sort((a, b) => a.when.localeCompare(b.when));
      if (stops.length > 1) L.polyline(stops.map((stop) => stop.at), { color: stops[0].colour, weight: 2, dashArray: "4 5" }).addTo(map);
    }
  };
  if (box) new IntersectionObserver((seen, watcher) => { if (seen.some((one) => one.isIntersecting)) { watcher.disconnect(); draw(); } }).observe(box);
})();
