//! Hours of many centers at once: choose, look it over, then all or none.
//!
//! The choice is the address's query, so it works without scripts, and "back" leads to the choice as it was.

use super::{
    bulk_form::ChoiceForm,
    hours::{days as day_or_range, spans},
    parts::use_query,
    way::{Step, use_way},
};
use app::{
    call::resource,
    hours::api::{Affected, ApplyBulk, Bulk, Group, choose_bulk, done_address},
    lang::{Lang, t, use_lang},
    ui::{
        ConflictPanel, ConflictRow, FormAction, FormState, Icon, KeyField, Loaded, PageTitle, PostForm, Submit, words,
    },
};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::{
    date,
    hours::{BulkEdit, BulkInput, DayChange, ExceptionInput, Interval, SpanInput, fmt_minute},
};

/// The choice in the address.
fn read(query: &ParamsMap) -> BulkInput {
    let get = |name: &str| query.get(name).unwrap_or_default();
    BulkInput {
        who: get("who"),
        division: get("division"),
        centers: query.get_all("center").unwrap_or_default(),
        what: get("what"),
        weekdays: query.get_all("weekday").unwrap_or_default(),
        span: SpanInput {
            shift: get("shift"),
            start: get("start"),
            end: get("end"),
        },
        exception: ExceptionInput {
            from: get("first"),
            to: get("last"),
            hours: get("hours"),
            note: get("note"),
        },
        kind: get("kind"),
    }
}

/// `/admin/hours`
#[component]
pub(super) fn BulkPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query();
    let asked = Memo::new(move |_| query.with(|q| (read(q), q.get("check").is_some())));
    let bulk = resource(move || asked.get(), |(input, check)| choose_bulk(input, check));
    let done = query.with_untracked(|q| q.get("done"));
    let rooms = query.with_untracked(|q| q.get("rooms"));
    view! {
        <PageTitle text=t::admin::bulk_hours(lang) />
        <p class="lead">{t::admin::bulk_lead(lang)}</p>
        {done.map(|n| view! {
            <p class="notice good" role="status">
                <Icon name="check" />{t::admin::bulk_done(lang, n.parse::<u32>().unwrap_or_default())}
            </p>
        })}
        {rooms.map(|n| view! {
            <p class="notice good" role="status">
                <Icon name="check" />{t::rule::rooms_closed(lang, n.parse::<u32>().unwrap_or_default())}
            </p>
        })}
        <Loaded resource=bulk view=move |bulk: Bulk| {
            let (input, _) = asked.get_untracked();
            let search = query.with_untracked(ParamsMap::to_query_string);
            match bulk.found.clone() {
                Some(Ok(found)) => view! { <Check input found groups=bulk.groups search key=bulk.key /> }.into_any(),
                found => view! { <ChoiceForm bulk input error=found.and_then(Result::err) /> }.into_any(),
            }
        } />
    }
}

/// What is about to happen, in words.
fn sentence(lang: Lang, input: &BulkInput) -> String {
    use t::admin as a;
    match input.edit() {
        Ok(BulkEdit::Shift { weekdays, shift, hours }) => {
            let days: Vec<&str> = weekdays
                .iter()
                .map(|d| words::weekday(lang, usize::from(*d) - 1))
                .collect();
            let hours = match hours {
                Some((start, end)) => spans(lang, &[Interval { start, end, shift }]),
                None => a::check_take_away(lang).to_owned(),
            };
            a::check_shift(lang, days.join(a::comma(lang)), words::shift(lang, shift), hours)
        }
        Ok(BulkEdit::Dates(e)) => {
            let days = a::day_range(lang, date::format(e.from), date::format(e.to));
            a::check_dates(lang, days, format!("{} {}", spans(lang, &e.intervals), e.note))
        }
        Ok(BulkEdit::Rooms { kind, from, to, reason }) => {
            let days = a::day_range(lang, date::format(from), date::format(to));
            let rooms = kind.map_or(t::rule::all_rooms(lang), |k| words::room_kind(lang, k));
            t::rule::check_rooms(lang, days, rooms, reason)
        }
        Err(_) => String::new(),
    }
}

/// The centers that somebody has saved since they were looked over: what is shown of them, above and on their pages, is what is
/// stored now.
fn changed(lang: Lang, found: &[Affected], yours: &str) -> Vec<ConflictRow> {
    let form = FormState::current();
    let sent = (0..).map_while(|i| {
        let id = form.typed(&format!("input[centers][{i}]"))?;
        Some((id, form.typed(&format!("versions[{i}]"))?))
    });
    let sent: Vec<(String, String)> = sent.collect();
    let is_other = |c: &&Affected| {
        let before = sent.iter().find(|(id, _)| *id == c.id.to_string());
        before.is_some_and(|(_, version)| *version != c.version.to_string())
    };
    let rows = found.iter().filter(is_other).map(|c| ConflictRow {
        label: c.names.get(lang.english()).to_owned(),
        stored: t::admin::changed_meanwhile(lang).to_owned(),
        yours: yours.to_owned(),
    });
    rows.collect()
}

/// The days of a change, as one says them: weekdays, or dates, those that follow each other from the first to the last.
fn days(lang: Lang, change: &DayChange) -> String {
    let weekdays = change
        .weekdays
        .iter()
        .map(|d| words::weekday(lang, usize::from(*d) - 1).to_owned());
    let mut ranges: Vec<(Date, Date)> = Vec::new();
    for day in &change.dates {
        match ranges.last_mut() {
            Some((_, last)) if last.tomorrow().ok() == Some(*day) => *last = *day,
            _ => ranges.push((*day, *day)),
        }
    }
    let dates = ranges.into_iter().map(|(from, to)| day_or_range(lang, from, to));
    weekdays.chain(dates).collect::<Vec<_>>().join(t::admin::comma(lang))
}

