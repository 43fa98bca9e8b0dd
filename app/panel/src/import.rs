//! Import and export: choosing a table, and the tables to take away. [`preview`] is what follows.

mod preview;

pub(super) use preview::Check;

use app::{
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{ErrorSummary, Icon, PageTitle, Trouble, field_id},
};
use leptos::prelude::*;
use model::{
    AppError,
    import::{Kind, PaperState},
    matter::Mode,
};

/// What the tables are about, and by what their rows are matched.
fn kind_text(lang: Lang, kind: Kind) -> (&'static str, &'static str) {
    use t::import as i;
    match kind {
        Kind::Divisions => (i::divisions(lang), i::divisions_hint(lang)),
        Kind::Amenities => (i::amenities(lang), i::amenities_hint(lang)),
        Kind::Centers => (i::centers(lang), i::centers_hint(lang)),
        Kind::Rooms => (i::rooms(lang), i::rooms_hint(lang)),
        Kind::Staff => (i::staff(lang), i::staff_hint(lang)),
        Kind::Matters => (i::matters(lang), i::matters_hint(lang)),
        Kind::Cases => (i::cases(lang), i::cases_hint(lang)),
    }
}

/// What whoever is signed in may import.
fn kinds() -> Vec<Kind> {
    let may = |kind: &Kind| use_boot().with_value(|b| b.may_somewhere(kind.action()));
    Kind::ALL.into_iter().filter(may).collect()
}

/// `/admin/import`
#[component]
pub(super) fn Import() -> impl IntoView {
    if kinds().is_empty() {
        return view! { <Trouble error=AppError::Forbidden /> }.into_any();
    }
    let lang = use_lang();
    view! {
        <PageTitle text=t::import::title(lang) />
        <p class="lead">{t::import::lead(lang)}</p>
        <Choose />
        <Export />
    }
    .into_any()
}

/// An ordinary form: the file goes to the server with or without scripts.
#[component]
fn Choose() -> impl IntoView {
    let lang = use_lang();
    let rejected = use_boot().with_value(|b| b.rejected.read().filter(|r| r.path == "/admin/import"));
    let chosen = rejected
        .as_ref()
        .and_then(|r| r.value("kind").and_then(Kind::from_code));
    let error = rejected.map(|r| r.error);
    let kinds = kinds();
    // One of several is chosen by nobody but the person: what is loaded as something else by mistake is all wrong.
    let only = kinds.first().copied().filter(|_| kinds.len() == 1);
    let chosen = chosen.or(only);
    let matters = kinds.contains(&Kind::Matters).then(|| view! { <MattersHow /> });
    let cases = kinds.contains(&Kind::Cases).then(|| view! { <CasesHow /> });
    let kinds = kinds
        .into_iter()
        .map(|kind| {
            let (name, hint) = kind_text(lang, kind);
            let checked = Some(kind) == chosen;
            view! {
                <label class="check">
                    <input type="radio" name="kind" value=kind.code() checked=checked required />
                    {name}
                    <small>{hint}</small>
                </label>
            }
        })
        .collect_view();

    view! {
        <form class="form card" method="post" action="/admin/import" enctype="multipart/form-data">
            <ErrorSummary error=Signal::stored(error) />
            <fieldset class="group" id=field_id("kind") tabindex="-1">
                <legend>{t::import::what(lang)}</legend>
                <div class="checks">{kinds}</div>
            </fieldset>
            <label class="drop" for=field_id("file")>
                <Icon name="upload" />
                <b>{t::import::choose(lang)}</b>
                <small>{t::import::limits(lang)}</small>
                <input type="file" id=field_id("file") name="file" accept=".csv,.txt,.xlsx,text/csv" />
            </label>
            <p class="hint">{t::import::missing_columns(lang)}</p>
            {matters}{cases}
            <div class="acts"><button class="btn main">{t::import::check(lang)}</button></div>
        </form>
    }
}

/// How the lists within a cell are written.
#[component]
fn MattersHow() -> impl IntoView {
    let lang = use_lang();
    view! {
        <details>
            <summary>{t::import::matters_how(lang)}</summary>
            <div class="stack close">
                <p>{t::import::matters_lists(lang)}</p>
                <p>{t::import::matters_materials(lang)}</p>
                <pre class="scroll" tabindex="0">"id | 老人身份证 | government | 1 | 1 | yes | 正反面复印\nagent_id | 代办人身份证 | government | 1 | 0 | yes | | who=agent"</pre>
                <p>{t::import::matters_questions(lang)}</p>
                <pre class="scroll" tabindex="0">"? who | 您是本人来办吗？\nself | 本人\nagent | 替家里老人办"</pre>
                <p>{t::import::matters_steps(lang)}</p>
                <p>{t::import::matters_escape(lang)}</p>
            </div>
        </details>
    }
}

/// What a row says of a case that was done on paper.
#[component]
fn CasesHow() -> impl IntoView {
    use t::import as i;
    let lang = use_lang();
    let words = |words: &[&'static str]| words.join(if lang.english() { ", " } else { "、" });
    let states = PaperState::ALL.map(|state| if lang.english() { state.code() } else { state.zh() });
    let modes = Mode::ALL.map(|mode| if lang.english() { mode.code() } else { mode.zh() });
    view! {
        <details>
            <summary>{i::cases_how(lang)}</summary>
            <div class="stack close">
                <p>{i::cases_number(lang)}</p>
                <p>{i::cases_days(lang)}</p>
                <p>{i::cases_state(lang, words(&states))}</p>
                <p>{i::cases_mode(lang, words(&modes))}</p>
                <p>{i::cases_people(lang)}</p>
                <p>{i::cases_after(lang)}</p>
            </div>
        </details>
    }
}

/// Links to files; the router leaves them to the browser.
#[component]
fn Export() -> impl IntoView {
    let lang = use_lang();
    let lines = kinds()
        .into_iter()
        .map(|kind| {
            let code = kind.code();
            let stored = kind.is_exported().then(|| {
                view! {
                    <a class="btn small" rel="external" download href=format!("/admin/export/{code}.xlsx")>
                        <Icon name="download" />
                        {t::import::as_xlsx(lang)}
                    </a>
                    <a class="btn small" rel="external" download href=format!("/admin/export/{code}.csv")>
                        {t::import::as_csv(lang)}
                    </a>
                }
            });
            view! {
                <li>
                    <b class="grow">{kind_text(lang, kind).0}</b>
                    <span class="row">
                        {stored}
                        <a class="btn small quiet" rel="external" download href=format!("/admin/export/template/{code}.xlsx")>
                            {t::import::template(lang)}
                        </a>
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{t::import::export_title(lang)}</h2>
            <p class="hint">{t::import::export_lead(lang)}" "{t::import::kept_out(lang)}</p>
            <ul class="list">{lines}</ul>
        </section>
    }
}
