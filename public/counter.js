// Registers cases at a counter without a network: what is sent then is kept in this browser, under the account that typed it, until the
// server has taken it. It is shown on the counter's page, and on the one that opens without a network, which has no application.
//
// Each has the key by which the server knows it again, so sending it twice registers it once. Nobody but the account that typed it sees
// or sends it, and signing out removes it (`outbox.js` asks first). It stays until it is taken or whoever typed it deletes it; what nobody
// has come back for in a month may be deleted, unseen, by who leads the center.
(() => {
  const PREFIX = "case:";
  /** Who has opened a counter here last, on which day, and which centers there are. */
  const NOTE = "counter";
  /** Where the server takes a case. */
  const PATH = "/api/case/open_for";
  const SHELL = "/admin/counter/offline";
  /** The server counts a case from when it was typed for so long (`LATER_DAYS`). */
  const COUNTS = 7 * 24 * 3600_000;
  /** Nobody comes back for it. */
  const LEFT = 30 * 24 * 3600_000;

  const $ = (selector) => document.querySelector(selector);
  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null");
    } catch {
      return null; // a browser that keeps nothing, or something that is not ours
    }
  };
  const write = (name, value) => {
    try {
      localStorage.setItem(name, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  };
  const remove = (name) => localStorage.removeItem(name);
  const names = () => {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    } catch {
      return [];
    }
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const today = () => new Date().toDateString();
  const shell = () => $("[data-shell]");

  /** Whose page this is: of the application the account that is signed in, of the other the one that opened the counter here today. */
  function account() {
    if (!shell()) return $("[data-staff]")?.dataset.staff;
    const note = read(NOTE);
    return note?.day === today() ? note.account : undefined;
  }

  /** What waits of the account, the first first. */
  function waiting(who = account()) {
    const own = names().filter((name) => who && name.startsWith(`${PREFIX}${who}:`));
    const entries = own.map((name) => ({ ...read(name), name })).filter((entry) => typeof entry.fields === "string");
    return entries.sort((a, b) => a.at - b.at);
  }

  const field = (entry, name) => new URLSearchParams(entry.fields).get(name) ?? "";
  const title = (entry) => [field(entry, "matter"), field(entry, "input[name]")].filter(Boolean).join(" · ");
  const age = (entry) => String(Math.max(0, Math.round((Date.now() - entry.at) / 1000)));
  /** Whoever typed it decides about it: sent now, it counts from now. */
  const old = (entry) => Date.now() - entry.at > COUNTS;
  /** Goes by itself. */
  const goes = (entry) => !entry.refused && !old(entry);

  // ---- keeping

  /** Whether what has to be said is; the browser says what is missing. */
  function complete(form) {
    const value = (name) => form.elements.namedItem(name)?.value.trim() ?? "";
    for (const name of ["matter", "input[name]", "input[mode]"]) {
      const control = form.elements.namedItem(name);
      if (control) control.required = true;
    }
    const consent = form.elements.namedItem("input[consent]");
    if (consent) consent.required = value("input[mode]") === "assisted" || value("input[agent]") !== "";
    const why = form.elements.namedItem("input[words]");
    if (why) why.required = value("input[mode]") === "immediate" && value("input[decision]") === "not_granted";
    return form.reportValidity();
  }

  /** Keeps what a form says, under the key that it has, and empties it for the next one. */
  function keep(form) {
    const who = account();
    const data = new FormData(form);
    for (const name of ["from", "then", "later[age]", "later[account]"]) data.delete(name);
    const key = String(data.get("key") || made());
    data.set("key", key);
    const name = `${PREFIX}${who}:${key}`;
    const before = read(name);
    // What was mended was brought when it was first typed.
    const entry = { at: before?.at ?? Date.now(), fields: new URLSearchParams(data).toString() };
    const kept = Boolean(who) && write(name, entry);
    if (kept) empty(form);
    draw(kept ? words().kept : words().full);
    return kept;
  }

  /** A key that nobody has. Not a `randomUUID`, which there is only with TLS. */
  function made() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function empty(form) {
    form.reset();
    form.elements.namedItem("key").value = made();
    for (const name of ["later[age]", "later[account]"]) {
      const control = form.elements.namedItem(name);
      if (control) control.value = "";
    }
    const center = form.elements.namedItem("center");
    center.value = (shell() ? read(NOTE)?.center : words().center) || center.value;
    for (const control of form.querySelectorAll("[data-mended]")) control.remove();
    heard(form);
    form.elements.namedItem("matter").focus();
  }

  /** Whoever listens hears what was filled in as if it had been typed. */
  function heard(form) {
    for (const name of ["matter", "input[mode]"]) {
      for (const kind of ["input", "change"]) form.elements.namedItem(name)?.dispatchEvent(new Event(kind, { bubbles: true }));
    }
  }

  // ---- sending

  /** Sends what waits, one after the other; what the server refuses is kept with its reason. */
  async function send() {
    const who = account();
    if (shell() || !who) return;
    const registered = [];
    for (const entry of waiting(who)) {
      if (!goes(entry)) continue;
      let answer;
      try {
        answer = await post(entry, who, "application/json");
      } catch {
        return; // still without a network
      }
      if (answer.status >= 500 || answer.status === 429) return;
      if (answer.status === 401) return draw(words().signin, true);
      // Only what speaks JSON is this server: a network that wants a sign-in first answers everything with a page.
      if (answer.redirected || !(answer.headers.get("content-type") ?? "").includes("json")) return;
      // Mended or deleted meanwhile, in another tab.
      if (read(entry.name)?.fields !== entry.fields) continue;
      if (answer.ok) {
        const { number } = await answer.json();
        remove(entry.name);
        // In two halves, as everywhere.
        const said = `${number.slice(0, 4)} ${number.slice(4)}`;
        registered.push(fill(words().sent ?? "", { n: said, name: field(entry, "input[name]") }));
        draw(registered.join(" "));
      } else {
        write(entry.name, { at: entry.at, fields: entry.fields, refused: await why(entry, who) });
        draw(registered.join(" "));
      }
    }
  }

  function post(entry, who, accept) {
    const body = new URLSearchParams(entry.fields);
    body.set("later[age]", age(entry));
    body.set("later[account]", who);
    if (accept !== "application/json") body.set("from", `/admin/counter?center=${encodeURIComponent(field(entry, "center"))}`);
    return fetch(PATH, { method: "POST", headers: { accept }, body });
  }

  /** What is wrong, in the page's words: asked once more as a form without scripts, which is refused the same. */
  async function why(entry, who) {
    try {
      const page = new DOMParser().parseFromString(await (await post(entry, who, "text/html")).text(), "text/html");
      const said = [...page.querySelectorAll(".errors li, .errors p")].map((item) => item.textContent.trim()).filter(Boolean);
      return said.join(" ") || words().other;
    } catch {
      return words().other;
    }
  }

  /** One tab sends. */
  const soon = () => waiting().length && (navigator.locks ? navigator.locks.request("counter", send) : send());

  // ---- showing

  const words = () => $("#unsent")?.dataset ?? {};

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  /** Shows what waits, under something that has just happened. */
  function draw(said = "", signIn = false) {
    const place = $("#unsent");
    if (!place) return;
    const all = waiting();
    const say = words();
    const parts = [];
    if (said) {
      const line = element("p", said, { class: signIn ? "notice warn" : "notice", role: "status" });
      if (signIn) line.append(" ", element("a", say.signindo, { class: "btn small", href: "/sign-in/staff?then=/admin/counter", rel: "external" }));
      parts.push(line);
    }
    if (all.length) {
      const card = element("div", "", { class: "card stack close" });
      const list = element("ul", "", { class: "list" });
      list.append(...all.map(item));
      const unsent = all.filter(goes).length;
      card.append(element("h2", say.title), ...(unsent ? [element("p", fill(say.waits, { n: unsent }))] : []), list);
      parts.push(card);
    }
    const who = account();
    const others = names().filter((name) => who && !name.startsWith(`${PREFIX}${who}:`));
    if (others.length) parts.push(element("p", fill(say.others, { n: others.length }), { class: "notice" }));
    const left = others.filter((name) => Date.now() - read(name)?.at > LEFT);
    if (say.clear && left.length) parts.push(clear(left));
    place.replaceChildren(...parts);
  }

  /** A button that deletes what other accounts have left behind, and shows nothing of it. */
  function clear(left) {
    const button = element("button", fill(words().clear, { n: left.length }), { type: "button", class: "btn small" });
    button.addEventListener("click", () => {
      if (!confirm(fill(words().clearsure, { n: left.length }))) return;
      left.forEach(remove);
      draw();
    });
    return element("p", "").appendChild(button).parentNode;
  }

  function item(entry) {
    const say = words();
    const line = element("li", "");
    const about = element("div", "", { class: "grow" });
    about.append(element("b", title(entry)), element("p", fill(say.at, { n: new Date(entry.at).toLocaleString(document.documentElement.lang) })));
    if (old(entry)) about.append(element("p", say.old, { class: "err" }));
    if (entry.refused) about.append(element("p", fill(say.refused, { n: entry.refused }), { class: "err" }));
    const mend = element("button", say.mend, { type: "button", class: "btn small" });
    mend.addEventListener("click", () => fillIn(entry));
    const drop = element("button", say.drop, { type: "button", class: "btn small quiet" });
    drop.addEventListener("click", () => {
      if (!confirm(fill(say.sure, { name: title(entry) }))) return;
      remove(entry.name);
      draw();
    });
    const acts = element("span", "", { class: "row" });
    acts.append(mend, drop);
    line.append(about, acts);
    return line;
  }

  /** Puts what waits back into the form, under its key; it waits until the form is taken. */
  function fillIn(entry) {
    const form = $("[data-outbox] form");
    if (!form) return;
    const said = new URLSearchParams(entry.fields);
    form.reset();
    for (const control of form.elements) {
      if (!control.name || /^(from|then|later)/.test(control.name)) continue;
      if (control.type === "checkbox") control.checked = said.get(control.name) === control.value;
      else if (said.has(control.name)) control.value = said.get(control.name);
      if (control.value && control.closest("details") && control.tagName !== "SELECT") control.closest("details").open = true;
    }
    // A notice that the form does not begin with this time.
    if (said.get("notice") && !form.elements.namedItem("notice")) {
      form.append(element("input", "", { type: "hidden", name: "notice", value: said.get("notice"), "data-mended": "" }));
    }
    const mode = said.get("input[mode]");
    heard(form);
    // What the matter allows is known once the matter is.
    setTimeout(() => {
      const select = form.elements.namedItem("input[mode]");
      if (select && mode) select.value = mode;
    });
    draw(words().mending);
    form.elements.namedItem("matter").focus();
  }

  // ---- the page without an application

  /** Opens the form, where the counter was opened here today. */
  async function open() {
    const note = read(NOTE);
    const form = $("[data-outbox] form");
    if (!form || !account()) return;
    $("#closed").hidden = true;
    $("#open").hidden = false;
    const select = form.elements.namedItem("center");
    for (const [id, name] of note.centers ?? []) select.append(new Option(name, id));
    select.value = note.center ?? "";
    if (!select.value && select.options.length) select.selectedIndex = 0;
    $("#counter-center").hidden = select.options.length < 2;
    form.elements.namedItem("key").value ||= made();
    draw();
    try {
      const { matters } = await (await fetch("/open/matters.json")).json();
      const english = document.documentElement.lang.startsWith("en");
      const label = ({ code, name }) => `${code} ${(english && name.en) || name.zh}`;
      $("#matters").append(...matters.map((matter) => new Option("", label(matter))));
      form.elements.namedItem("matter").addEventListener("input", () => narrow(form, matters));
    } catch {
      // Without the index a matter is typed by its code.
    }
  }

  /** Only the modes that the matter allows can be chosen, and a single one is chosen already. */
  function narrow(form, matters) {
    const typed = form.elements.namedItem("matter").value.trim().toLowerCase();
    const meant = matters.find(({ code, name }) => [code, name.zh, name.en].some((text) => text && text.toLowerCase() === typed) || typed.startsWith(`${code.toLowerCase()} `));
    const select = form.elements.namedItem("input[mode]");
    for (const option of select.options) option.hidden = option.disabled = Boolean(option.value && meant && !meant.modes.includes(option.value));
    if (select.selectedOptions[0]?.disabled) select.value = "";
    if (meant?.modes.length === 1) select.value = meant.modes[0];
  }

  /** Somebody of the staff is at work here. */
  function work() {
    const who = $("[data-staff]")?.dataset.staff;
    if (!who) return;
    const note = read(NOTE);
    const place = $("#unsent");
    if (place?.dataset.centers) {
      const centers = place.dataset.centers.split("\n").map((line) => line.split("\t"));
      const center = place.dataset.center || (note?.account === who ? note.center : "") || "";
      write(NOTE, { account: who, day: today(), centers, center, leave: place.dataset.leave });
      // The worker keeps the page that opens without a network.
      navigator.serviceWorker?.ready.then((worker) => worker.active?.postMessage({ visited: location.origin + SHELL }));
    } else if (note?.account !== who) {
      write(NOTE, { account: who });
    }
    // What says nothing that could be shown.
    for (const name of names()) if (typeof read(name)?.fields !== "string") remove(name);
    draw();
    soon();
  }

  // Before anybody else hears of it.
  addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.closest("[data-outbox]")) return;
      if (shell() || !navigator.onLine) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (complete(form)) keep(form);
        return;
      }
      // One that is mended was brought when it was first typed, if that still counts.
      const who = account();
      const entry = read(`${PREFIX}${who}:${form.elements.namedItem("key").value}`);
      const later = form.elements.namedItem("later[age]");
      if (!later) return;
      const counts = entry && !old(entry);
      later.value = counts ? age(entry) : "";
      form.elements.namedItem("later[account]").value = counts ? who : "";
    },
    true,
  );
  addEventListener("case-unsent", (event) => {
    const form = $("[data-outbox] form");
    if (form && keep(form)) event.preventDefault();
  });
  addEventListener("case-taken", () => {
    const key = $("[data-outbox] form")?.elements.namedItem("key").value;
    if (key) remove(`${PREFIX}${account()}:${key}`);
  });
  addEventListener("counter", work);
  addEventListener("online", () => (shell() ? comeBack() : soon()));

  /** The network is back: to the counter itself, which sends; not away from what is being typed. */
  function comeBack() {
    const form = $("[data-outbox] form");
    const typed = form && [...form.elements].some((control) => control.type === "text" && control.value && control.name !== "key");
    if (!typed) setTimeout(() => location.assign("/admin/counter"), 1000);
  }

  if (shell()) open();
  else if (document.documentElement.hasAttribute("data-alive")) work();
})();
