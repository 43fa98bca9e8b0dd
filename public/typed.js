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
  let taken = false;
  /** The form that has been filled in with what was kept: before that nothing is kept of it, or the little that is typed would take its place. */
  let begun = "";

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

  /** What somebody has typed since the page came, before this ran. */
  const isNew = (control) =>
    ["checkbox", "radio"].includes(control.type)
      ? control.checked !== control.defaultChecked
      : !control.options && control.type !== "hidden" && control.value !== control.defaultValue;

  /** Puts what was typed back. A new one keeps its key: its answer may have been lost on the way. A draft has its version for that. */
  function fillIn(entry) {
    const said = new URLSearchParams(entry.fields);
    const { elements } = around().querySelector("form");
    const isDraft = Boolean(elements.namedItem("draft")?.value);
    for (const control of elements) {
      if (!control.name || control.tagName === "BUTTON" || OF_THE_PAGE.test(control.name)) continue;
      if ((control.name === "key" && isDraft) || isNew(control)) continue;
      if (["checkbox", "radio"].includes(control.type)) control.checked = said.getAll(control.name).includes(control.value);
      else if (said.has(control.name)) control.value = said.get(control.name);
    }
    const say = around().dataset;
    const notice = element("div", "", "notice");
    const drop = element("button", say.drop, "btn small");
    drop.type = "button";
    drop.addEventListener("click", () => {
      if (!confirm(say.sure)) return;
      taken = true;
      localStorage.removeItem(name());
      around().querySelector("form").reset();
      location.reload();
    });
    const acts = element("p", "", "acts");
    acts.append(drop);
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

  /** The form is there. */
  function begin() {
    taken = false;
    if (!around()) return;
    const entry = read(name());
    if (entry) fillIn(entry);
    begun = name();
  }

  const typed = (event) => {
    const form = event.target.form;
    if (form?.closest("[data-typed]") && !taken && begun === name()) keep(form);
  };
  addEventListener("input", typed);
  addEventListener("change", typed);
  addEventListener("typed", begin);
  addEventListener("typed-taken", () => {
    taken = true;
    // The answers are looked over on a page of its own, which has nothing here.
    if (around()) localStorage.removeItem(name());
  });
  if (document.documentElement.hasAttribute("data-alive")) begin();
})();
