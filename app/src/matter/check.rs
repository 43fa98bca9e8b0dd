//! What was written at home, to be looked over before it is sent: nobody is bound by what they have not read again.

use super::{
    start::{Carried, called, writing},
    words::{self, text},
};
use crate::{
    boot::use_boot,
    case::own_api::Begin,
    lang::{t, t::my_case as c, use_lang},
    ui::{FormState, KeyField, PostForm, VersionField, words as said},
};
use leptos::prelude::*;
use model::{
    case::{OwnInput, Slot, Whom},
    date,
    hours::fmt_minute,
    matter::Mode,
};

/// See the module.
#[component]
pub(super) fn Check(
    /// The draft.
    begin: Begin,
    /// The time at the counter that was chosen, as [`Slot::value`] writes it.
    time: String,
) -> impl IntoView {
    let lang = use_lang();
    let action = writing();
    let Some((number, version)) = begin.draft else {
        return ().into_any();
    };
    let input = OwnInput {
        slot: time,
        ..begin.input
    };
    let mode = Mode::from_code(&input.mode);
    let center = begin.centers.iter().find(|(id, _)| id.to_string() == input.center);
    let center = center.map(|(_, names)| names.get(lang.english()).to_owned());
    let when = match mode {
        Some(Mode::Appointment) => Slot::read(&input.slot).map(|slot| {
            let times = format!("{}–{}", fmt_minute(slot.start), fmt_minute(slot.end));
            format!("{} {times}", said::date(lang, slot.day))
        }),
        Some(Mode::HomeVisit) => {
            date::parse(&input.day).map(|day| format!("{} {}–{}", said::date(lang, day), input.from, input.to))
        }
        _ => None,
    };
    let other = input.whom == Whom::Other.code();
    let phone = use_boot()
        .with_value(|b| b.resident.read().map(|r| r.phone))
        .unwrap_or_default();
    let address = if mode == Some(Mode::HomeVisit) {
        input.address.clone()
    } else {
        String::new()
    };
    let name = if other { input.name.clone() } else { String::new() };
    let agreed = if other {
        c::f_consent(lang).to_owned()
    } else {
        String::new()
    };
    let facts = [
        (t::case::c_matter(lang), text(lang, &begin.matter).0),
        (
            c::f_mode(lang),
            mode.map(|mode| words::mode(lang, mode).to_owned()).unwrap_or_default(),
        ),
        (c::f_center(lang), center.unwrap_or_default()),
        (c::f_address(lang), address),
        (t::case::c_time(lang), when.unwrap_or_default()),
        (c::f_me(lang), input.me.clone()),
        (t::case::c_phone(lang), phone),
        (c::f_name(lang), name),
        (t::case::consented(lang), agreed),
        (c::f_note(lang), input.note.clone()),
    ];
    let facts = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd class="prewrap">{value}</dd></div> })
        .collect_view();
    let slot = serde_urlencoded::to_string([("slot", &input.slot)]).unwrap_or_default();
    let change = format!("/matters/{}/start?draft={number}&{slot}", begin.code);
    view! {
        <section class="card stack">
            <h2>{c::check_title(lang)}</h2>
            <dl class="facts">{facts}</dl>
            <PostForm action prefix="input" called=called>
                <input type="hidden" name="code" value=begin.code />
                <input type="hidden" name="draft" value=number.to_string() />
                <VersionField version />
                <KeyField value=begin.key />
                <Carried input=input.clone() />
                <Unseen input />
                <div class="acts">
                    <button type="submit" class="btn main" name="go" value="send">{c::send(lang)}</button>
                    <a class="btn" href=change rel="external">{c::change(lang)}</a>
                </div>
                <p class="muted">{c::check_hint(lang)}</p>
            </PostForm>
        </section>
    }
    .into_any()
}

/// What is sent, as it was shown.
#[component]
fn Unseen(input: OwnInput) -> impl IntoView {
    let form = FormState::current();
    let fields = [
        ("mode", input.mode),
        ("center", input.center),
        ("whom", input.whom),
        ("me", input.me),
        ("name", input.name),
        ("consent", input.consent),
        ("address", input.address),
        ("day", input.day),
        ("from", input.from),
        ("to", input.to),
        ("slot", input.slot),
        ("note", input.note),
    ];
    fields
        .map(|(field, value)| view! { <input type="hidden" name=form.name(field) value=value /> })
        .collect_view()
}
