//! Evaluations in the panel: what was said about a center, without whoever said it; the forms; the code beside the counter.

mod builder;
mod forms;
mod one;
mod photos;
mod poster;

pub(super) use builder::FormPage;
pub(super) use forms::FormsPage;
pub(super) use one::OnePage;
pub(super) use photos::Photos;
pub(super) use poster::PosterPage;

use super::parts::use_query;
use app::{
    boot::use_boot,
    call::resource,
    evaluation::{
        list_api::{Evaluations, Shown, get_evaluations},
        words,
    },
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, PageTitle},
};
use leptos::prelude::*;
use model::{center::CenterId, follow_up::State, permission::Action};

/// `/admin/evaluations?center=…&only=…`
#[component]
pub(super) fn ListPage() -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let query = use_query();
    let asked = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        (get("center"), get("only"), get("page"))
    });
    let page = resource(
        move || asked.get(),
        |(center, only, page)| get_evaluations(center, only, page),
    );
    let edits = use_boot().with_value(|b| b.may_somewhere(Action::EditEvaluationForms));
    let forms = edits
        .then(|| view! { <a href="/admin/evaluations/forms" class="btn"><Icon name="edit" />{e::forms(lang)}</a> });
    let exports = use_boot().with_value(|b| b.may_somewhere(Action::ExportEvaluations));
    let file = exports.then(|| {
        view! {
            <p class="acts"><a class="btn" href="/admin/evaluations.csv" rel="external" download=""><Icon name="download" />{e::export(lang)}</a>
                <span class="muted">{e::export_lead(lang)}</span></p>
        }
    });
    view! {
        <div class="row between"><PageTitle text=e::title(lang) />{forms}</div>
        <p class="lead">{e::lead(lang)}</p>
        {file}
        <Loaded resource=page view={move |page: Evaluations| view! { <List page only=asked.get_untracked().1 /> }} />
    }
}

fn address(center: CenterId, only: &str) -> String {
    let only = if only.is_empty() {
        String::new()
    } else {
        format!("&only={only}")
    };
    format!("/admin/evaluations?center={center}{only}")
}

#[component]
fn List(page: Evaluations, only: String) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let Some(center) = page.center else {
        return view! { <Everywhere page only /> }.into_any();
    };
    let tabs = [
        ("", e::all(lang)),
        ("bad", e::only_bad(lang)),
        ("waiting", e::only_waiting(lang)),
    ]
    .map(|(code, text)| {
        let current = (code == only).then_some("page");
        view! { <a class="chip" href=address(center, code) aria-current=current>{text}</a> }
    })
    .collect_view();
    let older = page.older.map(|older| {
        let href = format!("{}&page={older}", address(center, &only));
        view! { <p><a class="btn" href=href>{e::older(lang)}</a></p> }
    });
    let list = if page.list.is_empty() {
        view! {
            <div class="empty">
                <span class="doorway" aria-hidden="true"><Icon name="one-words" /></span>
                <h2>{e::none(lang)}</h2><p>{e::none_lead(lang)}</p>
            </div>
        }
        .into_any()
    } else {
        let lines = page.list.into_iter().map(|one| line(lang, one, None)).collect_view();
        view! { <ul class="list">{lines}</ul> }.into_any()
    };
    view! {
        <Choose centers=page.centers center=Some(center) />
        <p class="acts">
            <a href=format!("/admin/evaluations/poster/{center}") class="btn"><Icon name="qr" />{e::poster(lang)}</a>
        </p>
        <nav class="filters" aria-label=e::which(lang)>{tabs}</nav>
        {list}
        {older}
    }
    .into_any()
}

