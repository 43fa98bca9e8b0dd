//! The part of a room's page that books it.

use super::{
    api::{Calendar, Look, get_calendar},
    calendar::Week,
    day::{changed, say},
    live::{News, watch},
    words,
};
use crate::{
    boot::use_boot,
    call::{Resource, resource},
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, words as said},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_location, params::ParamsMap};
use model::{
    AppError,
    booking::Mode,
    hours::{DAY, LocalMinute},
    room::RoomId,
};

/// What the address says about a calendar.
pub(super) fn look(query: &ParamsMap) -> Look {
    let get = |name: &str| query.get(name).unwrap_or_default();
    Look {
        day: get("day"),
        minutes: get("minutes"),
        seats: get("seats"),
        whole: get("whole"),
    }
}

/// The address as the calendar reads it.
pub(super) fn use_look() -> Memo<Look> {
    let query = use_location().query;
    Memo::new(move |_| query.with(look))
}

/// The calendar of the room that the address names: for the page, because what waits inside of what waits is not numbered alike
/// on both sides.
pub fn use_calendar(room: Signal<String>) -> Resource<Result<Calendar, AppError>> {
    let look = use_look();
    resource(
        move || (room.get(), look.get()),
        |(room, look)| async move {
            let room: RoomId = room.parse().map_err(|_| AppError::NotFound)?;
            get_calendar(room, look).await
        },
    )
}

/// What is free in the room, and the way to book it; a sentence where one simply comes.
#[component]
pub fn BookRoom(
    room: RoomId,
    /// From [`use_calendar`].
    calendar: Resource<Result<Calendar, AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let tell = move |lang: Lang, before: &Calendar, after: &Calendar| differences(lang, now, before, after);
    let news = watch(
        format!("/open/rooms/{room}/changes"),
        calendar,
        |c: &Calendar| c.changes,
        tell,
    );
    view! {
        <section class="stack close" id="book">
            <h2>{t::booking::book_title(lang)}</h2>
            <Loaded resource=calendar view=move |calendar: Calendar| {
                if calendar.rules.mode == Mode::Closed {
                    return view! { <p>{t::booking::r_not_bookable(lang)}</p> }.into_any();
                }
                let here = format!("/centers/{}/rooms/{}", calendar.place.center, room);
                let pick = format!("/book/{room}");
                let (until, note) = rules_note(&calendar);
                let bring = calendar.rules.bring.clone();
                let bring = (!bring.is_empty()).then(|| view! { <p><b>{t::booking::bring(lang)}</b>{bring}</p> });
                // What is free changes while the paper hangs.
                view! {
                    <p class="muted"><span class="no-print">{until}</span>{note}</p>
                    {bring}
                    <div class="stack close no-print"><Week calendar here pick wait=true /></div>
                }
                .into_any()
            } />
            <News news />
            <p><a class="btn small quiet no-print" rel="external" href=format!("/open/rooms/{room}/calendar.ics")><Icon name="calendar" />{t::calendar::room(lang)}</a></p>
        </section>
    }
}

/// What to know before choosing, in one line.
fn rules_note(calendar: &Calendar) -> (String, String) {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let rules = &calendar.rules;
    let until = t::booking::until_day(lang, words::day(lang, today, calendar.last));
    let mut notes = Vec::new();
    let (shortest, longest) = (rules.shortest_minutes, rules.longest_minutes);
    notes.push(if shortest == longest {
        t::booking::stay(lang, words::length(lang, longest))
    } else {
        t::booking::stay_between(lang, words::length(lang, shortest), words::length(lang, longest))
    });
    if rules.cutoff_minutes > 0 {
        notes.push(t::booking::cancel_before(lang, notice(lang, rules.cutoff_minutes)));
    }
    if !rules.minors {
        notes.push(t::booking::r_adult(lang).to_owned());
    }
    if rules.approval {
        notes.push(t::booking::needs_approval(lang).to_owned());
    }
    if rules.check_in {
        notes.push(t::booking::needs_check_in(lang, rules.grace_minutes));
    }
    let between = if lang.english() { " " } else { "" };
    (until + between, said::sentences(lang, &notes))
}

/// How long before, in days where it is whole ones.
fn notice(lang: Lang, minutes: u32) -> String {
    match u16::try_from(minutes) {
        Ok(minutes) if minutes % DAY != 0 => words::length(lang, minutes),
        _ => t::rule::days(lang, minutes / u32::from(DAY)),
    }
}

/// What is different since before, as one says it.
fn differences(lang: Lang, now: LocalMinute, before: &Calendar, after: &Calendar) -> String {
    let chosen = |c: &Calendar| (c.chosen, c.minutes, c.wish, c.days.first().map(|d| d.day));
    if chosen(before) != chosen(after) {
        return String::new();
    }
    let (mut gone, mut back) = (Vec::new(), Vec::new());
    for (old, new) in before.days.iter().zip(&after.days) {
        let (full, open) = changed(&old.cells, &new.cells);
        let at = |minute: u16| said::moment(lang, now, LocalMinute { day: new.day, minute });
        gone.extend(full.into_iter().map(at));
        back.extend(open.into_iter().map(at));
    }
    say(lang, &gone, &back, before.days != after.days)
}