/// Centers together to whom the same happens: what their hours are, what they will be, and where they will be closed in between.
#[component]
fn Alike(group: Group) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let comma = a::comma(lang);
    let names: Vec<&str> = group.centers.iter().map(|names| names.get(lang.english())).collect();
    let (count, names) = (names.len(), names.join(comma));
    let title = if group.changes.is_empty() {
        a::check_same(lang, count, names)
    } else {
        a::check_these(lang, count, names)
    };
    let changes = group
        .changes
        .iter()
        .map(|change| {
            let line = a::check_change(
                lang,
                days(lang, change),
                spans(lang, &change.before),
                spans(lang, &change.after),
            );
            let gaps: Vec<String> = change
                .new_gaps()
                .into_iter()
                .map(|(from, to)| format!("{}–{}", fmt_minute(from), fmt_minute(to)))
                .collect();
            let gaps = (!gaps.is_empty()).then(|| {
                let text = a::check_gap(lang, gaps.join(comma));
                view! { <p class="err"><Icon name="warn" />{text}</p> }
            });
            view! { <li><p><b>{line}</b></p>{gaps}</li> }
        })
        .collect_view();
    view! { <li><div class="grow stack close"><p>{title}</p><ul class="stack close">{changes}</ul></div></li> }
}

/// Everything that will change, before it does.
#[component]
fn Check(input: BulkInput, found: Vec<Affected>, groups: Vec<Group>, search: String, key: String) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let action = FormAction::<ApplyBulk>::new();
    let ask = use_way(action, {
        let input = input.clone();
        move |n| done_address(&input, n)
    });
    // The same choice without the wish to have it checked.
    let back = StoredValue::new(format!(
        "/admin/hours{}",
        search.replace("check=1&", "").replace("&check=1", "")
    ));
    let sentence = StoredValue::new(sentence(lang, &input));
    // Whose week stays as it is does not change. Where rooms are closed there are no groups.
    let same: usize = groups
        .iter()
        .filter(|group| group.changes.is_empty())
        .map(|group| group.centers.len())
        .sum();
    let groups = StoredValue::new(groups);
    let (found, input, key) = (StoredValue::new(found), StoredValue::new(input), StoredValue::new(key));
    move || match ask.get() {
        Some(ask) => view! { <Step action ask back=back.get_value() /> }.into_any(),
        None => {
            if same > 0 && same == found.with_value(Vec::len) {
                let groups = groups.get_value().into_iter();
                return view! {
                    <section class="card">
                        <h2>{a::check_title(lang)}</h2>
                        <p><b>{sentence.get_value()}</b></p>
                        <ul class="list">{groups.map(|group| view! { <Alike group /> }).collect_view()}</ul>
                        <div class="acts"><a class="btn" href=back.get_value()>{a::change_choice(lang)}</a></div>
                    </section>
                }
                .into_any();
            }
            let what = if groups.with_value(Vec::is_empty) {
                let names = found.with_value(|all| {
                    let name = |c: &Affected| c.names.get(lang.english()).to_owned();
                    all.iter().map(|c| view! { <li>{name(c)}</li> }).collect_view()
                });
                view! { <ul class="offers">{names}</ul> }.into_any()
            } else {
                let groups = groups.get_value().into_iter();
                let groups = groups.map(|group| view! { <Alike group /> }).collect_view();
                view! { <ul class="list">{groups}</ul> }.into_any()
            };
            view! {
                <section class="card">
                    <h2>{a::check_title(lang)}</h2>
                    <p><b>{sentence.get_value()}</b></p>
                    <p>{a::check_count(lang, found.with_value(Vec::len) - same)}</p>
                    {what}
                    <p class="hint">{a::check_all_or_none(lang)}</p>
                    <PostForm action prefix="input">
                        <input type="hidden" name="show" value="1" />
                        <KeyField value=key.get_value() />
                        <ConflictPanel rows=found.with_value(|found| changed(lang, found, &sentence.get_value())) />
                        <Chosen input=input.get_value() found=found.get_value() />
                        <div class="acts"><Submit label=a::apply(lang) /><a class="btn quiet" href=back.get_value()>{a::change_choice(lang)}</a></div>
                    </PostForm>
                </section>
            }
            .into_any()
        }
    }
}

/// Everything that was chosen, as hidden fields.
#[component]
fn Chosen(input: BulkInput, found: Vec<Affected>) -> impl IntoView {
    let ids = found
        .iter()
        .enumerate()
        .map(|(i, c)| {
            view! {
                <input type="hidden" name=format!("input[centers][{i}]") value=c.id.to_string() />
                <input type="hidden" name=format!("versions[{i}]") value=c.version.to_string() />
            }
        })
        .collect_view();
    let weekdays = input
        .weekdays
        .iter()
        .enumerate()
        .map(|(i, day)| view! { <input type="hidden" name=format!("input[weekdays][{i}]") value=day.clone() /> })
        .collect_view();
    view! {
        {ids}
        {weekdays}
        <input type="hidden" name="input[what]" value=input.what />
        <input type="hidden" name="input[kind]" value=input.kind />
        <input type="hidden" name="input[span][shift]" value=input.span.shift />
        <input type="hidden" name="input[span][start]" value=input.span.start />
        <input type="hidden" name="input[span][end]" value=input.span.end />
        <input type="hidden" name="input[exception][from]" value=input.exception.from />
        <input type="hidden" name="input[exception][to]" value=input.exception.to />
        <input type="hidden" name="input[exception][hours]" value=input.exception.hours />
        <input type="hidden" name="input[exception][note]" value=input.exception.note />
    }
}
