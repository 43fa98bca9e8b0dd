// Keeps what a resident types into the form of a case in this browser until the server has taken it: a network that fails and a page that
// is loaded anew lose nothing. Nobody but the resident who typed it is shown it, signing out removes it, and so do eight days (`outbox.js`).
// Nothing is sent from here: that is for whoever reads it again.
(() => {
  const PREFIX = "typed:";
  /** Where a form says where it stands, and what only the page that draws it knows: which matter and draft. The version is what was
   * typed over: a draft that has moved on since is not overwritten, the server says so. */
  const OF_THE_PAGE = /^(from|then|code|draft|input\[answers\])/;

  const around = () => document.querySelector("[data-typed]");
  const name = () => PREFIX + around().dataset.typed;
  /** The form that has been filled in with what was kept: before that nothing is kept of it, or the little that is typed would take its
   * place; nor once the server has taken it. */
  let begun = null;
  /** What was typed before that, and what it said: becoming alive empties a field of several lines. */
  const early = new Map();

  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "null");
    } catch {
      return null; // a browser that keeps nothing, or something that is not ours
    }
  };

  function keep(form) {
    const entry = { at: Date.now(), on: location.pathname, fields: new URLSearchParams(new FormData(form)).toString() };
    try {
      localStorage.setItem(name(), JSON.stringify(entry));
    } catch {
      // Full, or a browser that keeps nothing: the form still says it.
    }
  }

  const lines = (text) => text?.replace(/\r\n?/g, "\n");
  /** What somebody has typed or chosen since the page came, before this ran. */
  function isNew(control) {
    if (!control.name || control.tagName === "BUTTON" || control.type === "hidden") return false;
    if (["checkbox", "radio"].includes(control.type)) return control.checked !== control.defaultChecked;
    const options = [...(control.options ?? [])];
    const drawn = control.options ? (options.find((option) => option.defaultSelected) ?? options[0])?.value : control.defaultValue;
    return lines(control.value) !== lines(drawn);
  }

  function look(form) {
    for (const control of form?.elements ?? []) if (isNew(control)) early.set(control, control.value);
  }

  /** Puts what was typed back, except into the fields that are `fresh`. A new one keeps its key: its answer may have been lost on the way.
   * A draft has its version for that. */
  function fillIn(entry, elements, fresh) {
    const said = new URLSearchParams(entry.fields);
    const isDraft = Boolean(elements.namedItem("draft")?.value);
    for (const control of elements) {
      if (!control.name || control.tagName === "BUTTON" || OF_THE_PAGE.test(control.name)) continue;
      if ((control.name === "key" && isDraft) || fresh.has(control.name)) continue;
      if (["checkbox", "radio"].includes(control.type)) control.checked = said.getAll(control.name).includes(control.value);
      else if (said.has(control.name)) control.value = said.get(control.name);
    }
    const say = around().dataset;
    const notice = element("div", "", "notice");
    const drop = element("button", say.drop, "btn small");
    drop.type = "button";
    drop.addEventListener("click", () => {
      if (!confirm(say.sure)) return;
      begun = null;
      localStorage.removeItem(name());
      around().querySelector("form").reset();
      location.reload();
    });
    const acts = element("p", "", "acts");
    const mine = element("a", say.mine, "btn small");
    mine.href = "/me/cases";
    acts.append(mine, drop);
    const at = new Date(entry.at).toLocaleString(document.documentElement.lang);
    notice.append(element("h2", say.title), element("p", say.lead.replace("{at}", at)), acts);
    document.getElementById("typed").replaceChildren(notice);
  }

  function element(tag, text, style) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (style) made.className = style;
    return made;
  }

  /** The form is there. One that the server has sent back has everything in it, and a version or a key with which it can be sent. */
  function begin() {
    const form = around()?.querySelector("form");
    if (!form || form === begun) return;
    for (const control of early.keys()) if (control.form !== form) early.delete(control);
    look(form);
    const fresh = new Set([...early.keys()].map((control) => control.name));
    const entry = "refused" in around().dataset ? null : read(name());
    if (entry) fillIn(entry, form.elements, fresh);
    for (const [control, value] of early) control.value = value;
    early.clear();
    begun = form;
    if (fresh.size) keep(form);
  }

  /** A key that nobody has. Not a `randomUUID`, which there is only with TLS. */
  const made = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const typed = (event) => {
    const form = event.target.form;
    if (!form?.closest("[data-typed]")) return;
    if (form === begun) keep(form);
    else early.set(event.target, event.target.value);
  };
  addEventListener("input", typed);
  addEventListener("change", typed);
  // Once what the application sets by itself is set.
  addEventListener("typed", () => setTimeout(begin));
  addEventListener("typed-taken", () => {
    begun = null;
    // The answers are looked over on a page of its own, which has nothing here.
    if (around()) localStorage.removeItem(name());
  });
  // It was taken before, with other words: whoever reads that and sends it again means another one.
  addEventListener("typed-again", () => {
    const form = around()?.querySelector("form");
    if (!form) return;
    form.elements.namedItem("key").value = made();
    keep(form);
  });
  if (document.documentElement.hasAttribute("data-alive")) begin();
  else look(around()?.querySelector("form"));
})();
