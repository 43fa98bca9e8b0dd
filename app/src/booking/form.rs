//! The form of a booking, and what stands above it where it cannot be had.

use super::{
    api::{CheckBooking, Offer},
    book::When,
    find_api::Elsewhere,
    repeat::RepeatFields,
    words,
};
use crate::{
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{CheckField, FormAction, FormState, Icon, OnEnter, PageTitle, PostForm, Submit, TextField, words as said},
};
use leptos::prelude::*;
use model::booking::{Alternative, BookingInput, Refusal};

fn called(lang: Lang, field: &str) -> Option<String> {
    use t::booking as b;
    let name = match field {
        "day" => b::f_day(lang),
        "start" => b::f_start(lang),
        "end" => b::f_end(lang),
        _ => return None,
    };
    Some(name.to_owned())
}

/// Who comes and what for; the time was chosen before.
#[component]
pub(super) fn BookForm(
    /// Which room.
    offer: Offer,
    /// What was typed so far.
    input: BookingInput,
    /// Looks it over.
    check: FormAction<CheckBooking>,
    /// Somebody else has the time, and the person wants to wait for it.
    waits: bool,
    /// Why it cannot be had as it is, within the form so that other times keep what was typed.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let hint = b::party_hint(lang, offer.rules.party_min, offer.rules.party_max);
    let minors = !offer.rules.minors;
    let title = if waits {
        t::waitlist::form_title(lang)
    } else {
        b::form_title(lang)
    };
    let next = if waits {
        view! { <button type="submit" class="btn main" name="choose" value="wait">{b::next(lang)}</button> }.into_any()
    } else {
        view! { <Submit label=b::next(lang) /> }.into_any()
    };
    let repeat = input.clone();
    view! {
        <PageTitle text=title />
        {waits.then(|| view! { <p class="lead">{t::waitlist::form_lead(lang)}</p> })}
        <When offer=offer.clone() input=input.clone() />
        <PostForm action=check prefix="input" called=called>
            <OnEnter choose=Signal::stored(if waits { "wait" } else { "" }) />
            <input type="hidden" name="room" value=offer.place.room.to_string() />
            <input type="hidden" name="show" value="1" />
            <Time input=input.clone() />
            {children.map(|children| children())}
            <TextField field="party" label=b::f_party(lang) hint value=input.party inputmode="numeric" required=true />
            <TextField field="name" label=b::f_name(lang) value=input.name autocomplete="name" required=true />
            <Purpose private=offer.rules.private purpose=input.purpose with_whom=input.with_whom />
            <CheckField field="minors" label=b::minors(lang) value="1" checked=input.minors == "1" />
            {minors.then(|| view! { <CheckField field="adult" label=b::adult(lang) value="1" checked=input.adult == "1" /> })}
            {(!waits).then(|| view! { <RepeatFields input=repeat /> })}
            <div class="acts">{next}<button class="btn" name="choose" value="times"><Icon name="clock" />{b::other_time(lang)}</button></div>
        </PostForm>
    }
}

/// What for, and in a private room with whom and who reads it.
#[component]
pub(super) fn Purpose(private: bool, purpose: String, with_whom: String) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let hint = if private { "" } else { b::purpose_hint(lang) };
    view! {
        {private.then(|| view! { <p class="notice"><Icon name="info" />{b::private_hint(lang)}</p> })}
        <TextField field="purpose" label=b::f_purpose(lang) hint value=purpose />
        {private.then(|| view! { <TextField field="with_whom" label=b::f_with(lang) hint=b::with_hint(lang) value=with_whom /> })}
    }
}

/// The time that was chosen, as hidden fields.
#[component]
fn Time(input: BookingInput) -> impl IntoView {
    let fields = [
        ("day", input.day),
        ("start", input.start),
        ("end", input.end),
        ("whole", input.whole),
        ("seats", input.seats),
    ];
    hidden(fields)
}

/// Everything that was typed, as hidden fields.
#[component]
pub fn Hidden(input: BookingInput) -> impl IntoView {
    let rest = [
        ("party", input.party.clone()),
        ("name", input.name.clone()),
        ("phone", input.phone.clone()),
        ("purpose", input.purpose.clone()),
        ("with_whom", input.with_whom.clone()),
        ("minors", input.minors.clone()),
        ("adult", input.adult.clone()),
        ("every", input.every.clone()),
        ("until", input.until.clone()),
        ("times", input.times.clone()),
    ];
    view! { <Time input /> {hidden(rest)} }
}

fn hidden<const N: usize>(fields: [(&'static str, String); N]) -> impl IntoView {
    let form = FormState::current();
    fields
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=form.name(name) value=value /> })
        .collect_view()
}

/// Which rules refuse, or that somebody else has it; other times, and the same in another center, as buttons.
#[component]
pub fn No(
    /// The rules; none where somebody else has it.
    refusals: Vec<Refusal>,
    /// Other times.
    others: Vec<Alternative>,
    /// The nearest other center.
    elsewhere: Option<Box<Elsewhere>>,
    /// Whether one can wait for it.
    #[prop(optional)]
    wait: bool,
) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let title = if refusals.is_empty() {
        b::taken(lang)
    } else {
        b::refused(lang)
    };
    let lines = refusals
        .iter()
        .map(|r| view! { <li>{words::refusal(lang, now, r)}</li> })
        .collect_view();
    let times = others
        .iter()
        .map(|o| {
            let text = format!("{} {}", words::day(lang, now.day, o.day), words::times(o.start, o.end));
            view! { <button class="btn" name="choose" value=words::time_value(o.day, o.start, o.end)>{text}</button> }
        })
        .collect_view();
    let far = elsewhere.map(|other| view! { <Far other=*other /> });
    let offer = if others.is_empty() && far.is_some() {
        ""
    } else if others.is_empty() {
        b::no_others(lang)
    } else {
        b::others(lang)
    };
    view! {
        <div class="notice warn" role="alert">
            <Icon name="warn" />
            <h2>{title}</h2>
            <ul>{lines}</ul>
            <p>{offer}</p>
            <div class="acts">{times}</div>
            {far}
            {wait.then(|| view! {
                <div class="acts"><button class="btn" name="choose" value="wait"><Icon name="clock" />{t::waitlist::join(lang)}</button></div>
            })}
        </div>
    }
}

/// Which rules refuse, within the form that is to be mended.
#[component]
pub fn Why(
    /// The rules; none where nothing was refused.
    refusals: Signal<Vec<Refusal>>,
) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    move || {
        let lines: Vec<_> = refusals.get().iter().map(|r| words::refusal(lang, now, r)).collect();
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
            view! { <div class="notice warn" role="alert"><Icon name="warn" /><h3>{t::booking::refused(lang)}</h3><ul>{lines}</ul></div> }
        })
    }
}

/// The same in another center: the form goes on with that room, and everything typed.
#[component]
fn Far(other: Elsewhere) -> impl IntoView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let Elsewhere { place, metres, time } = other;
    let room = format!(
        "{} · {}",
        place.center_names.get(lang.english()),
        place.names.get(lang.english())
    );
    let text = match metres {
        Some(metres) => t::find::elsewhere_far(lang, room, said::distance(lang, metres)),
        None => t::find::elsewhere(lang, room),
    };
    let when = format!(
        "{} {}",
        words::day(lang, today, time.day),
        words::times(time.start, time.end)
    );
    let value = format!("{} {}", place.room, words::time_value(time.day, time.start, time.end));
    view! {
        <p>{text}</p>
        <div class="acts"><button class="btn" name="choose" value=value>{when}</button></div>
    }
}
