/* Two panes that show one text in two ways (`.split[data-linked]`): what is chosen in one is marked and brought into view in the other,
   and on a wide screen they scroll together. Without this file the numbers are plain links between the two. */
(() => {
  "use strict";
  const split = document.querySelector("[data-linked]");
  if (!split) return;
  const wide = matchMedia("(min-width: 64rem)");
  const lines = new Map([...split.querySelectorAll("[data-line]")].map((el) => [Number(el.dataset.line), el]));
  const nodes = [...split.querySelectorAll("[data-lines]")];
  const nodeOf = new Map();
  const linesOf = (node) => {
    const [first, last] = node.dataset.lines.split("-").map(Number);
    return [...Array(last - first + 1).keys()].map((step) => first + step);
  };
  nodes.forEach((node) => linesOf(node).forEach((number) => nodeOf.set(number, node)));
  const paneOf = (el) => el.closest(".pane-body");
  let driver = null; // the pane that the person moves; the other follows

  const bring = (el, share) => {
    const pane = el && paneOf(el);
    if (!pane || !wide.matches) return;
    pane.scrollTop += el.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight * share;
  };
  const mark = (node, numbers) => {
    split.querySelectorAll(".is-marked").forEach((el) => el.classList.remove("is-marked"));
    node?.classList.add("is-marked");
    numbers.forEach((number) => lines.get(number)?.classList.add("is-marked"));
  };
  const choose = (el) => {
    const number = Number(el.dataset.line);
    const node = number ? nodeOf.get(number) : el;
    driver = null; // what the browser scrolls to show the chosen place must not move the other pane once more
    mark(node, node ? linesOf(node) : [number]);
    bring(number ? node : lines.get(linesOf(el)[0]), 0.25);
  };
  const entry = (event) => event.target.closest("[data-line], [data-lines]");
  const isNumber = (el) => el.closest(".line-number") !== null;

  split.addEventListener("click", (event) => {
    const el = entry(event);
    if (!el || (event.target.closest("a, button") && !isNumber(event.target))) return;
    if (wide.matches && isNumber(event.target)) event.preventDefault();
    choose(el);
  });
  split.addEventListener("focusin", (event) => {
    const el = entry(event);
    if (el && event.target.matches(":focus-visible")) choose(el);
  });
  split.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !isNumber(event.target)) return;
    const links = [...paneOf(event.target).querySelectorAll("a.line-number")];
    const next = links[links.indexOf(event.target) + step];
    if (next) { event.preventDefault(); next.focus(); }
  });

  /* What stands at the top of the moved pane stands at the top of the other. */
  const follow = (pane) => {
    const top = pane.getBoundingClientRect().top + 4;
    const first = [...pane.querySelectorAll("[data-line], [data-lines]")].find((el) => el.getBoundingClientRect().bottom > top);
    if (first) bring(first.dataset.line ? nodeOf.get(Number(first.dataset.line)) : lines.get(linesOf(first)[0]), 0);
  };
  split.querySelectorAll(".pane-body").forEach((pane) => {
    let waiting = false;
    for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) pane.addEventListener(kind, () => { driver = pane; }, { passive: true });
    pane.addEventListener("scroll", () => {
      if (driver !== pane || waiting || !wide.matches) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; follow(pane); });
    }, { passive: true });
  });

  /* A link elsewhere in the page to a line or a node, as from a doubt. */
  const arrive = () => {
    const el = document.getElementById(location.hash.slice(1));
    if (!el || !split.contains(el)) return;
    choose(el);
    bring(el, 0.25);
  };
  window.addEventListener("hashchange", arrive);
  arrive();
})();