/// No center is chosen: all words that wait for a decision, with the way to them.
#[component]
fn Everywhere(page: Evaluations, only: String) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let decides = use_boot().with_value(|b| b.may_somewhere(Action::ModerateEvaluations));
    let all = only == "waiting";
    let way = (decides && !all).then(|| {
        view! { <p class="acts"><a class="btn" href="/admin/evaluations?only=waiting"><Icon name="one-words" />{e::all_waiting(lang)}</a></p> }
    });
    let older = page.older.map(|older| {
        view! { <p><a class="btn" href=format!("/admin/evaluations?only=waiting&page={older}")>{e::older(lang)}</a></p> }
    });
    let found = all.then(|| {
        let centers = page.centers.clone();
        let name = |id: CenterId| centers.iter().find(|(c, _)| *c == id).map(|(_, names)| names.clone());
        let lines = page.list.into_iter().map(|one| {
            let place = name(one.center).map(|names| names.get(lang.english()).to_owned());
            line(lang, one, place)
        });
        let lines: Vec<_> = lines.collect();
        let none = lines.is_empty().then(|| view! { <p class="muted">{e::none_waiting(lang)}</p> });
        view! { <section class="stack close"><h2>{e::all_waiting(lang)}</h2>{none}<ul class="list">{lines}</ul>{older}</section> }
    });
    view! { <Choose centers=page.centers center=None />{way}{found} }
}

/// Which center, where there is a choice.
#[component]
fn Choose(centers: Vec<(CenterId, model::text::Names)>, center: Option<CenterId>) -> impl IntoView {
    let lang = use_lang();
    if centers.len() == 1 && center.is_some() {
        return None;
    }
    let options = centers
        .into_iter()
        .map(|(id, names)| {
            let name = names.get(lang.english()).to_owned();
            view! { <option value=id.to_string() selected={center == Some(id)}>{name}</option> }
        })
        .collect_view();
    Some(view! {
        <form class="form wide" action="/admin/evaluations">
            <div class="field"><label for="center">{t::booking::desk_center(lang)}</label>
                <select class="in" id="center" name="center"><option value="">{t::ui::choose(lang)}</option>{options}</select></div>
            <div class="acts"><button class="btn">{t::audit::show(lang)}</button></div>
        </form>
    })
}

/// The month and what kind of service, in a few words. Not the day, nor how it ended: with the desk's own list that is a person.
fn about(lang: Lang, one: &Shown) -> String {
    let month = one
        .month
        .parse()
        .map(|month| app::figures::period_text(lang, month))
        .unwrap_or_default();
    format!("{month} · {}", words::service(lang, one.service))
}

/// Whether somebody still works on a bad one; each step is the inspector's to show.
fn follow_up(lang: Lang, state: State) -> impl IntoView {
    use t::evaluate as e;
    let (class, icon, text) = if state.is_open() {
        ("pill warn tiny", "clock", e::follow_up_open(lang))
    } else {
        ("pill open tiny", "check", e::follow_up_ended(lang))
    };
    view! { <span class=class><Icon name=icon />{text}</span> }
}

fn line(lang: Lang, one: Shown, place: Option<String>) -> impl IntoView {
    use t::evaluate as e;
    let reasons: Vec<String> = one.reasons.iter().map(|r| r.get(lang.english()).to_owned()).collect();
    let reasons = reasons.join(t::admin::comma(lang));
    let pill = words::moderation(lang, one.moderation)
        .map(|(class, icon, text)| view! { <span class=class><Icon name=icon />{text}</span> });
    let words_of =
        (!one.words.is_empty()).then(|| view! { <br/><span class="prewrap">{e::said(lang, &one.words)}</span> });
    let aside = one
        .set_aside
        .is_some()
        .then(|| view! { <span class="pill closed tiny">{e::set_aside(lang)}</span> });
    let follow_up = one.follow_up.map(|state| follow_up(lang, state));
    let again = one
        .again
        .then(|| view! { <span class="pill info tiny">{e::again(lang)}</span> });
    let name = match place {
        Some(place) => format!("{place} · {}", about(lang, &one)),
        None => about(lang, &one),
    };
    let href = format!("/admin/evaluations/{}", one.id);
    let class = if one.level.is_bad() { "pill bad" } else { "pill open" };
    view! {
        <li>
            <span class="grow">
                <a href=href class="cover"><b>{name}</b></a>
                {(!reasons.is_empty()).then(|| view! { <br/>{reasons} })}
                {words_of}
            </span>
            <span class=class><Icon name=words::face(one.level) />{words::level(lang, one.level)}</span>
            {follow_up}{pill}{aside}{again}
        </li>
    }
}
