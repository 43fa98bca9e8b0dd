//! `/book/{room}`: the form, the page where answers are checked, and what else would do where it cannot be had.

use super::{
    another::Another,
    api::{Answer, CheckBooking, JoinWait, Offer, PlaceBooking, PlaceSeries, Verdict, get_offer},
    facts::{Facts, What},
    form::{BookForm, Hidden, No},
    repeat::SeriesCheck,
    waitlist::WaitCheck,
    words,
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{t, use_lang},
    ui::{FormAction, Icon, KeyField, Loaded, Onward, PageTitle, PostForm, Submit, answered, form, words as said},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{
    AppError,
    booking::{BookingInput, Mode},
    room::RoomId,
};
use server_fn::ServerFn;

/// See the module. Whoever is not signed in signs in first and comes back with everything chosen.
#[component]
pub(super) fn Booking(room: RoomId) -> impl IntoView {
    if use_boot().with_value(|b| b.resident.is_none()) {
        let then = serde_urlencoded::to_string([("then", form::here())]).unwrap_or_default();
        return view! { <Onward to=format!("/sign-in?{then}") /> }.into_any();
    }
    let refused = refused();
    let room = refused.as_ref().map_or(room, |(room, ..)| *room);
    let (typed, why) = refused.map(|(_, input, why)| (input, why)).unzip();
    let why = why.flatten();
    let offer = resource(|| (), move |()| get_offer(room));
    view! {
        <div class="narrow stack">
            <Loaded resource=offer view=move |offer: Offer| view! { <Steps offer typed=typed.clone() why=why.clone() /> } />
        </div>
    }
    .into_any()
}

/// What was typed into a form of this page that was refused before scripts were there, and which room it was for. Both may have been
/// chosen since the page was opened, so its address does not say them. Besides, why, where it was a form of a later step.
fn refused() -> Option<(RoomId, BookingInput, Option<AppError>)> {
    let sent = use_boot().with_value(|b| b.rejected.read())?;
    let forms = [
        CheckBooking::url(),
        PlaceBooking::url(),
        PlaceSeries::url(),
        JoinWait::url(),
    ];
    // Under another address, also of this room, what stands in the address was chosen later.
    if !forms.contains(&sent.path.as_str()) || sent.page != form::here() {
        return None;
    }
    let get = |field: &str| sent.value(&format!("input[{field}]")).unwrap_or_default().to_owned();
    let input = BookingInput {
        day: get("day"),
        start: get("start"),
        end: get("end"),
        whole: get("whole"),
        seats: get("seats"),
        party: get("party"),
        name: get("name"),
        phone: get("phone"),
        purpose: get("purpose"),
        with_whom: get("with_whom"),
        minors: get("minors"),
        adult: get("adult"),
        every: get("every"),
        until: get("until"),
        times: get("times"),
    };
    let room = sent.value("room")?.parse().ok()?;
    let later = sent.path != CheckBooking::url();
    Some((room, input, later.then_some(sent.error)))
}

/// What the address and the rules fill in.
fn first(offer: &Offer) -> BookingInput {
    let query = use_location().query;
    let get = |name: &str| query.with_untracked(|q| q.get(name)).unwrap_or_default();
    let whole = offer.rules.mode != Mode::Seats || get("whole") == "1";
    let seats = get("seats");
    let named = get("party");
    let party = if !named.is_empty() {
        named
    } else if whole || seats.is_empty() {
        offer.rules.party_min.to_string()
    } else {
        seats.clone()
    };
    BookingInput {
        day: get("day"),
        start: get("start"),
        end: get("end"),
        whole: if whole { "1".to_owned() } else { String::new() },
        seats,
        party,
        name: offer.name.clone(),
        ..BookingInput::default()
    }
}

#[component]
fn Steps(
    offer: Offer,
    /// What a form of this page was refused with, before scripts were there.
    typed: Option<BookingInput>,
    /// Why, where its own form is not shown again.
    why: Option<AppError>,
) -> impl IntoView {
    let lang = use_lang();
    let check = FormAction::<CheckBooking>::new();
    let place = FormAction::<PlaceBooking>::new();
    let series = FormAction::<PlaceSeries>::new();
    let join = FormAction::<JoinWait>::new();
    let waits = use_location().query.with_untracked(|q| q.get("wait").is_some());
    let before = answered(place)
        .get_untracked()
        .or_else(|| answered(check).get_untracked())
        .or_else(|| answered(series).get_untracked())
        .or_else(|| answered(join).get_untracked());
    let latest = RwSignal::new(before.unwrap_or_else(|| Answer {
        input: typed.unwrap_or_else(|| first(&offer)),
        verdict: Verdict::Edit,
        offer: None,
    }));
    let heard = move |value: Option<Result<Answer, ()>>| {
        if let Some(Ok(answer)) = value {
            let done = match &answer.verdict {
                Verdict::Placed(number) => format!("/bookings/{number}?new=1"),
                Verdict::PlacedSeries(_) => "/me/bookings?done=series".to_owned(),
                Verdict::Waits => "/me/bookings?done=waits".to_owned(),
                _ => {
                    latest.set(answer);
                    to_the_top();
                    return;
                }
            };
            _ = window().location().set_href(&done);
        }
    };
    Effect::new(move |_| heard(check.value().get().map(|v| v.map_err(drop))));
    Effect::new(move |_| heard(place.value().get().map(|v| v.map_err(drop))));
    Effect::new(move |_| heard(series.value().get().map(|v| v.map_err(drop))));
    Effect::new(move |_| heard(join.value().get().map(|v| v.map_err(drop))));
    move || {
        let Answer {
            input,
            verdict,
            offer: other,
        } = latest.get();
        let offer = other.unwrap_or_else(|| offer.clone());
        match verdict {
            Verdict::Times(calendar) => view! { <Another offer input calendar=*calendar check /> }.into_any(),
            Verdict::Fine { pending, until } => view! { <Check offer input pending until check place /> }.into_any(),
            Verdict::Series(plan) => view! { <SeriesCheck offer input plan check place=series /> }.into_any(),
            Verdict::Wait { ahead } => view! { <WaitCheck offer input before=ahead check join /> }.into_any(),
            Verdict::No {
                refusals,
                others,
                elsewhere,
            } => {
                // What is only taken one can wait for.
                let wait = refusals.is_empty() && !waits;
                view! { <BookForm offer input check waits><No refusals others elsewhere wait /></BookForm> }.into_any()
            }
            Verdict::Edit | Verdict::Placed(_) | Verdict::PlacedSeries(_) | Verdict::Waits => {
                let answered = check.value().with_untracked(Option::is_some);
                let why = why
                    .as_ref()
                    .filter(|_| !answered)
                    .map(|error| said::trouble_text(lang, error));
                let why = why.map(|text| view! { <p class="notice warn" role="alert"><Icon name="warn" />{text}</p> });
                view! { <BookForm offer input check waits>{why}</BookForm> }.into_any()
            }
        }
    }
}

/// The next step begins at its beginning, for eyes and for the keyboard: the button that was pressed is gone.
fn to_the_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        let main = document().get_element_by_id("main");
        if let Some(main) = main.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            _ = main.focus();
        }
    }
}

