//! `/admin/workdays`: the working days of each year, pasted or typed, and the terms of follow-ups that are counted in them.

use super::parts::{Saved, use_query};
use app::{
    call::resource,
    follow_up::api::{SaveTerms, TermsForm, get_terms},
    lang::{Lang, t, use_lang},
    ui::{
        ConflictPanel, ConflictRow, FormAction, Icon, Loaded, PageTitle, PostForm, Submit, TextArea, TextField,
        VersionField, words as said,
    },
    workday::api::{SaveTable, TableForm, get_table},
};
use leptos::prelude::*;
use model::workday::Special;

/// See the module.
#[component]
pub(super) fn WorkdaysPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query();
    let year = move || query.with(|q| q.get("year").unwrap_or_default());
    let form = resource(year, get_table);
    let terms = resource(|| (), |()| get_terms());
    view! {
        <PageTitle text=t::workday::title(lang) />
        <p class="lead">{t::workday::lead(lang)}</p>
        <Saved />
        <Loaded resource=form view=|form: TableForm| view! { <Table form /> } />
        <Loaded resource=terms view=|form: TermsForm| view! { <Terms form /> } />
    }
}

/// The years that are missing, in words and with the way to enter them.
#[component]
pub(super) fn Missing(years: Vec<i16>) -> impl IntoView {
    use t::workday as w;
    let lang = use_lang();
    years
        .into_iter()
        .map(|year| {
            view! {
                <div class="notice warn"><Icon name="warn" /><h2>{w::missing_title(lang, year)}</h2><p>{w::missing_lead(lang)}</p>
                    <p class="acts"><a class="btn" href=format!("/admin/workdays?year={year}")>{w::missing_do(lang)}</a></p></div>
            }
        })
        .collect_view()
}

/// What the summary of problems calls a line of the table.
fn called(lang: Lang, field: &str) -> Option<String> {
    field.strip_prefix("line-").map(|n| t::workday::line(lang, n))
}

#[component]
fn Table(form: TableForm) -> impl IntoView {
    use t::workday as w;
    let lang = use_lang();
    let action = FormAction::<SaveTable>::new();
    let TableForm {
        input,
        days,
        version,
        years,
        missing,
    } = form;
    let year = input.year.clone();
    let links = years
        .into_iter()
        .map(|(other, known)| {
            let here = other.to_string() == year;
            let mark = (!known).then(|| view! { " "<span class="pill warn tiny"><Icon name="warn" />{w::missing(lang)}</span> });
            view! {
                <a class="btn" href=format!("/admin/workdays?year={other}") aria-current=here.then_some("page")>{other}{mark}</a>
            }
        })
        .collect_view();
    let stored = input.table.clone();
    let then = format!("/admin/workdays?year={year}&saved=1");
    let rows = input.table.lines().count().clamp(8, 24);
    view! {
        <Missing years=missing />
        <nav class="acts" aria-label=w::years(lang)>{links}</nav>
        <section class="card">
            <h2>{year.clone()}</h2>
            <PostForm action prefix="input" then reload=true called of=("input[year]", year.clone())>
                <VersionField version />
                <ConflictPanel rows=vec![ConflictRow::new(w::table(lang), "table", stored)] />
                <input type="hidden" name="input[year]" value=year />
                <TextArea field="table" label=w::table(lang) hint=w::table_hint(lang) value=input.table rows=u32::try_from(rows).unwrap_or(8) />
                <div class="acts"><Submit label=w::save(lang) /></div>
            </PostForm>
        </section>
        <Days days />
    }
}

/// The days one by one, with their weekdays: for looking over what was pasted.
#[component]
fn Days(days: Vec<Special>) -> impl IntoView {
    use t::workday as w;
    let lang = use_lang();
    if days.is_empty() {
        return ().into_any();
    }
    let count = days.len();
    let lines = days
        .into_iter()
        .map(|special| {
            let (class, icon, text) = if special.working {
                ("pill warn tiny", "desk", w::working(lang))
            } else {
                ("pill open tiny", "sun", w::off(lang))
            };
            let weekday = usize::try_from(special.day.weekday().to_monday_zero_offset()).unwrap_or(0);
            view! {
                <tr>
                    <th scope="row">{said::date(lang, special.day)}" "<span class="muted">{said::weekday(lang, weekday)}</span></th>
                    <td><span class=class><Icon name=icon />{text}</span></td>
                    <td>{special.name}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details>
            <summary class="btn quiet">{w::special(lang, count)}</summary>
            <div class="scroll" role="region" aria-label=w::table(lang) tabindex="0">
                <table class="data">
                    <thead><tr><th scope="col">{w::c_day(lang)}</th><th scope="col">{w::c_kind(lang)}</th><th scope="col">{w::c_name(lang)}</th></tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

#[component]
fn Terms(form: TermsForm) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let action = FormAction::<SaveTerms>::new();
    let TermsForm { input, version } = form;
    let fields = [
        ("call_back_hours", f::call_back_hours(lang), input.call_back_hours),
        ("rectify_days", f::rectify_days(lang), input.rectify_days),
        ("extended_days", f::extended_days(lang), input.extended_days),
        ("climb_days", f::climb_days(lang), input.climb_days),
    ];
    let stored = fields.clone();
    view! {
        <section class="card">
            <h2>{f::settings(lang)}</h2>
            <p>{f::settings_lead(lang)}</p>
            <PostForm action prefix="input" then="/admin/workdays?saved=1" reload=true>
                <VersionField version />
                <ConflictPanel rows=stored.into_iter().map(|(field, label, value)| ConflictRow::new(label, field, value)).collect() />
                {fields
                    .into_iter()
                    .map(|(field, label, value)| view! { <TextField field label value inputmode="numeric" required=true /> })
                    .collect_view()}
                <div class="acts"><Submit label=t::ui::save(lang) /></div>
            </PostForm>
        </section>
    }
}
