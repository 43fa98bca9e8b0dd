//! `/admin/matters/new` and `/admin/matters/{code}`: what a matter says, as groups of fields and rows that can be edited without
//! scripts; who handles it; its versions.

use super::{
    fields::{Compared, Fields},
    files::{Files, Withdraw},
    history::History,
};
use crate::{
    center_parts::lead_on,
    parts::{Crumbs, Saved, use_query},
};
use app::{
    call::resource,
    lang::{t, use_lang},
    matter::admin_api::{
        CreateMatter, MatterForm, MatterPlace, RetireMatter, SaveMatter, SavePlaces, StoredMatter, get_matter,
    },
    ui::{FormAction, Icon, KeyField, Loaded, PageTitle, PostForm, Submit, VersionField},
};
use leptos::prelude::*;
use model::matter::{MatterId, MatterInput};

/// One matter; none is a new one.
#[component]
pub(crate) fn MatterPage(code: Option<String>) -> impl IntoView {
    let query = use_query();
    let version = Memo::new(move |_| query.with(|q| q.get("version")?.parse().ok()).unwrap_or(0_i64));
    let code = code.unwrap_or_default();
    let form = resource(move || version.get(), move |version| get_matter(code.clone(), version));
    view! { <Loaded resource=form view=|form: MatterForm| view! { <Form form /> } /> }
}

#[component]
fn Form(form: MatterForm) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let MatterForm { input, stored, key } = form;
    let title = match stored {
        Some(_) => input.name.clone(),
        None => c::add(lang).to_owned(),
    };
    let body = match stored {
        None => view! { <New key input /> }.into_any(),
        Some(stored) => view! { <Edit stored input /> }.into_any(),
    };
    view! {
        <Crumbs above=("/admin/matters", c::title(lang)) here=title.clone() />
        <PageTitle text=title />
        <Saved />
        {body}
    }
}

#[component]
fn New(key: String, input: MatterInput) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<CreateMatter>::new();
    lead_on(action, |code| format!("/admin/matters/{code}?saved=1"));
    view! {
        <PostForm action prefix="input">
            <KeyField value=key />
            <Fields input new=true />
            <div class="savebar"><Submit label=t::ui::save(lang) /></div>
        </PostForm>
    }
}

#[component]
fn Edit(stored: StoredMatter, input: MatterInput) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let action = FormAction::<SaveMatter>::new();
    let StoredMatter {
        id,
        version,
        retired,
        versions,
        shown,
        places,
        materials,
        max_mb,
        kept,
    } = stored;
    let code = input.code.clone();
    let here = format!("/admin/matters/{code}?saved=1");
    let state = if retired {
        view! { <p class="notice warn"><Icon name="warn" />{c::is_retired(lang)}</p> }.into_any()
    } else {
        let guide = format!("/matters/{code}");
        view! { <p><a href=guide rel="external">{c::see_guide(lang)}</a></p> }.into_any()
    };
    view! {
        {state}
        <PostForm action prefix="input" then=here.clone() reload=true>
            <input type="hidden" name="id" value=id.to_string() />
            <VersionField version />
            <Compared input=input.clone() />
            <Fields input new=false />
            <div class="savebar"><Submit label=c::save_version(lang) /></div>
        </PostForm>
        <Files id version materials max_mb then=here.clone() />
        <Withdraw kept then=here.clone() />
        <History code versions shown />
        <Places id places then=here.clone() />
        <Retire id retired then=here />
    }
}

#[component]
fn Places(id: MatterId, places: Vec<MatterPlace>, then: String) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let action = FormAction::<SavePlaces>::new();
    let (handling, others) = (
        places.iter().filter(|place| place.handles).count(),
        places.iter().filter(|place| place.handles != place.by_rule).count(),
    );
    let boxes = places
        .into_iter()
        .map(|place| {
            let name = place.name.get(lang.english()).to_owned();
            let differs = (place.handles != place.by_rule).then(|| view! { <small>{c::against_rule(lang)}</small> });
            view! {
                <label class="check">
                    <input type="checkbox" name="handled[]" value=place.center.to_string() checked=place.handles />{name}{differs}
                    <input type="hidden" name="shown[]" value=place.center.to_string() />
                    {place.handles.then(|| view! { <input type="hidden" name="was[]" value=place.center.to_string() /> })}
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="card stack close">
            <h2>{c::places(lang)}</h2>
            <p>{c::places_lead(lang)}</p>
            <p class="muted">{c::places_count(lang, handling, others)}</p>
            <details>
                <summary>{c::places_change(lang)}</summary>
                <PostForm action then reload=true>
                    <input type="hidden" name="id" value=id.to_string() />
                    <fieldset class="group"><legend>{c::places(lang)}</legend><div class="checks">{boxes}</div></fieldset>
                    <div class="acts"><Submit label=c::places_save(lang) /></div>
                </PostForm>
            </details>
        </section>
    }
}

#[component]
fn Retire(id: MatterId, retired: bool, then: String) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let action = FormAction::<RetireMatter>::new();
    let (title, lead, class) = if retired {
        (c::restore(lang), c::restore_lead(lang), "btn")
    } else {
        (c::retire(lang), c::retire_lead(lang), "btn danger")
    };
    view! {
        <section class="card stack close">
            <h2>{title}</h2>
            <p>{lead}</p>
            <PostForm action then reload=true>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="retired" value=(!retired).to_string() />
                <div class="acts"><button class=class>{title}</button></div>
            </PostForm>
        </section>
    }
}
