//! One center's own fields: a new one, an existing one, out of service and back.

use super::{
    center_fields::{CenterFields, conflict_rows},
    center_parts::{CenterHead, Tab, lead_on},
    parts::use_query,
    way::{Step, use_way},
};
use app::{
    call::resource,
    center::admin_api::{CenterForm, CreateCenter, RetireCenter, SaveCenter, edit_center},
    lang::{t, use_lang},
    ui::{ConflictPanel, FormAction, Icon, KeyField, Loaded, PageTitle, PostForm, Submit, VersionField},
};
use leptos::prelude::*;
use model::{
    center::{Center, CenterId, CenterInput},
    zone::ZoneCheck,
};

/// `/admin/centers/new`
#[component]
pub(super) fn NewCenter() -> impl IntoView {
    let lang = use_lang();
    let form = resource(|| (), |()| edit_center(None));
    let action = FormAction::<CreateCenter>::new();
    lead_on(action, |id| format!("/admin/centers/{id}?saved=1"));
    view! {
        <nav aria-label=t::admin::crumbs(lang)>
            <ol class="crumbs">
                <li><a href="/admin/centers">{t::admin::centers(lang)}</a></li>
                <li aria-current="page">{t::admin::new_center(lang)}</li>
            </ol>
        </nav>
        <PageTitle text=t::admin::new_center(lang) />
        <Loaded resource=form view=move |mut form: CenterForm| {
            form.divisions.insert(0, (String::new(), t::ui::choose(lang).to_owned()));
            let key = form.key.clone();
            let stored = CenterInput { kind: "village".to_owned(), position_source: "none".to_owned(), ..Default::default() };
            view! {
                <PostForm action prefix="input">
                    <KeyField value=key />
                    <CenterFields form stored />
                    <div class="savebar"><Submit label=t::admin::create(lang) /><a class="btn quiet" href="/admin/centers">{t::ui::cancel(lang)}</a></div>
                </PostForm>
            }
        } />
    }
}

/// `/admin/centers/{id}`
#[component]
pub(super) fn EditCenter(id: CenterId) -> impl IntoView {
    let form = resource(|| (), move |()| edit_center(Some(id)));
    view! { <Loaded resource=form view=|form: CenterForm| view! { <Existing form /> } /> }
}

#[component]
fn Existing(form: CenterForm) -> impl IntoView {
    let lang = use_lang();
    let Some(center) = form.center.clone() else {
        return ().into_any();
    };
    let ask = form.may_retire && use_query().with_untracked(|q| q.get("retire").is_some());
    if ask && !center.retired {
        return view! { <CenterHead center=center.clone() tab=Tab::Data /><Retire center /> }.into_any();
    }
    let action = FormAction::<SaveCenter>::new();
    let (id, version) = (center.id, center.version);
    let stored = CenterInput::from(&center);
    let (template, checks) = form.zone.clone();
    let here = format!("/admin/centers/{id}");
    let service = form.may_retire.then(|| {
        if center.retired {
            view! { <Restore center=center.clone() /> }.into_any()
        } else {
            view! { <p><a class="btn small danger" href=format!("{here}?retire=1")><Icon name="lock" />{t::admin::retire(lang)}</a></p> }
                .into_any()
        }
    });
    let form = StoredValue::new(form);
    view! {
        <CenterHead center tab=Tab::Data />
        <div class="split">
            <PostForm action prefix="input" then=format!("{here}?saved=1") reload=true>
                <input type="hidden" name="id" value=id.to_string() />
                <VersionField version />
                <ConflictPanel rows=form.with_value(|f| conflict_rows(lang, f, &stored)) />
                <CenterFields form=form.get_value() stored />
                <div class="savebar">
                    <Submit label=t::ui::save(lang) />
                    <a class="btn quiet" rel="external" href=here.clone()>{t::admin::discard(lang)}</a>
                </div>
            </PostForm>
            <div class="stack">
                <Zone template checks />
                {service}
            </div>
        </div>
    }
    .into_any()
}

/// What the center has and lacks against the zone template.
#[component]
fn Zone(template: String, checks: Vec<ZoneCheck>) -> impl IntoView {
    let lang = use_lang();
    let lines = checks
        .into_iter()
        .map(|check| {
            if check.lacks() > 0 {
                view! { <li class="lacks"><Icon name="minus" />{t::admin::zone_lacks(lang)}{check.name}</li> }
                    .into_any()
            } else {
                view! { <li><Icon name="check" />{check.name}</li> }.into_any()
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{t::admin::zone_title(lang, template)}</h2>
            <ul class="offers">{lines}</ul>
        </section>
    }
}

/// The question before a center goes out of service, and about the bookings that stand.
#[component]
fn Retire(center: Center) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<RetireCenter>::new();
    let (id, version) = (center.id, center.version);
    let here = StoredValue::new(format!("/admin/centers/{id}"));
    let ask = use_way(action, move |_| format!("/admin/centers/{id}?saved=1"));
    let title = t::admin::retire_title(lang, center.names.get(lang.english()));
    move || match ask.get() {
        Some(ask) => view! { <Step action ask back=here.get_value() /> }.into_any(),
        None => view! {
            <section class="card">
                <h2>{title.clone()}</h2>
                <p>{t::admin::retire_lead(lang)}</p>
                <PostForm action>
                    <input type="hidden" name="id" value=id.to_string() />
                    <input type="hidden" name="show" value="1" />
                    <input type="hidden" name="retired" value="true" />
                    <VersionField version />
                    <div class="acts">
                        <button class="btn danger main">{t::admin::retire_yes(lang)}</button>
                        <a class="btn quiet" href=here.get_value()>{t::ui::cancel(lang)}</a>
                    </div>
                </PostForm>
            </section>
        }
        .into_any(),
    }
}

#[component]
fn Restore(center: Center) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<RetireCenter>::new();
    view! {
        <PostForm action then=format!("/admin/centers/{}?saved=1", center.id) reload=true>
            <input type="hidden" name="id" value=center.id.to_string() />
            <VersionField version=center.version />
            <p><button class="btn"><Icon name="undo" />{t::admin::restore(lang)}</button></p>
        </PostForm>
    }
}
