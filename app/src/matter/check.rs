//! What was written at home, to be looked over before it is sent: nobody is bound by what they have not read again.

use super::{
    start::{Carried, called, writing},
    words::{self, text},
};
use crate::{
    boot::use_boot,
    case::own_api::Begin,
    lang::{t, t::my_case as c, use_lang},
    ui::{FormState, Icon, KeyField, PostForm, VersionField, field_id, words as said},
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
    // The summary of problems leads to what is shown of a field: the field itself stands on the page before.
    let time: &[&str] = if mode == Some(Mode::HomeVisit) {
        &["day", "from", "to"]
    } else {
        &["slot"]
    };
    let facts: [(&[&str], _, _); 10] = [
        (&["code"], t::case::c_matter(lang), text(lang, &begin.matter).0),
        (
            &["mode"],
            c::f_mode(lang),
            mode.map(|mode| words::mode(lang, mode).to_owned()).unwrap_or_default(),
        ),
        (&["center"], c::f_center(lang), center.unwrap_or_default()),
        (&["address"], c::f_address(lang), address),
        (time, t::case::c_time(lang), when.unwrap_or_default()),
        (&["me"], c::f_me(lang), input.me.clone()),
        (&["phone"], t::case::c_phone(lang), phone),
        (&["name"], c::f_name(lang), name),
        (&["consent"], t::case::consented(lang), agreed),
        (&["note"], c::f_note(lang), input.note.clone()),
    ];
    let facts = facts
        .into_iter()
        .filter(|(.., value)| !value.is_empty())
        .map(
            |(fields, name, value)| view! { <div><dt>{name}</dt><dd class="prewrap">{found(fields, value)}</dd></div> },
        )
        .collect_view();
    let again = format!("/matters/{}/start?draft={number}", begin.code);
    let slot = serde_urlencoded::to_string([("slot", &input.slot)]).unwrap_or_default();
    let change = format!("/matters/{}/start?draft={number}&{slot}", begin.code);
    view! {
        <section class="card stack">
            <h2>{c::check_title(lang)}</h2>
            <dl class="facts">{facts}</dl>
            <PostForm action prefix="input" called=called>
                <Way again />
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

/// A value, where links to its fields lead.
fn found(fields: &[&'static str], value: String) -> AnyView {
    fields.iter().fold(value.into_any(), |inner, field| {
        view! { <span id=field_id(field) tabindex="-1">{inner}</span> }.into_any()
    })
}

/// The way to what was refused: nothing can be changed here, and a time that is gone must not come along.
#[component]
fn Way(
    /// The form, with the draft and without a time.
    again: String,
) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let refused = move |field: &str| !form.of(field).is_empty();
    move || {
        let (part, text) = if refused("slot") {
            ("#when", c::other_time(lang))
        } else if ["address", "day", "from", "to"].into_iter().any(refused) {
            ("#visit", c::other_visit(lang))
        } else {
            return None;
        };
        Some(view! {
            <p class="acts"><a class="btn" href=format!("{again}{part}") rel="external"><Icon name="clock" />{text}</a></p>
        })
    }
}

/// What is sent, as it was shown.
#[component]
fn Unseen(input: OwnInput) -> impl IntoView {
    let form = FormState::current();
    for field in ["mode", "center", "slot", "whom", "consent"] {
        form.chooses(field);
    }
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
