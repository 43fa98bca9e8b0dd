//! What was typed and is not saved yet: nobody leaves it behind without being asked, and it is still there after another form
//! of the same page was saved.
//!
//! A page of the panel may hold several forms, and whatever was saved is shown anew by loading the page: then every form has
//! the versions that are stored now. What was typed into the others travels through the tab's own storage, for that one load.
//! Nothing is counted along: what a control says differs from what the page was drawn with, or it does not. So a page that is
//! only read never asks anything.
//!
//! Only where [`keep_typing`] was called, and only with scripts: without them a browser does as it always has.

#[cfg(feature = "hydrate")]
pub(super) mod browser;

#[cfg(not(feature = "hydrate"))]
use crate::lang::Lang;
use leptos::{prelude::*, web_sys::HtmlFormElement};

/// Marks a part of the application whose forms are looked after.
#[derive(Clone, Copy)]
struct KeepTyping;

/// Looks after the forms of all pages below the current component.
pub fn keep_typing() {
    provide_context(KeepTyping);
    #[cfg(feature = "hydrate")]
    Effect::new(|_| browser::guard());
}

/// Whether the forms here are looked after.
pub(super) fn keeps() -> bool {
    use_context::<KeepTyping>().is_some()
}

/// Puts back into a form what was typed before the page was loaded anew.
pub(super) fn restore(form: &HtmlFormElement) {
    #[cfg(feature = "hydrate")]
    browser::restore(form);
    #[cfg(not(feature = "hydrate"))]
    let _ = form;
}

/// Keeps what was typed into the other forms of the page, which is about to be loaded anew because of `form`.
pub(super) fn carry_over(form: &HtmlFormElement) {
    #[cfg(feature = "hydrate")]
    browser::carry_over(Some(form));
    #[cfg(not(feature = "hydrate"))]
    let _ = form;
}

/// Loads the page at `address` because something was saved; what was typed into other forms and is not saved goes along.
pub fn load_anew(address: &str) {
    #[cfg(feature = "hydrate")]
    {
        browser::carry_over(None);
        browser::load(address);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = address;
}

/// The page is about to be loaded anew for something that saves nothing, as a search: what was typed into its forms goes along.
pub fn take_along() {
    #[cfg(feature = "hydrate")]
    browser::carry_over(None);
}

/// The same, but for fields of these names: what stands in them on the page that is loaded is what is meant.
pub fn take_along_without(fields: &[&str]) {
    #[cfg(feature = "hydrate")]
    browser::carry_over_without(fields);
    #[cfg(not(feature = "hydrate"))]
    let _ = fields;
}

/// Whether somebody is typing, or has typed something into a form of the page that is not saved.
#[must_use]
pub fn is_typing() -> bool {
    #[cfg(feature = "hydrate")]
    return browser::is_typing();
    #[cfg(not(feature = "hydrate"))]
    false
}

/// Somebody types on in a form that was saved.
pub(super) fn touched(form: &HtmlFormElement) {
    #[cfg(feature = "hydrate")]
    browser::touched(form);
    #[cfg(not(feature = "hydrate"))]
    let _ = form;
}

#[cfg(feature = "hydrate")]
pub(super) use browser::files_may_go;

/// On the server nobody chooses files.
#[cfg(not(feature = "hydrate"))]
pub(super) const fn files_may_go(_: &HtmlFormElement, _: Lang) -> bool {
    true
}
