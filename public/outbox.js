// Sends what could not be sent without a network: entries of the browser's storage, each a line of when it was said, where it
// goes and what is sent. Each has a key by which the server knows it again, so sending it twice counts once.
//
// What a counter registers without a network is `counter.js`'s, which is fetched where somebody of the staff is at work; what a resident
// has typed and not sent is `typed.js`'s, which is fetched where such a form is.
(() => {
  const PREFIX = "outbox:";
  const names = () => {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    } catch {
      return []; // a browser that keeps nothing
    }
  };
  const send = async () => {
    for (const name of names()) {
      const entry = localStorage.getItem(name);
      if (!entry) continue;
      const [at, path, ...fields] = entry.split(" ");
      const body = new URLSearchParams(fields.join(" "));
      body.set("age", String(Math.max(0, Math.round((Date.now() - Number(at)) / 1000))));
      let answer;
      try {
        answer = await fetch(path, { method: "POST", headers: { accept: "application/json" }, body });
      } catch {
        return; // still without a network
      }
      if (answer.status >= 500) return;
      // Only what speaks JSON is this server: a network that wants a sign-in first answers everything with a page.
      if (answer.redirected || !(answer.headers.get("content-type") ?? "").includes("json")) continue;
      // Asked to come back later, or staff are signed in on this device just now: it waits, and does not stop the others. Of whoever
      // rates their own work the level is refused, for good.
      if (answer.status === 429 || (answer.status === 422 && /"field":"form".*"staff_rates"/.test(await answer.text()))) continue;
      // Anything else is an answer, and its page says which.
      if (localStorage.getItem(name) === entry) localStorage.removeItem(name);
      dispatchEvent(new Event("outbox"));
    }
  };
  // One tab sends.
  const soon = () => names().length && (navigator.locks ? navigator.locks.request("outbox", send) : send());
  addEventListener("online", soon);
  soon();

  const here = document.currentScript?.src ?? "";
  const fetched = new Set();
  const needs = (file, where) => {
    if (fetched.has(file) || !document.querySelector(where)) return;
    fetched.add(file);
    const script = document.createElement("script");
    script.src = here.replace("/outbox.js", file);
    document.head.append(script);
  };
  const counter = () => needs("/counter.js", "[data-staff]:not(form)");
  const typed = () => needs("/typed.js", "[data-typed]");
  addEventListener("counter", counter);
  addEventListener("typed", typed);
  counter();
  typed();

  // Whoever of the staff signs out leaves nothing behind that names residents, and is asked where something was not sent yet.
  const signsOut = (event) => {
    const form = event.target;
    if (form.getAttribute("action") !== "/sign-out") return;
    try {
      const note = JSON.parse(localStorage.getItem("counter") ?? "{}");
      const account = form.dataset.staff ?? note.account;
      const own = Object.keys(localStorage).filter((name) => name.startsWith(`case:${account}:`));
      const text = (note.leave ?? "{n}").replace("{n}", String(own.length));
      if (own.length && !confirm(text)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      for (const name of [...own, "counter"]) localStorage.removeItem(name);
    } catch {
      // A browser that keeps nothing.
    }
  };
  addEventListener("submit", signsOut, true);

  // So does a resident, of what they have typed and not sent.
  const own = (resident) => Object.keys(localStorage).filter((name) => name.startsWith(`typed:${resident}:`));
  const leaves = (event) => {
    const { leave, resident } = event.target.dataset;
    try {
      const erases = event.target.closest("[data-erases]");
      if (erases) sessionStorage.setItem("erases", erases.dataset.erases);
      if (!leave) return;
      if (own(resident).length && !confirm(leave)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      for (const name of own(resident)) localStorage.removeItem(name);
    } catch {
      // A browser that keeps nothing.
    }
  };
  addEventListener("submit", leaves, true);

  // Whoever was forgotten comes to a page that says so: not before, because it may be refused. What lies for long is nobody's.
  try {
    const gone = new URLSearchParams(location.search).has("erased") ? sessionStorage.getItem("erases") : null;
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith("typed:")) continue;
      const at = /"at":(\d+)/.exec(localStorage.getItem(name))?.[1];
      if ((gone && name.startsWith(`typed:${gone}:`)) || !(Date.now() - at < 8 * 24 * 3600_000)) localStorage.removeItem(name);
    }
  } catch {
    // A browser that keeps nothing.
  }
})();
