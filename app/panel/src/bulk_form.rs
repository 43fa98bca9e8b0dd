//! The choice of an edit of many centers: which ones, what, when. A form whose answer is the address.

use app::{
    hours::api::Bulk,
    lang::{Lang, t, use_lang},
    ui::{ErrorSummary, Submit, field_id, words},
};
use leptos::prelude::*;
use model::{
    AppError,
    hours::{BulkInput, Shift},
    room::RoomKind,
};

/// What the summary of problems calls the fields.
fn called(lang: Lang, field: &str) -> Option<String> {
    use t::admin as a;
    let name = match field {
        "weekdays" => a::weekdays(lang),
        "span" => a::bulk_shift(lang),
        "centers" => a::bulk_who(lang),
        "division" => a::division(lang),
        "from" => a::from_day(lang),
        "to" => a::to_day(lang),
        "hours" => a::except_hours(lang),
        "note" => a::note(lang),
        "kind" => a::room_kind(lang),
        _ => return None,
    };
    Some(name.to_owned())
}

/// The whole choice.
#[component]
pub(super) fn ChoiceForm(
    /// What can be chosen from.
    bulk: Bulk,
    /// What was chosen so far.
    input: BulkInput,
    /// What is wrong with it.
    error: Option<AppError>,
) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let shift = if matches!(input.what.as_str(), "dates" | "rooms") {
        ""
    } else {
        "shift"
    };
    view! {
        <form class="form" action="/admin/hours">
            <ErrorSummary error=Signal::stored(error) called=called />
            <input type="hidden" name="check" value="1" />
            <Who bulk input=input.clone() />
            <fieldset class="group box what">
                <legend>{a::bulk_what(lang)}</legend>
                <Radio name="what" value="shift" label=a::what_shift(lang) chosen=shift />
                <Radio name="what" value="dates" label=a::what_dates(lang) chosen=input.what.clone() />
                <Radio name="what" value="rooms" label=t::rule::what_rooms(lang) chosen=input.what.clone() />
                <Week input=input.clone() />
                <Dates input />
            </fieldset>
            <div class="acts"><Submit label=a::bulk_preview(lang) /></div>
        </form>
    }
}

#[component]
fn Radio(
    name: &'static str,
    value: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] chosen: String,
) -> impl IntoView {
    let checked = value == chosen;
    view! { <label class="check"><input type="radio" name=name value=value checked=checked /><b>{label}</b></label> }
}

/// All, a kind, a division, or some by name.
#[component]
fn Who(bulk: Bulk, input: BulkInput) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let who = if input.who.is_empty() {
        "all".to_owned()
    } else {
        input.who.clone()
    };
    let kinds = [
        ("all", a::who_all(lang)),
        ("village", a::who_village(lang)),
        ("town", a::who_town(lang)),
    ];
    let kinds = kinds
        .into_iter()
        .map(|(value, label)| view! { <Radio name="who" value label chosen=who.clone() /> })
        .collect_view();
    let divisions = bulk
        .divisions
        .into_iter()
        .map(|(code, names)| {
            let code = code.to_string();
            let selected = code == input.division;
            view! { <option value=code selected=selected>{names.get(lang.english()).to_owned()}</option> }
        })
        .collect_view();
    let boxes = bulk
        .centers
        .into_iter()
        .map(|c| {
            let id = c.id.to_string();
            let checked = input.centers.contains(&id);
            let name = c.names.get(lang.english()).to_owned();
            view! { <label class="check"><input type="checkbox" name="center" value=id checked=checked />{name}</label> }
        })
        .collect_view();
    view! {
        <fieldset class="group box" id=field_id("centers")>
            <legend>{a::bulk_who(lang)}</legend>
            {kinds}
            <Radio name="who" value="division" label=a::who_division(lang) chosen=who.clone() />
            <div class="field">
                <label for=field_id("division")>{a::division(lang)}</label>
                <select class="in" id=field_id("division") name="division">{divisions}</select>
            </div>
            <Radio name="who" value="some" label=a::who_some(lang) chosen=who.clone() />
            <details open={who == "some"}>
                <summary>{a::bulk_ticked(lang)}</summary>
                <div class="checks">{boxes}</div>
            </details>
        </fieldset>
    }
}

/// One shift on some weekdays.
#[component]
fn Week(input: BulkInput) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let days = (1..=7)
        .map(|day| {
            let value = day.to_string();
            let checked = input.weekdays.contains(&value);
            let name = words::weekday(lang, day - 1);
            view! { <label class="chip"><input type="checkbox" name="weekday" value=value checked=checked />{name}</label> }
        })
        .collect_view();
    let shifts = Shift::ALL
        .into_iter()
        .map(|shift| {
            let selected = shift.code() == input.span.shift;
            view! { <option value=shift.code() selected=selected>{words::shift(lang, shift)}</option> }
        })
        .collect_view();
    view! {
        <div class="group for-shift">
            <OnlyFor what=a::what_shift(lang) />
            <div class="filters" role="group" id=field_id("weekdays") aria-label=a::weekdays(lang)>{days}</div>
            <div class="field">
                <label for="shift">{a::shift(lang)}</label>
                <select class="in" id="shift" name="shift">{shifts}</select>
            </div>
            <div class="fields pair">
                <Text name="start" id=field_id("span") label=a::span_start(lang) value=input.span.start placeholder="12:00" />
                <Text name="end" id="end".to_owned() label=a::span_end(lang) value=input.span.end placeholder="14:00" />
            </div>
            <p class="hint">{a::shift_hint(lang)}</p>
        </div>
    }
}

/// Dates, and what of them: other hours, or rooms of a kind that are closed.
#[component]
fn Dates(input: BulkInput) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let e = input.exception;
    let options = RoomKind::ALL
        .into_iter()
        .map(|kind| {
            let selected = kind.code() == input.kind;
            view! { <option value=kind.code() selected=selected>{words::room_kind(lang, kind)}</option> }
        })
        .collect_view();
    let both = [a::what_dates(lang), t::rule::what_rooms(lang)].join(a::or(lang));
    view! {
        <div class="group for-rooms">
            <OnlyFor what=t::rule::what_rooms(lang) />
            <div class="field">
                <label for=field_id("kind")>{a::room_kind(lang)}</label>
                <select class="in" id=field_id("kind") name="kind"><option value="">{t::rule::all_rooms(lang)}</option>{options}</select>
            </div>
        </div>
        <div class="group for-dates for-rooms">
            <OnlyFor what=both />
            <div class="fields">
                <Text name="first" id=field_id("from") kind="date" label=a::from_day(lang) value=e.from />
                <Text name="last" id=field_id("to") kind="date" label=a::to_day(lang) value=e.to />
            </div>
            <Text name="note" id=field_id("note") label=a::note(lang) value=e.note />
        </div>
        <p class="hint for-rooms">{t::rule::what_rooms_hint(lang)}</p>
        <div class="group for-dates">
            <OnlyFor what=a::what_dates(lang) />
            <Text name="hours" id=field_id("hours") label=a::except_hours(lang) value=e.hours />
            <p class="hint">{a::except_hours_hint(lang)}</p>
        </div>
    }
}

/// What the fields below belong to, where a browser shows those of every kind.
#[component]
fn OnlyFor(#[prop(into)] what: String) -> impl IntoView {
    view! { <p class="hint all-kinds">{t::admin::only_for(use_lang(), what)}</p> }
}

#[component]
fn Text(
    name: &'static str,
    id: String,
    #[prop(into)] label: String,
    value: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] placeholder: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input class="in" id=id name=name type=kind value=value placeholder=placeholder autocomplete="off" />
        </div>
    }
}
