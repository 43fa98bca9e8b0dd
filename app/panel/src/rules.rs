//! The rules by which a room is booked: of one room, of a kind, and copied to many.

mod copy;
mod door;
mod fields;
mod kinds;

pub(super) use copy::CopyPage;
pub(super) use door::DoorPage;
pub(super) use kinds::{KindPage, KindsPage};

use super::{
    parts::Saved,
    way::{Step, use_way},
};
use app::{
    booking::rules_api::{RulesForm, SaveRules, edit_rules},
    call::resource,
    lang::{t, use_lang},
    ui::{ConflictPanel, FormAction, Icon, Loaded, PageTitle, PostForm, Submit, VersionField},
};
use fields::{Fields, conflict_rows};
use leptos::prelude::*;
use model::room::RoomId;

/// `/admin/rooms/{id}/rules`
#[component]
pub(super) fn RulesPage(id: RoomId) -> impl IntoView {
    let form = resource(|| (), move |()| edit_rules(id));
    view! { <Loaded resource=form view=|form: RulesForm| view! { <Rules form /> } /> }
}

#[component]
fn Rules(form: RulesForm) -> impl IntoView {
    use t::rule as r;
    let lang = use_lang();
    let RulesForm {
        room: id,
        names,
        capacity,
        center,
        center_names,
        input,
        version,
        ..
    } = form;
    let action = FormAction::<SaveRules>::new();
    let here = format!("/admin/rooms/{id}/rules");
    let ask = use_way(action, {
        let here = here.clone();
        move |_| format!("{here}?saved=1")
    });
    let name = names.get(lang.english()).to_owned();
    let fresh = (version == 0).then(|| {
        view! { <p class="notice warn"><Icon name="warn" />{r::not_set(lang)}</p> }
    });
    let (stored, here) = (StoredValue::new(input), StoredValue::new(here));
    let body = move || match ask.get() {
        Some(ask) => view! { <Step action ask back=here.get_value() /> }.into_any(),
        None => view! {
            <PostForm action prefix="input">
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="show" value="1" />
                <VersionField version />
                <ConflictPanel rows=stored.with_value(|input| conflict_rows(lang, input, true)) />
                <Fields stored=stored.get_value() capacity=Some(capacity) />
                <div class="savebar">
                    <Submit label=t::ui::save(lang) />
                    <a class="btn quiet" rel="external" href=here.get_value()>{t::admin::discard(lang)}</a>
                </div>
            </PostForm>
        }
        .into_any(),
    };
    view! {
        <nav aria-label=t::admin::crumbs(lang)>
            <ol class="crumbs">
                <li><a href=format!("/admin/centers/{center}/rooms")>{center_names.get(lang.english()).to_owned()}</a></li>
                <li><a href=format!("/admin/centers/{center}/rooms/{id}")>{name.clone()}</a></li>
                <li aria-current="page">{r::title(lang)}</li>
            </ol>
        </nav>
        <PageTitle text=r::title_of(lang, name) />
        <p class="lead">{r::lead(lang)}</p>
        <Saved />
        {fresh}
        <p><a class="btn small" href=format!("/admin/rules/copy?from={id}")><Icon name="share" />{r::copy_these(lang)}</a>
            " "<a class="btn small" href=format!("/admin/rooms/{id}/poster")><Icon name="qr" />{r::door(lang)}</a></p>
        {body}
    }
}
