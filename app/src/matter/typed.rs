//! What a resident has typed into the form of a case and not sent. `public/typed.js` keeps it on this device, under who is signed in, and
//! fills it in again after the page was loaded anew; the page tells it that the form is there, and that it was taken.

use crate::{
    case::unsent::say,
    lang::{t, use_lang},
};
use leptos::prelude::*;

/// The form, and above it the place where the script says what it has filled in.
#[component]
pub(super) fn Typed(
    /// Whose form it is, of which matter and draft.
    of: String,
    /// The server has sent it back, with everything that was typed in it.
    refused: bool,
    /// The form.
    children: Children,
) -> impl IntoView {
    use t::my_case as c;
    let lang = use_lang();
    Effect::new(|_| {
        say("typed");
    });
    view! {
        <div
            class="stack" data-typed=of data-title=c::typed_title(lang) data-lead=c::typed_lead(lang, "{at}")
            data-drop=c::typed_drop(lang) data-sure=c::typed_sure(lang) data-mine=c::mine(lang) data-refused=refused.then_some("")
        >
            <div id="typed" role="status"></div>
            {children()}
        </div>
    }
}

/// What was sent with its key before said something else: it goes on under another one.
pub(super) fn again() {
    say("typed-again");
}

/// The form was taken: the server has what was typed.
pub(super) fn taken() {
    say("typed-taken");
}
