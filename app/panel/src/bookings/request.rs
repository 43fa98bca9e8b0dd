//! The requests that wait for a decision, each with its two answers.

use super::{boot_of, go_back, party};
use app::{
    booking::{
        desk_api::{DecideBooking, Entry},
        words,
    },
    boot::use_boot,
    lang::{t, use_lang},
    ui::{Field, FormAction, FormState, Icon, PostForm, field_id},
};
use leptos::{context::Provider, prelude::*};

/// All requests of a center from now on.
#[component]
pub(super) fn Requests(
    requests: Vec<Entry>,
    /// The counter's page, to come back to.
    back: String,
) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let none = requests
        .is_empty()
        .then(|| view! { <p class="muted">{b::no_requests(lang)}</p> });
    let all = together(requests)
        .into_iter()
        .map(|mut of| match of.pop() {
            Some(entry) if of.is_empty() => view! { <Request entry back=back.clone() /> }.into_any(),
            Some(last) => {
                of.push(last);
                view! { <Whole of back=back.clone() /> }.into_any()
            }
            None => ().into_any(),
        })
        .collect_view();
    view! { <section class="stack close"><h2>{b::requests(lang)}</h2>{none}{all}</section> }
}

/// Those of a series together, where the first of them is.
fn together(requests: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut groups: Vec<Vec<Entry>> = Vec::new();
    for entry in requests {
        let id = entry.booking.series;
        let same = |of: &&mut Vec<Entry>| id.is_some() && of.first().is_some_and(|e| e.booking.series == id);
        match groups.iter_mut().find(same) {
            Some(of) => of.push(entry),
            None => groups.push(vec![entry]),
        }
    }
    groups
}

/// The requests of a series: decided all at once, or one by one.
#[component]
fn Whole(of: Vec<Entry>, back: String) -> impl IntoView {
    use t::series as s;
    let lang = use_lang();
    let first = of.first().cloned();
    let again = back.clone();
    let head = first.map(|first| {
        let number = first.booking.number.to_string();
        let what = first
            .series
            .as_ref()
            .map(|of| words::repeat(lang, of.repeat.every, of.first));
        let title = s::request(lang, what.unwrap_or_default(), of.len());
        let room = format!(
            "{} · {} · {}",
            first.room.get(lang.english()),
            words::times(first.booking.start, first.booking.end),
            first.booking.name
        );
        let (approves, rejects) = (boot_of(&number, "approve", "all"), boot_of(&number, "reject", "all"));
        let same = number.clone();
        let then = again.clone();
        view! {
            <h3>{title}</h3>
            <p>{room}</p>
            <Provider value=approves><Approve number=same back=again all=true /></Provider>
            <Provider value=rejects><Reject number back=then all=true /></Provider>
        }
    });
    let each = of
        .into_iter()
        .map(|entry| view! { <Request entry back=back.clone() /> })
        .collect_view();
    view! {
        <article class="card">
            {head}
            <details><summary>{s::one_by_one(lang)}</summary><div class="stack close">{each}</div></details>
        </article>
    }
}

#[component]
fn Request(entry: Entry, back: String) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let booking = entry.booking;
    let number = booking.number.to_string();
    let when = format!(
        "{} {}",
        words::day(lang, today, booking.day),
        words::times(booking.start, booking.end)
    );
    let people = party(lang, &booking);
    let phone = booking.phone;
    let phone = (!phone.is_empty()).then(|| {
        view! { <div><dt>{b::f_phone(lang)}</dt><dd><a class="num" href=format!("tel:{phone}")>{phone.clone()}</a></dd></div> }
    });
    let lines = [
        (b::f_room(lang), entry.room.get(lang.english()).to_owned()),
        (b::f_name(lang), booking.name),
        (b::f_party(lang), people),
        (b::c_purpose(lang), booking.purpose),
        (b::c_with(lang), booking.with_whom),
    ];
    let lines = lines.into_iter().filter(|(_, value)| !value.is_empty());
    let lines = lines
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    let own = format!("/admin/bookings/{number}");
    let (approves, rejects) = (boot_of(&number, "approve", ""), boot_of(&number, "reject", ""));
    let (same, again) = (number.clone(), back.clone());
    view! {
        <article class="card">
            <h3><a href=own>{when}</a></h3>
            <dl class="facts">{lines}{phone}</dl>
            <Provider value=approves><Approve number=same back=again /></Provider>
            <Provider value=rejects><Reject number back /></Provider>
        </article>
    }
}

#[component]
fn Approve(
    number: String,
    back: String,
    /// All of its series.
    #[prop(optional)]
    all: bool,
) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<DecideBooking>::new();
    go_back(action, back.clone(), "confirmed");
    let text = if all {
        t::series::approve_all(lang)
    } else {
        t::booking::approve(lang)
    };
    view! {
        <PostForm action>
            <input type="hidden" name="number" value=number />
            <input type="hidden" name="decision" value="approve" />
            <input type="hidden" name="back" value=back />
            {all.then(|| view! { <input type="hidden" name="which" value="all" /> })}
            <div class="acts"><button class="btn"><Icon name="check" />{text}</button></div>
        </PostForm>
    }
}

#[component]
fn Reject(
    number: String,
    back: String,
    /// All of its series.
    #[prop(optional)]
    all: bool,
) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<DecideBooking>::new();
    go_back(action, back.clone(), "rejected");
    let field = format!("reason-{number}{}", if all { "-all" } else { "" });
    let text = if all {
        t::series::reject_all(lang)
    } else {
        t::booking::reject(lang)
    };
    view! {
        <PostForm action>
            <input type="hidden" name="number" value=number />
            <input type="hidden" name="decision" value="reject" />
            <input type="hidden" name="back" value=back />
            {all.then(|| view! { <input type="hidden" name="which" value="all" /> })}
            <Reason field />
            <div class="acts"><button class="btn danger"><Icon name="cross" />{text}</button></div>
        </PostForm>
    }
}

/// The reason: sent as `reason`, and called by the request's number on the page, where there are several.
#[component]
fn Reason(field: String) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let form = FormState::current();
    let id = field_id(&field);
    let described = format!("{id}-hint {id}-error");
    let invalid = {
        let field = field.clone();
        move || (!form.of(&field).is_empty()).then_some("true")
    };
    let typed = form.typed("reason").unwrap_or_default();
    view! {
        <Field field label=b::reject_reason(lang) hint=b::reject_hint(lang)>
            <input class="in" id=id name="reason" value=typed aria-required="true" aria-describedby=described aria-invalid=invalid />
        </Field>
    }
}
