//! `/admin/bookings/new?center=…`: books for somebody who calls. One page, from the phone to the button, for one hand on a keyboard;
//! of what repeats each day is shown before anything is booked.

use super::{
    address,
    free::{FORM, Free},
    series::Series,
};
use crate::parts::use_query;
use app::{
    booking::{
        No, RepeatFields,
        api::{Answer, Verdict},
        counter_api::{Counter, CounterRoom, PlaceFor, PlaceSeriesFor, get_counter, known_as},
    },
    call::resource,
    lang::{Lang, t, use_lang},
    ui::{
        CheckField, Field, Fold, FormAction, FormState, KeyField, Loaded, OnEnter, PageTitle, PostForm, Submit,
        TextField, answered, field_id, form::sent,
    },
};
use leptos::{html, prelude::*};
use leptos_router::params::ParamsMap;
use model::{
    booking::{BookingInput, Mode},
    center::CenterId,
    date,
};

/// See the module.
#[component]
pub(crate) fn NewPage() -> impl IntoView {
    let query = use_query();
    let get = |q: &ParamsMap, name: &str| q.get(name).unwrap_or_default();
    // Without scripts the day that was looked at comes with the form.
    let looked = sent::<PlaceFor>("look");
    let asked = Memo::new(move |_| query.with(|q| (get(q, "center"), looked.clone().unwrap_or_else(|| get(q, "day")))));
    let counter = resource(
        move || asked.get(),
        |(center, day)| async move {
            let center: CenterId = center.parse().map_err(|_| model::AppError::NotFound)?;
            get_counter(center, day).await
        },
    );
    view! { <Loaded resource=counter view=|counter: Counter| view! { <Behalf counter /> } /> }
}

/// What the address has chosen.
fn first(counter: &Counter, query: &ParamsMap) -> BookingInput {
    let get = |name: &str| query.get(name).unwrap_or_default();
    BookingInput {
        day: date::format(counter.day),
        start: get("start"),
        end: get("end"),
        party: "1".to_owned(),
        ..BookingInput::default()
    }
}

