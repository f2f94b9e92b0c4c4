/* Small comforts for pages that work without them. No inline code, no eval. */
(() => {
  "use strict";
  const doc = document;
  const all = (selector, root = doc) => [...root.querySelectorAll(selector)];
  const cookie = (name) => doc.cookie.split("; ").find((part) => part.startsWith(name + "="))?.split("=")[1];

  /* Menu drawer: without this file the links to #site-menu and #main open and close it. */
  const menu = doc.querySelector("[data-menu]");
  const setMenu = (open) => {
    menu?.classList.toggle("is-open", open);
    doc.documentElement.classList.toggle("menu-locked", open);
    all("[data-menu-open]").forEach((el) => el.setAttribute("aria-expanded", String(open)));
    if (open) menu.querySelector("a")?.focus();
  };
  doc.addEventListener("click", (event) => {
    if (event.target.closest("[data-menu-open]")) { event.preventDefault(); setMenu(true); }
    else if (event.target.closest("[data-menu-close]")) { event.preventDefault(); setMenu(false); doc.querySelector("[data-menu-open]")?.focus(); }
    all("[data-dropdown][open]").forEach((el) => { if (!el.contains(event.target)) el.open = false; });
    const opener = event.target.closest("[data-dialog]");
    if (opener) { const dialog = doc.getElementById(opener.dataset.dialog); if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); } }
    if (event.target.closest("[data-dialog-close]")) { event.preventDefault(); event.target.closest("dialog")?.close(); }
    if (event.target.closest("[data-print]")) window.print();
  });
  doc.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (menu?.classList.contains("is-open")) { setMenu(false); doc.querySelector("[data-menu-open]")?.focus(); }
    all("[data-dropdown][open]").forEach((el) => { el.open = false; el.querySelector("summary").focus(); });
  });

  /* 关怀版 at once, without loading the page again. */
  doc.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-elder-form]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const on = button.value === "1";
    const secure = location.protocol === "https:" ? "; secure" : "";
    doc.cookie = `kepu_elder=${on ? 1 : ""}; path=/; samesite=lax; max-age=${on ? 31536000 : 0}${secure}`;
    doc.documentElement.toggleAttribute("data-elder", on);
    button.value = on ? "0" : "1";
    button.setAttribute("aria-pressed", String(on));
    button.querySelector(".header-label").textContent = on ? form.dataset.labelOff : form.dataset.labelOn;
    all("[data-chart].is-ready").forEach(draw);
  });

  /* Ask before what cannot be undone: data-confirm on a form or a submit button; {checked} is how many boxes are ticked, data-confirm-no what the other button says. */
  const ask = (question, proceed, no = doc.body.dataset.labelCancel) => {
    const dialog = doc.createElement("dialog");
    const text = doc.createElement("p");
    text.textContent = question;
    const row = doc.createElement("div");
    row.className = "button-row";
    for (const [label, style, yes] of [[doc.body.dataset.labelOk, "button", true], [no, "button secondary", false]]) {
      const button = doc.createElement("button");
      button.type = "button"; button.className = style; button.textContent = label;
      button.addEventListener("click", () => { dialog.close(); if (yes) proceed(); });
      row.append(button);
    }
    dialog.append(text, row);
    dialog.addEventListener("close", () => dialog.remove());
    doc.body.append(dialog);
    dialog.showModal();
  };
  const confirmed = new WeakSet();
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    const checked = form.querySelectorAll("tbody input:checked").length;
    if (!question || (question.includes("{checked}") && !checked) || confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(question.replace("{checked}", checked), () => { confirmed.add(form); form.requestSubmit(event.submitter); }, form.dataset.confirmNo);
  }, true);
  doc.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, () => event.detail.issueRequest(true));
  });

  /* A form is sent once; a long form warns before its text is lost. */
  const changed = new Set(), reached = new Set();
  doc.addEventListener("input", (event) => { const form = event.target.closest("form[data-guard]"); if (form) changed.add(form); });
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "post" && !navigator.onLine && !reached.delete(form) && !event.defaultPrevented && !form.matches("[hx-boost], [hx-post]")) {
      /* Without network the browser would leave for a page of its own; with one the machine may still be reached. */
      event.preventDefault();
      fetch("/health/live", { cache: "no-store" }).then(() => { reached.add(form); form.requestSubmit(event.submitter); }, () => lost(form));
      return;
    }
    changed.delete(form);
    if (event.defaultPrevented || form.method !== "post" || form.matches("[data-elder-form], [data-download]")) return;
    const buttons = all("button:not([type=button])", form);
    setTimeout(() => buttons.forEach((button) => { button.disabled = true; button.classList.add("is-busy"); }), 0);
  });
  window.addEventListener("beforeunload", (event) => { if ([...changed].some((form) => form.isConnected)) event.preventDefault(); });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all("button.is-busy").forEach((button) => { button.disabled = false; button.classList.remove("is-busy"); });
  });

  /* htmx sends the CSRF token of the cookie or of the page. */
  doc.addEventListener("htmx:configRequest", (event) => {
    const token = doc.querySelector("[name=csrfmiddlewaretoken]")?.value || cookie("csrftoken");
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  });

  /* A part of a page that could not be fetched says so; a form with errors (422) is shown again, a whole page as it comes. */
  doc.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, boosted } = event.detail;
    if (xhr.status === 422 || (boosted && xhr.status < 500)) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  const failed = (event) => {
    const answer = new DOMParser().parseFromString(event.detail.xhr?.responseText || "", "text/html");
    const told = ["h1", "[data-error-message]"].map((part) => answer.querySelector(`.error-page ${part}`)?.textContent.trim());
    const notice = doc.createElement("div");
    notice.className = "notice error";
    notice.setAttribute("role", "alert");
    notice.textContent = told.filter(Boolean).join(" ") || doc.body.dataset.textFailed;
    doc.getElementById("messages")?.replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  };
  doc.addEventListener("htmx:responseError", failed);
  const lost = (form) => {
    const notice = form.querySelector("[data-lost]") || doc.createElement("p");
    notice.className = "notice warning";
    notice.dataset.lost = "";
    notice.setAttribute("role", "alert");
    notice.textContent = doc.body.dataset.textLost;
    form.prepend(notice);
    notice.scrollIntoView({ block: "nearest" });
  };
  const unsent = (event) => {
    const form = event.target.closest("form[hx-boost], form[hx-post]");
    if (form) lost(form); else failed(event);
  };
  doc.addEventListener("htmx:sendError", unsent);
  doc.addEventListener("htmx:timeout", unsent);
  window.addEventListener("online", () => all("[data-lost]").forEach((notice) => notice.remove()));
  doc.addEventListener("htmx:afterSwap", (event) => { if (event.detail.boosted) doc.getElementById("main")?.focus({ preventScroll: true }); });

  /* Charts: the bundle is loaded when the first chart comes near the screen. */
  let bundle;
  const load = (src) => bundle ??= new Promise((done, failed) => {
    const script = doc.createElement("script");
    script.src = src; script.type = "module"; script.onload = done; script.onerror = failed;
    doc.head.append(script);
  });
  /* The dark wall screen takes the same specifications with these colours instead. */
  const DARK = { "#0b6f92": "#3fb4d8", "#0b5f7d": "#3fb4d8", "#a8201a": "#ff9b94", "#14252e": "#f2f8fb", "#566973": "#9fb5c1", "#e3eaed": "#1b3b49", "#ffffff": "#0c2430",
    "#d9822b": "#f2a65a", "#5b4bc4": "#a394ff", "#b23a6b": "#f07aa8", "#1f8a57": "#46cf86", "#e0a11b": "#ffb52e", "#c8322b": "#ff6b62", "#9aa9b1": "#7d929e", "#6c7c86": "#8ba0ac",
    "#eaf3f6": "#123646", "#5fa9c2": "#2f8fb0", "#084a62": "#8be3fb" };
  const wall = doc.body.classList.contains("wallscreen");
  const token = (name) => getComputedStyle(doc.body).getPropertyValue(name).trim();
  const fitted = (spec, width) => {
    const scale = parseFloat(getComputedStyle(doc.body).fontSize) / 16;
    const config = spec.config;
    for (const key of ["axis", "legend", "header"]) {
      Object.assign(config[key], { labelColor: token("--c-ink-2"), titleColor: token("--c-ink-2") });
      config[key].labelFontSize *= scale; config[key].titleFontSize *= scale;
    }
    config.axis.gridColor = token("--c-line");
    config.text = { ...config.text, fontSize: 12 * scale };
    config.axis.labelLineHeight *= scale;
    if (spec.height) spec.height = Math.round(spec.height * Math.max(1, scale));
    if (spec.facet) {
      spec.columns = Math.max(1, Math.min(spec.columns, Math.floor(width / (230 * scale))));
      spec.spec.width = Math.min(420, Math.floor(width / spec.columns) - 60);
    }
    if (width < 480) config.axis.labelLimit = 96;
    return spec;
  };
  async function draw(box) {
    try {
      await load(box.dataset.bundle);
      const data = box.parentElement.querySelector("script[type='application/json']");
      const room = parseFloat(getComputedStyle(doc.body).fontSize) / 16;
      const dark = (text) => text.replace(/#[0-9a-f]{6}/g, (colour) => DARK[colour] ?? colour).replace(/("labelLimit": ?)(\d+)/g, (_all, key, size) => key + Math.round(size * room));
      const text = wall ? dark(data.textContent) : data.textContent;
      const spec = fitted(JSON.parse(text), box.clientWidth);
      if (wall && spec.height && box.clientHeight > 120) { spec.height = box.clientHeight - 4; spec.autosize = { type: "fit", contains: "padding" }; }
      await window.vegaEmbed(box, spec, { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: { disableDefaultStyle: true } });
      box.classList.add("is-ready");
    } catch (error) {
      console.error(error);
      box.hidden = true;
      box.parentElement.querySelector("details")?.setAttribute("open", "");
    }
  }
  const watcher = "IntersectionObserver" in window ? new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) { watcher.unobserve(entry.target); draw(entry.target); }
  }, { rootMargin: "300px" }) : null;
  window.addEventListener("beforeprint", () => all("[data-chart]:not(.is-ready)").forEach(draw));

  /* Files dropped on a field, and their names. */
  const dropzone = (zone) => {
    const input = zone.querySelector("input[type=file]");
    const list = zone.querySelector("[data-file-list]");
    const show = () => list?.replaceChildren(...[...input.files].map((file) => {
      const item = doc.createElement("li");
      item.textContent = `${file.name}（${(file.size / 1048576).toFixed(file.size < 104858 ? 2 : 1)} MB）`;
      return item;
    }));
    input.addEventListener("change", show);
    for (const kind of ["dragover", "dragleave", "drop"]) zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change", { bubbles: true })); }
    });
  };

  /* Wall screen: clock, new data, panels that take turns. */
  const runWall = () => {
    const clock = doc.querySelector("[data-clock]");
    const tick = () => { clock.textContent = new Date().toLocaleString("zh-CN", { dateStyle: "long", timeStyle: "short", timeZone: clock.dataset.clock || undefined }); };
    if (clock) { tick(); setInterval(tick, 10000); }
    const seconds = Number(doc.body.dataset.refresh);
    if (seconds) setInterval(() => { if (navigator.onLine) location.reload(); }, seconds * 1000);
    all("[data-rotate]").forEach((box) => {
      let at = 0;
      const turn = () => {
        [...box.children].forEach((child, i) => child.classList.toggle("is-shown", i === at));
        at = (at + 1) % box.children.length;
      };
      if (box.children.length > 1) { box.classList.add("is-rotating"); turn(); setInterval(turn, Number(box.dataset.rotate) * 1000 || 15000); }
    });
  };

  const mount = (root) => {
    const inside = (selector) => [...(root.matches?.(selector) ? [root] : []), ...all(selector, root)];
    inside("[data-chart]:not([data-mounted])").forEach((box) => { box.dataset.mounted = ""; watcher ? watcher.observe(box) : draw(box); });
    inside("[data-dropzone]:not([data-mounted])").forEach((zone) => { zone.dataset.mounted = ""; dropzone(zone); });
    inside("[data-print]").forEach((button) => { button.hidden = false; });
    inside("[data-autosubmit]:not([data-mounted])").forEach((control) => {
      control.dataset.mounted = "";
      control.addEventListener("change", () => control.form.requestSubmit());
    });
    inside("[data-focus]").forEach((el) => el.focus());
  };
  mount(doc);
  doc.addEventListener("htmx:load", (event) => mount(event.detail.elt));
  runWall();
})();
