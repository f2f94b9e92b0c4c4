/* The interviewer's page: cases, interviews, outcomes; kept on the device at every change and sent when there is network. */
(() => {
  "use strict";
  const root = document.querySelector("[data-tablet]");
  if (!root) return;
  const say = JSON.parse(document.getElementById("tablet-texts").textContent);
  const store = window.kepuStore(root.dataset.member);
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const token = () => document.cookie.split("; ").find((one) => one.startsWith("csrftoken="))?.split("=")[1] || root.dataset.token;
  const device = () => { let mark = localStorage.getItem("kepu-device"); if (!mark) { mark = crypto.randomUUID(); localStorage.setItem("kepu-device", mark); } return mark; };
  const make = (tag, values = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(values)) {
      if (name === "class") node.className = value;
      else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (typeof value === "boolean") node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  };
  const button = (text, act, look = "button") => make("button", { type: "button", class: look, onclick: act }, text);
  const now = () => new Date().toISOString();
  let bundle = null;
  let syncing = false;
  let again = false;
  let told = false;

  const tell = (text, bad = false) => { const box = part("told"); box.textContent = text; box.classList.toggle("error-text", bad); };
  const show = (name) => {
    for (const one of root.querySelectorAll("[data-part=list],[data-part=screen]")) one.hidden = one.dataset.part !== name;
    for (const one of ["sync", "clear"]) part(one).hidden = name !== "list";
    window.scrollTo(0, 0);
  };

  /* What waits and what is sent. */
  const status = async () => {
    const work = await store.work();
    const waiting = work.filter((one) => one.status === "ready").length;
    part("network").textContent = navigator.onLine ? say.online : say.offline;
    part("waiting").textContent = waiting ? `${waiting} ${say.waiting}` : bundle ? say.nothing : "";
    part("waiting").dataset.count = String(waiting);
    part("loaded").textContent = bundle ? `${say.loaded} ${new Date(bundle.at).toLocaleString("zh-CN")}` : "";
    return work;
  };

  /* One community at a time: what is chosen stays chosen when the list is drawn again or opened tomorrow. */
  const places = (cases) => {
    const open = new Map();
    for (const one of cases) open.set(one.place, (open.get(one.place) || 0) + (one.state === "issued" || one.state === "started" ? 1 : 0));
    const chosen = localStorage.getItem("kepu-place") || "";
    part("place").replaceChildren(make("option", { value: "" }, say.everywhere),
      ...[...open].map(([name, count]) => make("option", { value: name, selected: name === chosen }, `${name} ${count}`)));
    part("places").hidden = open.size < 2;
  };

  /* Draws the list; `list` also turns to it. What comes from the network later must not turn the page under an interview. */
  const render = async () => {
    const work = Object.fromEntries((await status()).map((one) => [one.case, one]));
    const box = part("cases");
    box.replaceChildren();
    const cases = bundle?.cases || [];
    if (!cases.length) box.append(make("p", { class: "muted" }, bundle ? say.empty : say.never));
    places(cases);
    const place = part("place").value;
    const finished = make("details", { class: "disclosure" }, make("summary", {}));
    for (const one of cases) {
      if (place && one.place !== place) continue;
      const mine = work[one.id];
      const open = one.state === "issued" || one.state === "started";
      const text = mine ? (mine.status === "conflict" ? say.conflict : say[mine.status]) : say.states[one.state];
      const line = make("div", { class: "tablet-case", "data-case": String(one.id), "data-status": mine ? mine.status : one.state },
        make("span", {}, make("strong", {}, one.number), ` ${one.place}`), make("span", { class: "badge" }, text));
      if (mine?.status === "conflict") line.append(make("p", { class: "error-text" }, mine.message), button(say.dismiss, async () => { await store.remove(one.id); await list(); }, "button small secondary"));
      else if (open && (!mine || mine.status === "draft")) line.append(make("span", { class: "row" },
        button(mine?.consented_at ? say.go_on : say.interview, () => interview(one), "button small"), button(say.outcome, () => outcome(one, Boolean(mine)), "button small secondary")));
      (open || mine ? box : finished).append(line);
    }
    const count = finished.children.length - 1;
    if (count) { finished.firstChild.textContent = `${say.finished} ${count}`; box.append(finished); }
  };
  const list = async () => { await render(); show("list"); };

  /* An interview: consent, background, items, end. `step` is -1 for the consent, 0 for the background, then the items. */
  const fresh = (one) => ({ case: one.id, kind: "sheet", status: "draft", key: crypto.randomUUID(), step: -1, answers: {}, seconds: {}, background: { groups: [] } });
  const interview = async (one) => {
    const kept = await store.one(one.id);
    const work = kept && kept.kind === "sheet" ? kept : fresh(one);
    step(one, work);
  };
  const step = (one, work) => {
    const items = bundle.booklets[one.booklet];
    const screen = part("screen");
    screen.replaceChildren(make("p", { class: "muted" }, `${one.number} ${one.place}`));
    if (work.step < 0) consent(screen, one, work);
    else if (work.step === 0) background(screen, one, work);
    else if (work.step <= items.length) item(screen, one, work, items);
    else end(screen, one, work, items);
    show("screen");
    screen.querySelector("h2, legend")?.focus?.();
  };
  const go = async (one, work, to) => { work.step = to; await store.save(work); step(one, work); };

  const consent = (screen, one, work) => {
    const survey = bundle.surveys[one.survey];
    screen.append(make("h2", {}, survey.title), make("p", { class: "muted" }, say.consent), make("p", { class: "consent-text" }, survey.consent),
      make("div", { class: "button-row" }, button(say.agree, async () => { work.consented_at ??= now(); work.started_at ??= now(); await go(one, work, 0); }), button(say.list, list, "button quiet")));
  };

  const choices = (name, kind, options, chosen, change) => options.map(([value, text]) => make("label", { class: "choice" },
    make("input", { type: kind, name, value, checked: chosen.includes(value), onchange: change }), make("span", {}, text)));
  const picked = (box, name) => [...box.querySelectorAll(`input[name="${name}"]:checked`)].map((input) => input.value);

  const background = (screen, one, work) => {
    const save = async () => {
      for (const field of say.fields) {
        if (field.kind === "number") { const typed = screen.querySelector(`[name="${field.name}"]`).value.trim(); work.background[field.name] = typed === "" ? null : Number(typed); }
        else { const found = picked(screen, field.name); work.background[field.name] = field.kind === "radio" ? found[0] || "" : found; }
      }
      await store.save(work);
    };
    for (const field of say.fields) {
      const given = work.background[field.name];
      screen.append(field.kind === "number"
        ? make("div", { class: "field" }, make("label", { for: `f-${field.name}` }, field.label), make("input", { id: `f-${field.name}`, name: field.name, inputmode: "numeric", value: given ?? (field.name === "eligible_persons" ? "1" : ""), oninput: save }))
        : make("fieldset", { class: "item" }, make("legend", {}, field.label), ...choices(field.name, field.kind, field.choices, [].concat(given ?? []), save)));
    }
    const wrong = make("p", { class: "error-text", role: "alert" });
    const next = async () => {
      await save();
      const { sex, age, education, eligible_persons: persons } = work.background;
      if (!sex || !education || !Number.isInteger(age) || !Number.isInteger(persons) || persons < 1) { wrong.textContent = say.choose; return; }
      if (age < 18 || age > 69) { wrong.textContent = say.ineligible; return; }
      await go(one, work, 1);
    };
    screen.append(wrong, make("div", { class: "button-row" }, button(say.next, next), button(say.list, list, "button quiet")));
  };

  const item = (screen, one, work, items) => {
    const asked = items[work.step - 1];
    const given = work.answers[asked.id];
    let shown = performance.now();
    const wrong = make("p", { class: "error-text", role: "alert" });
    const box = make("fieldset", { class: "item" }, make("legend", { tabindex: "-1" }, asked.stem));
    const read = () => {
      if (asked.kind === "numeric") { const typed = box.querySelector("input").value.trim(); return typed === "" ? null : Number.isFinite(Number(typed)) ? Number(typed) : undefined; }
      if (asked.kind !== "order") { const found = picked(box, "answer"); return found.length ? found : null; }
      const places = asked.options.map((option, at) => [option.key, Number(box.querySelectorAll("select")[at].value) || 0]);
      if (places.every(([, place]) => !place)) return null;
      const sorted = places.map(([, place]) => place).sort((a, b) => a - b);
      return sorted.every((place, at) => place === at + 1) ? places.sort((a, b) => a[1] - b[1]).map(([key]) => key) : undefined;
    };
    const keep = async () => {
      const answer = read();
      if (answer === null) delete work.answers[asked.id]; else if (answer !== undefined) work.answers[asked.id] = answer;
      work.seconds[asked.id] = Math.round(((work.seconds[asked.id] || 0) + (performance.now() - shown) / 1000) * 10) / 10;
      shown = performance.now();
      await store.save(work);
      return answer;
    };
    if (asked.kind === "numeric") box.append(make("div", { class: "field" }, make("label", { for: "t-number" }, say.number), make("input", { id: "t-number", inputmode: "decimal", value: given ?? "", oninput: keep })));
    else if (asked.kind === "order") {
      box.append(make("p", { class: "muted small" }, say.order));
      asked.options.forEach((option) => box.append(make("div", { class: "field order-field" }, make("label", { for: `o-${option.key}` }, option.text),
        make("select", { id: `o-${option.key}`, onchange: keep }, make("option", { value: "" }, "—"), ...asked.options.map((_, at) => make("option", { value: String(at + 1), selected: given?.[at] === option.key }, String(at + 1)))))));
    } else {
      if (asked.kind === "multiple") box.append(make("p", { class: "muted small" }, say.many));
      box.append(...choices("answer", asked.kind === "multiple" ? "checkbox" : "radio", asked.options.map((option) => [option.key, option.text]), given || [], keep));
    }
    const leave = (to) => async () => { if ((await keep()) === undefined) { wrong.textContent = asked.kind === "order" ? say.bad_order : say.number; return; } await go(one, work, to); };
    screen.append(make("h2", { class: "small muted" }, `${say.question} ${work.step} ${say.of} ${items.length} ${say.end}`), make("progress", { max: String(items.length), value: String(work.step), "aria-label": `${work.step}/${items.length}` }), box, wrong,
      make("div", { class: "button-row" }, button(say.next, leave(work.step + 1)), button(say.back, leave(work.step - 1), "button quiet"), button(say.list, async () => { await keep(); await list(); }, "button quiet")));
  };

  const end = (screen, one, work, items) => {
    const blank = items.map((asked, at) => (asked.id in work.answers ? 0 : at + 1)).filter(Boolean);
    screen.append(make("h2", { tabindex: "-1" }, say.finish));
    if (blank.length) screen.append(make("p", {}, say.blank), make("p", { class: "row" }, ...blank.map((place) => button(String(place), () => go(one, work, place), "button small secondary"))));
    const finish = async () => { work.completed_at = now(); work.device = device(); work.status = "ready"; await store.save(work); await list(); await send(); };
    screen.append(make("div", { class: "button-row" }, button(say.finish, finish), button(say.back, () => go(one, work, items.length), "button quiet"), button(say.list, list, "button quiet")));
  };

  /* How it went without an interview. */
  const outcome = (one, begun) => {
    const screen = part("screen");
    const wrong = make("p", { class: "error-text", role: "alert" });
    const contacts = make("input", { id: "o-contacts", inputmode: "numeric", value: String(one.contacts + 1) });
    const reason = make("input", { id: "o-reason", maxlength: "300" });
    const save = async () => {
      const chosen = picked(screen, "outcome")[0] || "";
      if (begun && !chosen) { wrong.textContent = say.outcome; return; }
      const count = Number(contacts.value);
      if (!Number.isInteger(count) || count < 0 || count > 50) { wrong.textContent = say.contacts; return; }
      if (chosen === "absent" && count < say.least_contacts) { wrong.textContent = say.few; return; }
      if (chosen === "ineligible" && !reason.value.trim()) { wrong.textContent = say.why; return; }
      one.contacts = count;
      await store.keep(bundle);
      await store.save({ case: one.id, kind: "outcome", status: "ready", key: crypto.randomUUID(), outcome: chosen, contacts: count, reason: reason.value.trim() });
      await list();
      await send();
    };
    screen.replaceChildren(make("h2", {}, `${one.number} ${one.place}`), make("fieldset", { class: "item" }, make("legend", {}, say.outcome),
      ...choices("outcome", "radio", [...(begun ? [] : [["", say.only_contact]]), ...say.outcomes], begun ? [] : [""], () => {})),
    make("div", { class: "field" }, make("label", { for: "o-contacts" }, say.contacts), contacts), make("div", { class: "field" }, make("label", { for: "o-reason" }, say.reason), reason),
    wrong, make("div", { class: "button-row" }, button(say.save, save), button(say.list, list, "button quiet")));
    show("screen");
  };

  /* To and from the server. What was not taken stays here with the reason. */
  const call = async (url, body) => {
    const answer = await fetch(url, { method: body ? "POST" : "GET", redirect: "manual", credentials: "same-origin", headers: body ? { "Content-Type": "application/json", "X-CSRFToken": token() } : {}, body: body ? JSON.stringify(body) : undefined });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new Error(say.sign_in);
    if (!answer.ok) throw new Error(say.failed);
    return answer.json();
  };
  const load = async () => { bundle = await call(root.dataset.load); await store.keep(bundle); };
  const send = async (asked = false) => {
    if (!navigator.onLine) return;
    let taken = 0;
    if (syncing) { // who asks hears how this round ends; what was saved meanwhile goes in the next
      if (asked) told = true; else again = true;
      return;
    }
    syncing = true;
    again = false;
    try {
      for (;;) {
        const ready = (await store.work()).filter((one) => one.status === "ready").slice(0, 20);
        if (!ready.length) break;
        const { results } = await call(root.dataset.sync, { sheets: ready.filter((one) => one.kind === "sheet"), outcomes: ready.filter((one) => one.kind === "outcome") });
        let known = 0;
        for (const result of results) {
          const work = ready.find((one) => one.case === result.case && one.key === result.key);
          if (!work) continue;
          known += 1;
          if (result.status === "accepted") {
            const mine = bundle?.cases.find((one) => one.id === work.case);
            if (mine) mine.state = result.state;
            await store.remove(work.case);
            taken += 1;
          } else await store.save({ ...work, status: "conflict", message: result.message });
        }
        if (!known) break;
      }
      await load();
      if (taken) tell(`${say.taken} ${taken} ${say.pieces}`);
      else if (asked || told) tell(say.refreshed);
      else if (part("told").classList.contains("error-text")) tell("");
    } catch (error) {
      tell(error instanceof TypeError ? say.failed : error.message, true);
    } finally {
      syncing = told = false;
      if (again) setTimeout(send, 0);
      if (!part("list").hidden) await render(); else await status();
    }
  };

  part("place").addEventListener("change", async () => { localStorage.setItem("kepu-place", part("place").value); await render(); });
  part("sync").addEventListener("click", async () => { if (navigator.onLine) await send(true); else tell(say.offline, true); });
  part("clear").addEventListener("click", async () => {
    if ((await store.work()).length) { tell(say.unsent, true); return; }
    await store.clear(); bundle = null; await list(); tell(say.cleared);
  });
  window.addEventListener("online", () => send());
  setInterval(async () => { if (!syncing && (await store.work()).some((one) => one.status === "ready")) await send(); }, 30000);
  window.addEventListener("offline", status);
  (async () => {
    if ("serviceWorker" in navigator) navigator.serviceWorker.register(root.dataset.worker).catch(() => {});
    navigator.storage?.persist?.();
    bundle = (await store.bundle()) || null;
    await list();
    root.dataset.ready = "1";
    if (!bundle && navigator.onLine) part("cases").replaceChildren(make("p", { class: "muted" }, say.loading));
    await send();
  })();
})();
