//! `/bookings/{number}/change`: another time for a booking: first the calendar, then old and new side by side. Staff may choose
//! another room of the center. Who comes and what for is changed below, without another time.

use super::{
    Shown,
    amend::Amend,
    api::{Calendar, Verdict},
    calendar::Week,
    form::{Hidden, No},
    my_api::{MoveBooking, get_booking, get_move_calendar, get_move_rooms},
    room::use_look,
    words,
};
use crate::{
    boot::use_boot,
    call::{Resource, resource},
    lang::{t, use_lang},
    ui::{Field, FormAction, FormState, Loaded, OnEnter, PageTitle, PostForm, Submit, answered},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{
    AppError,
    booking::{BookingInput, Number},
    date,
    hours::{fmt_minute, parse_minute},
    room::RoomId,
    text::Names,
};

/// The rooms that it may be moved to.
type Rooms = Vec<(RoomId, Names)>;

/// See the module.
#[component]
pub(super) fn ChangePage(number: Number) -> impl IntoView {
    let shown = resource(|| (), move |()| get_booking(number));
    // Beside the other and not inside of what waits for it, where the two sides might number it differently.
    let (look, query) = (use_look(), use_location().query);
    let room = Memo::new(move |_| query.with(|q| q.get("room")).unwrap_or_default());
    let calendar = resource(
        move || (look.get(), room.get()),
        move |(look, room)| get_move_calendar(number, look, room),
    );
    let rooms = resource(|| (), move |()| get_move_rooms(number));
    view! { <div class="stack"><Loaded resource=shown view=move |shown: Shown| view! { <Change shown calendar rooms /> } /></div> }
}

#[component]
fn Change(
    shown: Shown,
    calendar: Resource<Result<Calendar, AppError>>,
    rooms: Resource<Result<Rooms, AppError>>,
) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let old = &shown.booking;
    let here = format!("/bookings/{}", old.number);
    let was = format!(
        "{} {}",
        words::day(lang, now.day, old.day),
        words::times(old.start, old.end)
    );
    let body = match &shown.no_change {
        Some(refusal) => view! { <p class="notice warn">{words::refusal(lang, now, refusal)}</p> }.into_any(),
        None => view! { <Choose shown=shown.clone() calendar rooms /> }.into_any(),
    };
    view! {
        <PageTitle text=b::change_title(lang) />
        <p>{b::was(lang, was)}</p>
        {body}
        <p><a href=here class="btn quiet">{b::keep(lang)}</a></p>
    }
}

/// The calendar with what else can be changed, or the chosen time once there is one.
#[component]
fn Choose(
    shown: Shown,
    calendar: Resource<Result<Calendar, AppError>>,
    rooms: Resource<Result<Rooms, AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let query = use_location().query;
    let here = format!("/bookings/{}/change", shown.booking.number);
    move || {
        let get = |name: &str| query.with(|q| q.get(name)).unwrap_or_default();
        let input = BookingInput {
            day: get("day"),
            start: get("start"),
            end: get("end"),
            // Of another room only: in its own it takes what it has, and is not asked.
            seats: get("seats"),
            whole: get("whole"),
            ..BookingInput::default()
        };
        let (room, own) = (get("room"), shown.booking.room);
        let stays = room.is_empty() || room == own.to_string();
        if input.start.is_empty() {
            let here = here.clone();
            let other = shown.staff.then(|| {
                let (here, chosen) = (here.clone(), room.clone());
                let look = (get("day"), get("minutes"));
                view! {
                    <Loaded resource=rooms view=move |rooms: Rooms| {
                        view! { <Where here=here.clone() rooms chosen=chosen.clone() own look=look.clone() /> }
                    } />
                }
            });
            view! {
                {other}
                <h2 class="sr">{t::booking::grid(lang)}</h2>
                <Loaded resource=calendar view=move |calendar: Calendar| {
                    view! { <Week calendar here=here.clone() pick=here.clone() room=room.clone() stays /> }
                } />
                <Amend shown=shown.clone() />
            }
            .into_any()
        } else {
            let place = (!room.is_empty()).then_some(calendar);
            view! { <Sure number=shown.booking.number staff=shown.staff input room place /> }.into_any()
        }
    }
}

/// Another room of the center: a form whose answer is the address.
#[component]
fn Where(
    here: String,
    rooms: Rooms,
    chosen: String,
    own: RoomId,
    /// The day and the length that are looked at, if any were chosen.
    look: (String, String),
) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let chosen = if chosen.is_empty() { own.to_string() } else { chosen };
    let options = rooms
        .into_iter()
        .map(|(id, names)| {
            let (value, name) = (id.to_string(), names.get(lang.english()).to_owned());
            let selected = value == chosen;
            view! { <option value=value selected=selected>{name}</option> }
        })
        .collect_view();
    let looked = [("day", look.0), ("minutes", look.1)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form class="fields" action=here>
            {looked}
            <div class="field"><label for="k-room">{b::move_room(lang)}</label>
                <select class="in" id="k-room" name="room">{options}</select></div>
            <div class="acts"><button class="btn">{b::move_room_look(lang)}</button></div>
        </form>
    }
}

#[component]
fn Sure(
    number: Number,
    staff: bool,
    input: BookingInput,
    /// Another room; empty for its own.
    room: String,
    /// What is known of that room.
    place: Option<Resource<Result<Calendar, AppError>>>,
) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let action = FormAction::<MoveBooking>::new();
    let answer = answered(action);
    Effect::new(move |_| {
        if let Some(Verdict::Placed(number)) = answer.get().map(|a| a.verdict) {
            _ = window().location().set_href(&format!("/bookings/{number}?done=moved"));
        }
    });
    let read = |text: &str| parse_minute(text).unwrap_or_default();
    let day = date::parse(&input.day).unwrap_or(today);
    let when = format!(
        "{} {}–{}",
        words::day(lang, today, day),
        fmt_minute(read(&input.start)),
        fmt_minute(read(&input.end))
    );
    let becomes = match place {
        None => view! { <p><b>{b::becomes(lang, when)}</b></p> }.into_any(),
        Some(calendar) => view! {
            <Loaded resource=calendar view=move |calendar: Calendar| {
                let name = calendar.place.names.get(lang.english()).to_owned();
                view! { <p><b>{b::becomes_in(lang, name, when.clone())}</b></p> }
            } />
        }
        .into_any(),
    };
    view! {
        <section class="card">{becomes}</section>
        <PostForm action prefix="input">
            <OnEnter />
            <input type="hidden" name="number" value=number.to_string() />
            <input type="hidden" name="room" value=room />
            <input type="hidden" name="show" value="1" />
            <Hidden input />
            {staff.then(|| view! { <Why /> })}
            {move || match answer.get().map(|a| a.verdict) {
                Some(Verdict::No { refusals, others, elsewhere }) => view! { <No refusals others elsewhere /> }.into_any(),
                _ => view! { <div class="acts"><Submit label=b::change_yes(lang) /></div> }.into_any(),
            }}
        </PostForm>
    }
}

/// Why staff move it: an argument of its own, outside of the prefix.
#[component]
fn Why() -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let typed = form.typed("reason").unwrap_or_default();
    let invalid = move || (!form.of("reason").is_empty()).then_some("true");
    view! {
        <Field field="reason" label=t::desk::move_reason(lang) hint=t::booking::reject_hint(lang)>
            <input class="in" id="f-reason" name="reason" value=typed aria-required="true" aria-describedby="f-reason-hint f-reason-error" aria-invalid=invalid />
        </Field>
    }
}
