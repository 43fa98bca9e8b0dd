//! The audit log: filters in the address, page by page, and as a spreadsheet.

mod detail;

use super::parts::use_query;
use app::{
    audit::api::{AuditPage, list_audit},
    call::resource,
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle, words},
};
use leptos::prelude::*;
use model::audit::AuditFilter;

/// Beginnings of actions to choose from.
const CAPABILITIES: [&str; 20] = [
    "center.",
    "room.",
    "hours.",
    "photo.",
    "amenity.",
    "division.",
    "setting.",
    "staff.",
    "import.",
    "booking.",
    "case.",
    "matter.",
    "matter_notice.",
    "duty.",
    "evaluation.",
    "follow_up.",
    "complaint.",
    "workday.",
    "resident.",
    "audit.",
];

/// `/admin/audit`
#[component]
pub(super) fn Audit() -> impl IntoView {
    let lang = use_lang();
    let query = use_query();
    let filter = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        AuditFilter {
            who: get("who"),
            action: get("action"),
            subject: get("subject"),
            from: get("from"),
            to: get("to"),
            before: get("before").parse().ok(),
        }
    });
    let page = resource(move || filter.get(), list_audit);
    view! {
        <PageTitle text=t::admin::audit(lang) />
        <p class="lead">{t::audit::lead(lang)}</p>
        {move || view! { <Filters filter=filter.get() /> }}
        <Loaded resource=page view=move |page: AuditPage| view! { <Log page filter=filter.get_untracked() /> } />
    }
}

#[component]
fn Filters(filter: AuditFilter) -> impl IntoView {
    use t::audit as a;
    let lang = use_lang();
    let options = CAPABILITIES
        .map(|c| view! { <option value=c selected={c == filter.action}>{words::audit_action(lang, c)}</option> })
        .collect_view();
    let export = format!("/admin/audit.csv?{}", query_of(&filter));
    view! {
        <form class="form wide" action="/admin/audit">
            <div class="fields">
                <div class="field"><label for="who">{a::who(lang)}</label><input class="in" id="who" name="who" value=filter.who /></div>
                <div class="field"><label for="action">{a::action(lang)}</label>
                    <select class="in" id="action" name="action"><option value="">{a::all(lang)}</option>{options}</select></div>
                <div class="field"><label for="subject">{a::subject(lang)}</label><input class="in" id="subject" name="subject" value=filter.subject /></div>
                <div class="field"><label for="from">{a::from(lang)}</label><input class="in" type="date" id="from" name="from" value=filter.from /></div>
                <div class="field"><label for="to">{a::to(lang)}</label><input class="in" type="date" id="to" name="to" value=filter.to /></div>
            </div>
            <div class="acts">
                <button class="btn main"><Icon name="filter" />{a::show(lang)}</button>
                <a class="btn" href=export rel="external" download=""><Icon name="download" />{a::export(lang)}</a>
            </div>
        </form>
    }
}

#[component]
fn Log(page: AuditPage, filter: AuditFilter) -> impl IntoView {
    use t::audit as a;
    let lang = use_lang();
    let AuditPage { entries, places, next } = page;
    if entries.is_empty() {
        return view! {
            <div class="empty"><span class="doorway" aria-hidden="true"><Icon name="one-chair" /></span><h2>{a::nothing(lang)}</h2></div>
        }
        .into_any();
    }
    let lines = entries
        .into_iter()
        .map(|(at, e)| {
            let stamp = words::stamp(at);
            let refused = (!e.ok)
                .then(|| view! { <span class="pill bad tiny"><Icon name="cross" />{a::refused(lang)}</span>" " });
            let detail = detail::in_words(lang, &e.action, &e.detail, &places);
            let detail = (!detail.is_empty()).then(|| view! { <pre>{detail}</pre> });
            view! {
                <li><time datetime=stamp.replace(' ', "T")>{stamp.clone()}</time><span class="who">{e.who}</span>
                    <div>{refused}{words::audit_action(lang, &e.action)}" "<b>{e.subject}</b>{detail}</div></li>
            }
        })
        .collect_view();
    let next = next.map(|id| {
        let href = format!("/admin/audit?{}before={id}", query_of(&filter));
        view! { <nav class="pages" aria-label=t::ui::next(lang)><a href=href>{a::older(lang)}</a></nav> }
    });
    view! { <ol class="log">{lines}</ol>{next} }.into_any()
}

/// The filter as `name=value&` pairs, without the page.
fn query_of(filter: &AuditFilter) -> String {
    [
        ("who", &filter.who),
        ("action", &filter.action),
        ("subject", &filter.subject),
        ("from", &filter.from),
        ("to", &filter.to),
    ]
    .iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| format!("{name}={}&", leptos_router::location::Url::escape(value)))
    .collect()
}
