//! What of [`super`] needs a browser: the forms of the page, what their controls say, and the tab's storage.

use crate::lang::{Lang, t};
use leptos::prelude::{document, window};
use leptos::web_sys::{
    BeforeUnloadEvent, Element, Event, EventInit, HtmlFormElement, HtmlInputElement, HtmlOptionElement,
    HtmlSelectElement, HtmlTextAreaElement,
};
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use wasm_bindgen::{JsCast, prelude::Closure};

/// On a form that was saved: what its controls say is what is stored.
pub(in crate::ui) const SAVED: &str = "data-saved";
/// All forms that are looked after.
const FORMS: &str = "form[data-kept]";
/// On a form that was drawn with what was typed before a refusal.
const REFUSED: &str = "data-unsaved";
/// Name in the tab's storage.
const KEY: &str = "typed";

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static LEAVING: Cell<bool> = const { Cell::new(false) };
}

/// What is carried over one load of a page.
#[derive(Serialize, Deserialize)]
struct Carried {
    page: String,
    forms: Vec<Typed>,
}

/// One form: where it goes, what it is about, over which version, and of each control its name, which of that name it is,
/// what it said at first, and what it says.
#[derive(Serialize, Deserialize)]
struct Typed {
    action: String,
    about: String,
    version: String,
    controls: Vec<[String; 4]>,
}

/// Asks before the page is left. A link is then followed by the browser and not by the router, so that there is one question
/// and one who asks it.
pub(super) fn guard() {
    if GUARDED.replace(true) {
        return;
    }
    let ask = Closure::<dyn Fn(BeforeUnloadEvent)>::new(|event: BeforeUnloadEvent| {
        if !LEAVING.get() && forms().iter().any(is_unsaved) {
            event.prevent_default();
            event.set_return_value("unsaved");
        }
    });
    let links = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        let on_link = target.is_some_and(|t| matches!(t.closest("a[href]"), Ok(Some(_))));
        if on_link && forms().iter().any(is_unsaved) {
            event.stop_propagation();
        }
    });
    let window = window();
    _ = window.add_event_listener_with_callback("beforeunload", ask.as_ref().unchecked_ref());
    _ = window.add_event_listener_with_callback_and_bool("click", links.as_ref().unchecked_ref(), true);
    ask.forget();
    links.forget();
}

fn forms() -> Vec<HtmlFormElement> {
    let Ok(found) = document().query_selector_all(FORMS) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|i| found.get(i)?.dyn_into().ok())
        .collect()
}

fn controls(form: &HtmlFormElement) -> Vec<Element> {
    let all = form.elements();
    (0..all.length()).filter_map(|i| all.item(i)).collect()
}

fn mark(on: bool) -> String {
    if on { "1" } else { "" }.to_owned()
}

fn is_box(input: &HtmlInputElement) -> bool {
    matches!(input.type_().as_str(), "checkbox" | "radio")
}

/// What a control said when the page was drawn, and what it says now; nothing where nobody types. Passwords are no text.
fn says(control: &Element) -> Option<(String, String)> {
    if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
        return match input.type_().as_str() {
            "hidden" | "submit" | "button" | "password" | "file" => None,
            _ if is_box(input) => Some((mark(input.default_checked()), mark(input.checked()))),
            _ => Some((input.default_value(), input.value())),
        };
    }
    if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        let drawn = area.default_value().unwrap_or_default();
        return Some((drawn.replace("\r\n", "\n"), area.value()));
    }
    let select = control.dyn_ref::<HtmlSelectElement>()?;
    let options = (0..select.length()).filter_map(|i| select.item(i)?.dyn_into::<HtmlOptionElement>().ok());
    let mut first = None;
    let mut drawn = None;
    for option in options {
        first.get_or_insert_with(|| option.value());
        if option.default_selected() {
            drawn = Some(option.value());
        }
    }
    Some((drawn.or(first).unwrap_or_default(), select.value()))
}

fn set(control: &Element, value: &str) {
    if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
        if is_box(input) {
            input.set_checked(!value.is_empty());
        } else {
            input.set_value(value);
        }
    } else if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(value);
    } else if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        select.set_value(value);
    }
    // Whoever listens hears it as if it had been typed.
    let init = EventInit::new();
    init.set_bubbles(true);
    for kind in ["input", "change"] {
        if let Ok(event) = Event::new_with_event_init_dict(kind, &init) {
            _ = control.dispatch_event(&event);
        }
    }
}

pub(super) fn touched(form: &HtmlFormElement) {
    _ = form.remove_attribute(SAVED);
}

fn has_file(form: &HtmlFormElement) -> bool {
    controls(form).iter().any(|control| {
        let input = control.dyn_ref::<HtmlInputElement>();
        input.is_some_and(|i| i.type_() == "file" && !i.value().is_empty())
    })
}

fn is_unsaved(form: &HtmlFormElement) -> bool {
    if form.has_attribute(SAVED) {
        return false;
    }
    let typed = |control: &Element| says(control).is_some_and(|(was, now)| was != now);
    form.has_attribute(REFUSED) || has_file(form) || controls(form).iter().any(typed)
}

pub(super) fn is_typing() -> bool {
    let within = document()
        .active_element()
        .and_then(|e| e.closest(FORMS).ok().flatten());
    within.is_some() || forms().iter().any(is_unsaved)
}