#[component]
fn Behalf(counter: Counter) -> impl IntoView {
    use t::desk as d;
    let lang = use_lang();
    let action = FormAction::<PlaceFor>::new();
    let (input, room) = use_query().with_untracked(|q| (first(&counter, q), q.get("room").unwrap_or_default()));
    let series = FormAction::<PlaceSeriesFor>::new();
    let before = answered(series).get_untracked();
    let refused = RwSignal::new(before.or_else(|| answered(action).get_untracked()));
    let heard = move |value: Option<Result<Answer, ()>>, new: &str| {
        let Some(Ok(answer)) = value else { return };
        if let Verdict::Placed(number) = answer.verdict {
            _ = window()
                .location()
                .set_href(&format!("/admin/bookings/{number}?new={new}"));
            return;
        }
        if !matches!(answer.verdict, Verdict::No { .. }) {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        refused.set(Some(answer));
    };
    Effect::new(move |_| heard(action.value().get().map(|v| v.map_err(drop)), "1"));
    Effect::new(move |_| heard(series.value().get().map(|v| v.map_err(drop)), "series"));
    let planned =
        Memo::new(move |_| refused.with(|a| a.as_ref().is_some_and(|a| matches!(a.verdict, Verdict::Series(_)))));
    let back = address(counter.center, counter.day);
    let none = back.clone();
    let plan = move || {
        let Answer { input, verdict, offer } = refused.get()?;
        let (Verdict::Series(plan), Some(offer)) = (verdict, offer) else {
            return None;
        };
        Some(view! { <Series offer input plan edit=action place=series back=none.clone() /> })
    };
    let title = format!("{} · {}", counter.names.get(lang.english()), d::behalf(lang));
    view! {
        <nav aria-label=t::admin::crumbs(lang)><ol class="crumbs">
            <li><a href=back.clone()>{t::booking::desk_title(lang)}</a></li><li aria-current="page">{d::behalf(lang)}</li>
        </ol></nav>
        <PageTitle text=title />
        {plan}
        <div class="split" hidden=move || planned.get()>
            <Form counter=counter.clone() input room action refused />
            <Free counter />
        </div>
    }
}

/// The form. What a script answered stands above the button, so nothing typed moves.
#[component]
fn Form(
    counter: Counter,
    input: BookingInput,
    room: String,
    action: FormAction<PlaceFor>,
    refused: RwSignal<Option<Answer>>,
) -> impl IntoView {
    use t::{booking as b, desk as d};
    let lang = use_lang();
    // Without scripts the page is drawn anew with the answer: everything typed is in it.
    let input = refused.get_untracked().map_or(input, |a| a.input);
    let center = counter.center;
    let rooms: Vec<_> = counter
        .rooms
        .iter()
        .map(|r| (r.room.to_string(), r.names.get(lang.english()).to_owned()))
        .collect();
    let mut options = vec![(String::new(), t::ui::choose(lang).to_owned())];
    options.extend(rooms);
    let seats = counter.rooms.iter().any(|r| r.mode == Mode::Seats);
    let whole = counter.rooms.iter().any(|r| r.whole_too);
    let private = counter.rooms.iter().any(|r| r.private);
    // The answer says it of rooms that are booked as a whole anyway, too.
    let filled = refused.with_untracked(filled);
    let asked = filled.or_else(|| sent_before("room")).unwrap_or(room);
    let by_seat = |r: &&CounterRoom| r.room.to_string() == asked && r.mode == Mode::Seats;
    let entire = input.whole == "1" && counter.rooms.iter().any(|r| by_seat(&r));
    let verdict = move || {
        refused.get().and_then(|a| match a.verdict {
            // The counter books in its own center: another one is another counter's.
            Verdict::No { refusals, others, .. } => {
                let waivable = !refusals.is_empty() && refusals.iter().all(|r| r.code() != "other");
                let hint =
                    waivable.then(|| view! { <p class="notice warn" role="status">{d::waiver_wanted(lang)}</p> });
                Some(view! { <No refusals others elsewhere=None /> {hint} })
            }
            _ => None,
        })
    };
    let repeat = input.clone();
    let more = [&input.purpose, &input.with_whom, &input.minors, &input.adult];
    let more = more.iter().any(|typed| !typed.is_empty());
    // Without scripts nobody can tell Enter in the form from Enter in the day beside it, which belongs to the form: it looks at that
    // day and books nothing. With scripts it books, and the day looks by itself.
    let scripts = RwSignal::new(false);
    Effect::new(move |_| scripts.set(true));
    let enter = Signal::derive(move || if scripts.get() { "" } else { "day" });
    view! {
        <PostForm action prefix="input" called=called id=FORM>
            <OnEnter choose=enter />
            <input type="hidden" name="center" value=center.to_string() />
            <input type="hidden" name="show" value="1" />
            <KeyField value=counter.key />
            <Person center input=input.clone() />
            <Room options chosen=asked />
            <div class="fields">
                <TextField field="day" label=b::f_day(lang) kind="date" value=input.day required=true />
                <TextField field="start" label=b::f_start(lang) hint=d::time_hint(lang) value=input.start inputmode="numeric" required=true />
                <TextField field="end" label=b::f_end(lang) value=input.end inputmode="numeric" required=true />
            </div>
            <div class="fields">
                <TextField field="party" label=b::f_party(lang) value=input.party inputmode="numeric" />
                {seats.then(|| view! { <TextField field="seats" label=d::seats(lang) hint=d::seats_hint(lang) value=input.seats inputmode="numeric" /> })}
            </div>
            {whole.then(|| view! { <CheckField field="whole" label=d::whole(lang) value="1" checked=entire /> })}
            <RepeatFields input=repeat />
            <Fold fields=&["purpose", "with_whom"] label=d::more(lang) filled=more>
                <TextField field="purpose" label=b::f_purpose(lang) value=input.purpose />
                {private.then(|| view! { <TextField field="with_whom" label=b::f_with(lang) hint=d::with_hint(lang) value=input.with_whom /> })}
                <CheckField field="minors" label=b::minors(lang) value="1" checked=input.minors == "1" />
                <CheckField field="adult" label=b::adult(lang) value="1" checked=input.adult == "1" />
            </Fold>
            <Waiver />
            {verdict}
            <div class="acts"><Submit label=d::behalf_yes(lang) /></div>
        </PostForm>
    }
}

/// The room of a free time that was pressed without scripts.
fn filled(answer: &Option<Answer>) -> Option<String> {
    let answer = answer.as_ref().filter(|a| matches!(a.verdict, Verdict::Edit))?;
    answer.offer.as_ref().map(|offer| offer.place.room.to_string())
}

/// What a form without scripts sent under `name`: this one, or the step after it.
fn sent_before(name: &str) -> Option<String> {
    sent::<PlaceFor>(name).or_else(|| sent::<PlaceSeriesFor>(name))
}

fn called(lang: Lang, field: &str) -> Option<String> {
    let name = match field {
        "whole" => t::desk::whole(lang),
        _ => return None,
    };
    Some(name.to_owned())
}

/// Phone and name: who is known here already is filled in.
#[component]
fn Person(center: CenterId, input: BookingInput) -> impl IntoView {
    use t::{booking as b, desk as d};
    let lang = use_lang();
    let form = FormState::current();
    let (phone, name) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let look = move |_: leptos::ev::Event| {
        let (Some(phone), Some(name)) = (phone.get_untracked(), name.get_untracked()) else {
            return;
        };
        if !name.value().is_empty() {
            return;
        }
        let asked = phone.value();
        leptos::task::spawn_local(async move {
            if let Ok(Some(known)) = known_as(center, asked).await
                && name.value().is_empty()
            {
                name.set_value(&known);
            }
        });
    };
    let invalid = move |field: &'static str| move || (!form.of(field).is_empty()).then_some("true");
    view! {
        <div class="fields">
            <Field field="phone" label=b::f_phone(lang) hint=d::phone_hint(lang)>
                <input class="in" id=field_id("phone") name=form.name("phone") type="tel" inputmode="tel" autocomplete="off" aria-required="true"
                    value=form.value("phone", &input.phone) aria-describedby="f-phone-hint f-phone-error" aria-invalid=invalid("phone")
                    node_ref=phone on:change=look />
            </Field>
            <Field field="name" label=b::f_name(lang)>
                <input class="in" id=field_id("name") name=form.name("name") autocomplete="off" aria-required="true"
                    value=form.value("name", &input.name) aria-describedby="f-name-error" aria-invalid=invalid("name") node_ref=name />
            </Field>
        </div>
    }
}

/// Which room: an argument of its own, outside of the prefix.
#[component]
fn Room(options: Vec<(String, String)>, chosen: String) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let chosen = form.typed("room").unwrap_or(chosen);
    let options = options
        .into_iter()
        .map(|(value, text)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect_view();
    form.chooses("room");
    let invalid = move || (!form.of("room").is_empty()).then_some("true");
    view! {
        <Field field="room" label=t::booking::f_room(lang)>
            <select class="in" id=field_id("room") name="room" aria-describedby="f-room-error" aria-invalid=invalid>{options}</select>
        </Field>
    }
}

/// Why a rule is set aside: an argument of its own, outside of the prefix.
#[component]
fn Waiver() -> impl IntoView {
    use t::desk as d;
    let lang = use_lang();
    let form = FormState::current();
    let typed = form.typed("waiver").or_else(|| sent_before("waiver"));
    let typed = typed.unwrap_or_default();
    let invalid = move || (!form.of("waiver").is_empty()).then_some("true");
    view! {
        <Field field="waiver" label=d::waiver(lang) hint=d::waiver_hint(lang)>
            <input class="in" id=field_id("waiver") name="waiver" value=typed aria-describedby="f-waiver-hint f-waiver-error" aria-invalid=invalid />
        </Field>
    }
}
