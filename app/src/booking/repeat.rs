//! A booking that repeats: the part of the form, and the page that says of each day what can be had.

use super::{
    api::{CheckBooking, Offer, PlaceSeries, Plan},
    book::what,
    facts::Facts,
    form::Hidden,
    words,
};
use crate::{
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{FormAction, FormState, Icon, KeyField, PageTitle, PostForm, SelectField, TextField, words as said},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::{
    booking::{BookingInput, Every, MOST_DATES, Outcome, PlanDate},
    date,
};

/// The part of the form: folded away until somebody wants it, and open where it has to be mended.
#[component]
pub fn RepeatFields(input: BookingInput) -> impl IntoView {
    use t::series as s;
    let lang = use_lang();
    let form = FormState::current();
    let wrong = ["every", "until", "times"]
        .iter()
        .any(|field| !form.of(field).is_empty());
    let open = wrong || !form.value("every", &input.every).is_empty();
    let options = [
        ("", s::once(lang)),
        (Every::Week.code(), s::week(lang)),
        (Every::TwoWeeks.code(), s::two_weeks(lang)),
        (Every::Month.code(), s::month(lang)),
    ];
    let options = options
        .map(|(value, text)| (value.to_owned(), text.to_owned()))
        .to_vec();
    view! {
        <details class="card sunk" open=open>
            <summary>{s::repeat(lang)}</summary>
            <p class="hint">{s::hint(lang)}</p>
            <SelectField field="every" label=s::every(lang) options value=input.every />
            <TextField field="times" label=s::times(lang) hint=s::times_hint(lang, MOST_DATES) value=input.times inputmode="numeric" />
            <TextField field="until" label=s::until(lang) value=input.until kind="date" />
        </details>
    }
}

/// What of each day can be had, and what to do about it.
#[component]
pub(super) fn SeriesCheck(
    /// Which room.
    offer: Offer,
    /// What was typed.
    input: BookingInput,
    /// What can be had.
    plan: Plan,
    /// Goes back to the form.
    check: FormAction<CheckBooking>,
    /// Books.
    place: FormAction<PlaceSeries>,
) -> impl IntoView {
    use t::series as s;
    let lang = use_lang();
    let phone = use_boot()
        .with_value(|b| b.resident.read().map(|r| r.phone))
        .unwrap_or_default();
    let what = what(&input, phone);
    let repeats = what.as_ref().map(|w| words::repeat(lang, plan.repeat.every, w.day));
    let (days, n, book) = free_days(lang, &plan);
    let first = what.as_ref().map(|w| w.day);
    let pending = plan.pending && n > 0;
    let room = offer.place.room.to_string();
    let back = format!("/centers/{}/rooms/{}", offer.place.center, offer.place.room);
    let (again, typed) = (room.clone(), input.clone());
    view! {
        <PageTitle text=s::check_title(lang) />
        <Changed plan=plan.clone() />
        <section class="card">
            {what.map(|what| view! { <Facts place=offer.place.clone() what /> })}
            <p><b>{repeats}</b></p>
            {pending.then(|| view! { <p>{s::pending(lang)}</p> })}
        </section>
        <PlanDays plan first />
        {(n > 0).then(|| view! {
            <PostForm action=place prefix="input">
                <input type="hidden" name="room" value=room />
                <input type="hidden" name="show" value="1" />
                <input type="hidden" name="days" value=days />
                <KeyField value=offer.key />
                <Hidden input />
                <div class="acts"><button type="submit" class="btn main">{book}</button></div>
            </PostForm>
        })}
        <PostForm action=check prefix="input">
            <input type="hidden" name="room" value=again />
            <input type="hidden" name="show" value="1" />
            <Hidden input=typed />
            <div class="acts">
                <button class="btn" name="choose" value="edit"><Icon name="edit" />{t::booking::edit(lang)}</button>
                <a href=back class="btn quiet">{s::none(lang)}</a>
            </div>
        </PostForm>
    }
}

/// The free days as the form sends them, how many, and what the button says that books them.
pub fn free_days(lang: Lang, plan: &Plan) -> (String, usize, String) {
    use t::series as s;
    let free: Vec<String> = plan.free().map(date::format).collect();
    let n = free.len();
    let book = if n == plan.dates.len() {
        s::book_all(lang, n)
    } else {
        s::book_free(lang, n)
    };
    (free.join(","), n, book)
}

/// Says that nothing was booked, because a day went meanwhile.
#[component]
pub fn Changed(plan: Plan) -> impl IntoView {
    let lang = use_lang();
    plan.changed.then(|| {
        view! { <div class="notice warn" role="alert"><Icon name="warn" /><p>{t::series::changed(lang)}</p></div> }
    })
}

/// The days, each with what can be had, and what is left out of the series.
#[component]
pub fn PlanDays(
    /// What can be had.
    plan: Plan,
    /// The day that the series is counted from.
    first: Option<Date>,
) -> impl IntoView {
    use t::series as s;
    let lang = use_lang();
    let (n, all) = (plan.free().count(), plan.dates.len());
    let lead = match n {
        0 => s::lead_none(lang).to_owned(),
        _ if n == all => s::lead_all(lang, n),
        _ => s::lead_some(lang, all, n),
    };
    let months: Vec<String> = plan
        .skipped
        .iter()
        .map(|m| s::month_name(lang, m.year(), m.month()))
        .collect();
    let skipped = first.filter(|_| !months.is_empty()).map(|first| {
        let place = s::fifth(lang);
        let day = said::weekday(lang, usize::from(words::weekday_of(first)));
        s::skipped(
            lang,
            format!("{place}{}{day}", space(lang)),
            months.join(t::hours::comma(lang)),
        )
    });
    let lines = plan.dates.iter().map(|d| line(lang, d)).collect_view();
    view! {
        <section class="stack close">
            <h2>{s::days(lang)}</h2>
            <p role="status">{lead}</p>
            <ol class="list">{lines}</ol>
            {skipped.map(|text| view! { <p class="muted">{text}</p> })}
            {plan.cut.then(|| view! { <p class="muted">{s::cut(lang, MOST_DATES)}</p> })}
        </section>
    }
}

/// Between two words; Chinese has none.
fn space(lang: Lang) -> &'static str {
    if lang.english() { " " } else { "" }
}

fn line(lang: Lang, of: &PlanDate) -> impl IntoView + use<> {
    use t::series as s;
    let now = use_boot().with_value(|b| b.now);
    let (class, icon, text, why) = match &of.outcome {
        Outcome::Free => ("pill open", "check", s::free(lang), String::new()),
        Outcome::Taken => ("pill closed", "cross", s::taken(lang), String::new()),
        Outcome::Refused(refusals) => {
            let why: Vec<String> = refusals.iter().map(|r| words::refusal(lang, now, r)).collect();
            ("pill bad", "cross", s::refused(lang), why.join(" "))
        }
    };
    let why = (!why.is_empty()).then(|| view! { <br/><span class="muted">{why}</span> });
    view! {
        <li>
            <span class="grow"><b>{words::day(lang, now.day, of.day)}</b>{why}</span>
            <span class=class><Icon name=icon />{text}</span>
        </li>
    }
}
