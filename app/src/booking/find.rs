//! `/book`: something free in all centers. A GET form whose answer is the page's address; every time that is found is a link.

mod results;

use super::{
    find_api::{Finding, find_rooms},
    words,
};
use crate::{
    call::resource,
    center::{NearMe, NearStatus},
    lang::{Lang, t, use_lang},
    ui::{
        CheckField, ErrorSummary, Field, Fold, FormState, Loaded, PageTitle, SelectField, TextField, field_id,
        set_status, words as said,
    },
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    params::ParamsMap,
};
use model::{AppError, booking::Search};
use results::{Results, count};

/// Lengths that are offered, in minutes.
const LENGTHS: [u16; 7] = [30, 60, 90, 120, 180, 240, 480];

/// What the address says.
fn read(query: &ParamsMap) -> Search {
    let get = |name: &str| query.get(name).unwrap_or_default();
    Search {
        kind: get("kind"),
        whole: get("whole"),
        party: get("party"),
        equipment: get("equipment"),
        day: get("day"),
        span: get("span"),
        start: get("start"),
        end: get("end"),
        minutes: get("minutes"),
        place: get("place"),
        near: get("near"),
        page: get("page"),
    }
}

/// The page's address for a search.
pub(super) fn address(search: &Search) -> String {
    match serde_urlencoded::to_string(search).unwrap_or_default().as_str() {
        "" => "/book".to_owned(),
        query => format!("/book?{query}"),
    }
}

/// See the module.
#[component]
pub(super) fn FindPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_location().query;
    let search = Memo::new(move |_| query.with(read));
    let finding = resource(move || search.get(), find_rooms);
    view! {
        <div class="stack">
            <PageTitle text=t::find::title(lang) />
            <p class="lead">{t::find::lead(lang)}</p>
            <Loaded resource=finding view=move |finding: Finding| {
                let search = finding.search.clone();
                // Who has asked for nothing yet is not told that there is none of it.
                let found = finding.found.clone().filter(|found| search != Search::default() || !found.rooms.is_empty());
                // On a phone the form fills the screen.
                let below = found.as_ref().map(|found| {
                    view! { <p class="phone-only"><a href="#found" rel="external">{count(lang, found)}<span aria-hidden="true">" ↓"</span></a></p> }
                });
                view! {
                    {below}
                    <Form finding />
                    {found.map(|found| view! { <Results found search /> })}
                }
            } />
        </div>
    }
}

/// What is asked. Nothing typed is lost: it is in the address.
#[component]
fn Form(finding: Finding) -> impl IntoView {
    use t::find as f;
    let lang = use_lang();
    let Finding {
        search,
        kinds,
        equipment,
        problems,
        ..
    } = finding;
    let error = (!problems.is_empty()).then_some(AppError::Invalid { fields: problems });
    if let Some(error) = &error {
        set_status(error.status());
    }
    let error = Signal::stored(error);
    provide_context(FormState::of_address(error));
    let option = |value: &str, text: &str| (value.to_owned(), text.to_owned());
    let mut rooms = vec![option("", f::any_kind(lang))];
    rooms.extend(kinds.into_iter().map(|k| option(k.code(), said::room_kind(lang, k))));
    let spans = vec![option("", f::one_day(lang)), option("week", f::one_week(lang))];
    let equipment = equipment
        .into_iter()
        .map(|line| view! { <option value=line></option> })
        .collect_view();
    let (span, place, thing, whole) = (
        search.span.clone(),
        search.place.clone(),
        search.equipment.clone(),
        search.whole.clone(),
    );
    let filled = [&span, &place, &thing, &whole].into_iter().any(|one| !one.is_empty());
    view! {
        <form class="form wide" role="search" action="/book" novalidate>
            <ErrorSummary error called=called />
            <div class="fields">
                <SelectField field="kind" label=f::f_kind(lang) options=rooms value=search.kind.clone() />
                <TextField field="party" label=f::f_party(lang) value=search.party.clone() inputmode="numeric" />
                <TextField field="day" label=f::f_day(lang) value=search.day.clone() kind="date" />
                <TextField field="start" label=f::f_start(lang) value=search.start.clone() kind="time" />
                <TextField field="end" label=f::f_end(lang) value=search.end.clone() kind="time" />
                <SelectField field="minutes" label=f::f_minutes(lang) options=lengths(lang, &search.minutes) value=search.minutes.clone() />
            </div>
            <Fold fields=&["span", "place", "equipment"] label=f::more(lang) filled=filled>
                <div class="stack">
                    <div class="fields">
                        <SelectField field="span" label=f::f_span(lang) options=spans value=span />
                        <TextField field="place" label=f::f_place(lang) hint=f::place_hint(lang) value=place />
                        <Listed name="equipment" label=f::f_equipment(lang) hint=f::equipment_hint(lang) value=thing />
                    </div>
                    <datalist id="things">{equipment}</datalist>
                    <CheckField field="whole" label=f::f_whole(lang) value="1" checked={whole == "1"} />
                </div>
            </Fold>
            <div class="acts">
                <button class="btn main">{f::find(lang)}</button>
                <Near search />
            </div>
        </form>
    }
}

/// A line of text with proposals.
#[component]
fn Listed(name: &'static str, label: &'static str, hint: &'static str, value: String) -> impl IntoView {
    let form = FormState::current();
    let id = field_id(name);
    let described = format!("{id}-hint {id}-error");
    let invalid = move || (!form.of(name).is_empty()).then_some("true");
    view! {
        <Field field=name label hint>
            <input class="in" id=id name=name value=value list="things" aria-describedby=described aria-invalid=invalid />
        </Field>
    }
}

/// The nearest to where the person is first: a button that puts the position into the address.
#[component]
fn Near(search: Search) -> impl IntoView {
    let problem = RwSignal::new(String::new());
    let navigate = use_navigate();
    let near = search.near.clone();
    let kept = (!near.is_empty()).then(|| view! { <input type="hidden" name="near" value=near.clone() /> });
    let on_change = Callback::new(move |near: String| {
        let next = Search {
            near,
            place: String::new(),
            page: String::new(),
            ..search.clone()
        };
        let stay = NavigateOptions {
            scroll: false,
            ..Default::default()
        };
        navigate(&address(&next), stay);
    });
    view! { {kept} <NearMe near on_change problem /> <NearStatus problem /> }
}

/// Lengths to choose, with the one that the address has.
fn lengths(lang: Lang, chosen: &str) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), t::find::all_the_while(lang).to_owned())];
    let known = LENGTHS.iter().any(|m| m.to_string() == chosen);
    if !known && let Ok(minutes) = chosen.parse::<u16>() {
        all.push((chosen.to_owned(), words::length(lang, minutes)));
    }
    all.extend(LENGTHS.map(|m| (m.to_string(), words::length(lang, m))));
    all
}

fn called(lang: Lang, field: &str) -> Option<String> {
    use t::find as f;
    let name = match field {
        "kind" => f::f_kind(lang),
        "party" => f::f_party(lang),
        "equipment" => f::f_equipment(lang),
        "day" => f::f_day(lang),
        "start" => f::f_start(lang),
        "end" => f::f_end(lang),
        "minutes" => f::f_minutes(lang),
        "place" => f::f_place(lang),
        _ => return None,
    };
    Some(name.to_owned())
}
