//! Rules copied to many rooms: choose, look it over, then all or none.
//!
//! The choice is the address's query, so it works without scripts, and "back" leads to the choice as it was.

use crate::{
    parts::{Crumbs, use_query},
    way::{Step, use_way},
};
use app::{
    booking::rules_api::{CopyInput, CopyRules, Copying, Target, choose_copy},
    call::resource,
    lang::{Lang, t, use_lang},
    ui::{ErrorSummary, FormAction, Icon, Loaded, PageTitle, PostForm, Submit, field_id, words},
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use model::{AppError, room::RoomKind};

fn read(query: &ParamsMap) -> CopyInput {
    let get = |name: &str| query.get(name).unwrap_or_default();
    CopyInput {
        from: get("from"),
        kind: get("kind"),
        division: get("division"),
        center: get("center"),
        rooms: Vec::new(),
    }
}

/// `/admin/rules/copy?from=…`
#[component]
pub(crate) fn CopyPage() -> impl IntoView {
    use t::rule as r;
    let lang = use_lang();
    let query = use_query();
    let asked = Memo::new(move |_| query.with(|q| (read(q), q.get("check").is_some())));
    let page = resource(move || asked.get(), |(input, check)| choose_copy(input, check));
    let done = query.with_untracked(|q| q.get("done"));
    view! {
        <Crumbs above=("/admin/rules", r::kinds_title(lang)) here=r::copy_title(lang) />
        <PageTitle text=r::copy_title(lang) />
        <p class="lead">{r::copy_lead(lang)}</p>
        {done.map(|n| view! {
            <p class="notice good" role="status"><Icon name="check" />{r::copy_done(lang, n.parse::<u32>().unwrap_or_default())}</p>
        })}
        <Loaded resource=page view=move |page: Copying| {
            let (input, _) = asked.get_untracked();
            match page.found.clone() {
                Some(Ok(found)) => view! { <Check page input found /> }.into_any(),
                found => view! { <Choose page input error=found.and_then(Result::err) /> }.into_any(),
            }
        } />
    }
}

fn called(lang: Lang, field: &str) -> Option<String> {
    let name = match field {
        "from" => t::rule::copy_from(lang),
        "kind" => t::admin::room_kind(lang),
        "division" => t::admin::division(lang),
        "center" => t::booking::desk_center(lang),
        _ => return None,
    };
    Some(name.to_owned())
}

/// A choice in the address.
#[component]
fn Select(
    name: &'static str,
    #[prop(into)] label: String,
    /// What the empty choice means.
    #[prop(into)]
    all: String,
    options: Vec<(String, String)>,
    value: String,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(code, text)| {
            let selected = code == value;
            view! { <option value=code selected=selected>{text}</option> }
        })
        .collect_view();
    view! {
        <div class="field"><label for=field_id(name)>{label}</label>
            <select class="in" id=field_id(name) name=name><option value="">{all}</option>{options}</select></div>
    }
}

#[component]
fn Choose(page: Copying, input: CopyInput, error: Option<AppError>) -> impl IntoView {
    use t::rule as r;
    let lang = use_lang();
    let kinds = || {
        RoomKind::ALL
            .map(|k| (k.code().to_owned(), words::room_kind(lang, k).to_owned()))
            .to_vec()
    };
    let mut from: Vec<_> = page
        .room
        .map(|(id, names)| (id.to_string(), r::copy_room(lang, names.get(lang.english()))))
        .into_iter()
        .collect();
    from.extend(
        kinds()
            .into_iter()
            .map(|(code, name)| (code, r::copy_of_kind(lang, name))),
    );
    let divisions = page.divisions.into_iter();
    let divisions = divisions.map(|(code, names)| (code.to_string(), names.get(lang.english()).to_owned()));
    let centers = page.centers.into_iter();
    let centers = centers.map(|(id, names)| (id.to_string(), names.get(lang.english()).to_owned()));
    view! {
        <form class="form" action="/admin/rules/copy">
            <ErrorSummary error=Signal::stored(error) called=called />
            <input type="hidden" name="check" value="1" />
            <Select name="from" label=r::copy_from(lang) all=t::ui::choose(lang) options=from value=input.from />
            <fieldset class="group box"><legend>{r::copy_to(lang)}</legend>
                <Select name="kind" label=t::admin::room_kind(lang) all=r::all_kinds(lang) options=kinds() value=input.kind />
                <Select name="division" label=t::admin::division(lang) all=r::all_divisions(lang) options=divisions.collect() value=input.division />
                <Select name="center" label=t::booking::desk_center(lang) all=r::all_centers(lang) options=centers.collect() value=input.center />
            </fieldset>
            <div class="acts"><Submit label=t::admin::bulk_preview(lang) /></div>
        </form>
    }
}

/// The rooms that were chosen, each with a box, before anything changes.
#[component]
fn Check(page: Copying, input: CopyInput, found: Vec<Target>) -> impl IntoView {
    use t::rule as r;
    let lang = use_lang();
    let action = FormAction::<CopyRules>::new();
    let from = input.from.clone();
    let ask = use_way(action, move |n| format!("/admin/rules/copy?from={from}&done={n}"));
    let source = match (&page.room, RoomKind::from_code(&input.from)) {
        (Some((_, names)), _) => r::copy_room(lang, names.get(lang.english())),
        (None, Some(kind)) => r::copy_of_kind(lang, words::room_kind(lang, kind)),
        _ => String::new(),
    };
    let change = found.iter().filter(|t| t.changes).count();
    let count = found.len();
    let back = StoredValue::new(format!(
        "/admin/rules/copy?from={}&kind={}&division={}&center={}",
        input.from, input.kind, input.division, input.center
    ));
    let (found, input) = (StoredValue::new(found), StoredValue::new(input));
    let boxes = move || {
        found.with_value(|all| {
            all.iter()
                .enumerate()
                .map(|(i, target)| {
                    let name = format!("{} · {}", target.center.get(lang.english()), target.names.get(lang.english()));
                    let note = if target.changes { r::copy_changes(lang) } else { r::copy_same(lang) };
                    view! {
                        <label class="check"><input type="checkbox" name=format!("input[rooms][{i}]") value=target.room.to_string()
                            checked=target.changes />{name}<small>{note}</small></label>
                    }
                })
                .collect_view()
        })
    };
    move || match ask.get() {
        Some(ask) => view! { <Step action ask back=back.get_value() /> }.into_any(),
        None => {
            let input = input.get_value();
            view! {
                <section class="card">
                    <h2>{t::admin::check_title(lang)}</h2>
                    <p><b>{source.clone()}</b></p>
                    <p>{r::copy_count(lang, count, change)}</p>
                    <p class="hint">{r::copy_hint(lang)}</p>
                    <PostForm action prefix="input" called=|lang, field| (field == "rooms").then(|| t::rule::copy_to(lang).to_owned())>
                        <input type="hidden" name="show" value="1" />
                        <input type="hidden" name="input[from]" value=input.from />
                        <input type="hidden" name="input[kind]" value=input.kind />
                        <input type="hidden" name="input[division]" value=input.division />
                        <input type="hidden" name="input[center]" value=input.center />
                        <fieldset class="group box" id=field_id("rooms")><legend>{r::copy_to(lang)}</legend><div class="checks">{boxes()}</div></fieldset>
                        <div class="acts"><Submit label=t::admin::apply(lang) /><a class="btn quiet" href=back.get_value()>{t::admin::change_choice(lang)}</a></div>
                    </PostForm>
                </section>
            }
            .into_any()
        }
    }
}