/// Which of the controls with its name each is: a box by its value, others by their place.
fn named(form: &HtmlFormElement) -> Vec<(String, String, Element)> {
    let mut seen: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for control in controls(form) {
        let Some(name) = control.get_attribute("name").filter(|n| !n.is_empty()) else {
            continue;
        };
        let which = match control.dyn_ref::<HtmlInputElement>() {
            Some(input) if is_box(input) => input.value(),
            _ => seen.iter().filter(|n| **n == name).count().to_string(),
        };
        seen.push(name.clone());
        all.push((name, which, control));
    }
    all
}

fn hidden(form: &HtmlFormElement, name: &str) -> Option<HtmlInputElement> {
    let found = form.query_selector(&format!("input[type=hidden][name={name}]"));
    found.ok().flatten()?.dyn_into().ok()
}

fn value_of(form: &HtmlFormElement, name: &str) -> String {
    hidden(form, name).map(|input| input.value()).unwrap_or_default()
}

/// What a form is about, where a page has several that go to the same place.
fn about(form: &HtmlFormElement) -> String {
    ["id", "number", "decision"].map(|name| value_of(form, name)).concat()
}

fn action(form: &HtmlFormElement) -> String {
    form.get_attribute("action").unwrap_or_default()
}

fn typed(form: &HtmlFormElement) -> Typed {
    let all = form.has_attribute(REFUSED);
    let controls = named(form).into_iter().filter_map(|(name, which, control)| {
        let (was, now) = says(&control)?;
        (all || was != now).then_some([name, which, was, now])
    });
    Typed {
        action: action(form),
        about: about(form),
        version: value_of(form, "version"),
        controls: controls.collect(),
    }
}

fn page() -> String {
    window().location().pathname().unwrap_or_default()
}

fn carried() -> Option<Carried> {
    let text = window().session_storage().ok()??.get_item(KEY).ok()??;
    crate::call::read(&text).ok()
}

fn keep(carried: Option<&Carried>) {
    let Ok(Some(storage)) = window().session_storage() else {
        return;
    };
    match carried.and_then(|c| serde_json::to_string(c).ok()) {
        Some(text) => _ = storage.set_item(KEY, &text),
        None => _ = storage.remove_item(KEY),
    }
}

pub(super) fn carry_over(form: Option<&HtmlFormElement>) {
    carry(form, &[]);
}

pub(super) fn carry_over_without(fields: &[&str]) {
    carry(None, fields);
}

fn carry(form: Option<&HtmlFormElement>, without: &[&str]) {
    let others = forms()
        .into_iter()
        .filter(|other| form != Some(other) && is_unsaved(other));
    let all = others.map(|other| {
        let mut typed = typed(&other);
        typed.controls.retain(|[name, ..]| !without.contains(&name.as_str()));
        typed
    });
    let forms: Vec<Typed> = all.collect();
    let carried = Carried { page: page(), forms };
    keep((!carried.forms.is_empty()).then_some(&carried));
    LEAVING.set(true);
}

pub(super) fn restore(form: &HtmlFormElement) {
    let Some(mut carried) = carried() else { return };
    if carried.page != page() {
        return keep(None);
    }
    // A form for something new has another identifier each time.
    let (action, about) = (action(form), self::about(form));
    let same = |typed: &Typed| typed.action == action && typed.about == about;
    let alone = forms().iter().filter(|f| self::action(f) == action).count() == 1;
    let found = carried.forms.iter().position(same).or_else(|| {
        let like = |typed: &Typed| alone && typed.action == action;
        carried.forms.iter().position(like)
    });
    let Some(found) = found else { return };
    let typed = carried.forms.remove(found);
    keep((!carried.forms.is_empty()).then_some(&carried));
    let mut differs = false;
    let controls = named(form);
    for [name, which, was, now] in typed.controls {
        let Some((.., control)) = controls.iter().find(|(n, w, _)| *n == name && *w == which) else {
            differs = true;
            continue;
        };
        differs |= says(control).is_none_or(|(stored, _)| stored != was);
        set(control, &now);
    }
    // Somebody else has saved other words for the same field: the form goes over the version that its typing was over, and
    // both versions are shown before anything is overwritten.
    if differs && let Some(version) = hidden(form, "version") {
        version.set_value(&typed.version);
    }
}

/// Whether `form` may be sent although another one holds a file that was chosen and not sent: a file cannot be carried over, so
/// the person decides.
pub(in crate::ui) fn files_may_go(form: &HtmlFormElement, lang: Lang) -> bool {
    let others = forms().into_iter().filter(|other| other != form);
    !others.into_iter().any(|other| has_file(&other))
        || window().confirm_with_message(t::ui::file_again(lang)).unwrap_or(true)
}

/// Loads the page at `address`, also where only what stands behind the `#` is another: there browsers scroll and load nothing.
pub(super) fn load(address: &str) {
    let location = window().location();
    let now = location.href().unwrap_or_default();
    let then = web_sys::Url::new_with_base(address, &now).map_or_else(|_| address.to_owned(), |url| url.href());
    let document = |address: &str| address.split('#').next().map(str::to_owned);
    _ = location.set_href(&then);
    if then.contains('#') && document(&then) == document(&now) {
        _ = location.reload();
    }
}