/// Check your answers, then book.
#[component]
fn Check(
    offer: Offer,
    input: BookingInput,
    pending: bool,
    until: model::hours::LocalMinute,
    check: FormAction<CheckBooking>,
    place: FormAction<PlaceBooking>,
) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let phone = use_boot()
        .with_value(|b| b.resident.read().map(|r| r.phone))
        .unwrap_or_default();
    let what = what(&input, phone);
    let room = offer.place.room.to_string();
    let note = if pending {
        b::check_pending(lang)
    } else {
        b::check_fine(lang)
    };
    let cancel = b::change_until(lang, said::moment(lang, now, until));
    let (again, typed) = (room.clone(), input.clone());
    view! {
        <PageTitle text=b::check_title(lang) />
        <section class="card" role="status">
            {what.map(|what| view! { <Facts place=offer.place.clone() what /> })}
            <p>{note}" "{cancel}</p>
        </section>
        <PostForm action=place prefix="input">
            <input type="hidden" name="room" value=room />
            <input type="hidden" name="show" value="1" />
            <KeyField value=offer.key />
            <Hidden input />
            <div class="acts"><Submit label=b::confirm(lang) /></div>
        </PostForm>
        <PostForm action=check prefix="input">
            <input type="hidden" name="room" value=again />
            <input type="hidden" name="show" value="1" />
            <Hidden input=typed />
            <div class="acts"><button class="btn" name="choose" value="edit"><Icon name="edit" />{b::edit(lang)}</button></div>
        </PostForm>
    }
}

/// What is asked for, once everything in it can be read.
pub fn what(input: &BookingInput, phone: String) -> Option<What> {
    let request = BookingInput {
        phone: "10000000".to_owned(),
        ..input.clone()
    };
    let r = request.check().ok()?;
    Some(What {
        day: r.day,
        start: r.start,
        end: r.end,
        wish: r.wish,
        party: r.party,
        name: r.name,
        phone,
        purpose: r.purpose,
        with_whom: r.with_whom,
        minors: r.minors,
    })
}

/// When it is, above the form.
#[component]
pub(super) fn When(offer: Offer, input: BookingInput) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let named = BookingInput {
        name: "-".to_owned(),
        ..input.clone()
    };
    let text = what(&named, String::new()).map(|w| {
        format!(
            "{} {} · {}",
            words::day(lang, today, w.day),
            words::times(w.start, w.end),
            words::wish(lang, w.wish)
        )
    });
    let room = format!(
        "{} · {}",
        offer.place.center_names.get(lang.english()),
        offer.place.names.get(lang.english())
    );
    view! {
        <section class="card">
            <p><b>{room}</b></p>
            <p>{text.unwrap_or_else(|| b::no_time(lang).to_owned())}</p>
        </section>
    }
}
