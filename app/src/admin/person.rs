//! One account: name and grants, and what an administrator does for somebody who cannot get in, or must not any more.

use super::{
    parts::{Crumbs, Saved},
    staff::{Once, Place, State, grants, roles},
};
use crate::{
    lang::{t, use_lang},
    staff::admin_api::{
        Account, AccountForm, EndStaffSessions, ResetStaff, RetireStaff, SaveStaff, UnlockStaff, get_staff,
    },
    ui::{
        CheckField, ConflictPanel, ConflictRow, FormAction, FormState, Icon, Loaded, PageTitle, PostForm, SelectField,
        Submit, TextField, VersionField, answered,
    },
};
use leptos::prelude::*;
use model::staff::{GrantInput, StaffEdit, StaffId};

/// `/admin/staff/{id}`
#[component]
pub(super) fn Person(id: StaffId) -> impl IntoView {
    let form = Resource::new(|| (), move |()| get_staff(Some(id)));
    let shown = |form: AccountForm| form.account.clone().map(|account| view! { <Edit account form /> });
    view! { <Saved /><Loaded resource=form view=shown /> }
}

#[component]
fn Edit(account: Account, form: AccountForm) -> impl IntoView {
    use t::staff as s;
    let lang = use_lang();
    let action = FormAction::<SaveStaff>::new();
    let id = account.staff.id.to_string();
    let here = format!("/admin/staff/{id}?saved=1");
    let input = StaffEdit::from(&account.staff);
    let lines = grants(lang, &account);
    let rows = input
        .grants
        .iter()
        .cloned()
        .zip(lines)
        .enumerate()
        .map(|(i, (grant, line))| view! { <Held i grant line /> })
        .collect_view();
    let next = input.grants.len();
    let mut options = vec![(String::new(), s::no_further(lang).to_owned())];
    options.extend(roles(lang));
    view! {
        <Crumbs above=("/admin/staff", t::admin::staff(lang)) here=account.staff.name.clone() />
        <PageTitle text=account.staff.name.clone() />
        <p class="row"><span class="muted">{account.staff.username.clone()}</span><State account=account.clone() /></p>
        <PostForm action prefix="input" then=here.clone() reload=true>
            <input type="hidden" name="id" value=id />
            <VersionField version=account.staff.version />
            <Compared input=input.clone() />
            <TextField field="name" label=s::name(lang) value=input.name required=true />
            <TextField field="phone" label=s::phone(lang) value=input.phone kind="tel" />
            <fieldset class="group box" id="f-role">
                <legend>{s::grants(lang)}</legend>
                {rows}
                <SelectField field=format!("grants[{next}][role]") label=s::add_grant(lang) options />
                <Place form prefix=format!("grants[{next}]") />
            </fieldset>
            <div class="savebar"><Submit label=t::ui::save(lang) /></div>
        </PostForm>
        <Help account here />
    }
}

/// A grant that the person has: it stays unless ticked.
#[component]
fn Held(i: usize, grant: GrantInput, line: String) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let field = |name: &str| format!("grants[{i}][{name}]");
    view! {
        <div class="row between">
            <span class="grow">{line}</span>
            <input type="hidden" name=form.name(&field("role")) value=grant.role />
            <input type="hidden" name=form.name(&field("division")) value=grant.division />
            <input type="hidden" name=form.name(&field("center")) value=grant.center />
            <CheckField field=field("drop") label=t::staff::drop_grant(lang) />
        </div>
    }
}

#[component]
fn Compared(input: StaffEdit) -> impl IntoView {
    let lang = use_lang();
    let mut rows = vec![
        ConflictRow::new(t::staff::name(lang), "name", input.name),
        ConflictRow::new(t::staff::phone(lang), "phone", input.phone),
    ];
    for (i, grant) in input.grants.into_iter().enumerate() {
        let at = |name: &str| format!("grants[{i}][{name}]");
        rows.push(ConflictRow::new(t::staff::role(lang), &at("role"), grant.role));
        rows.push(ConflictRow::new(
            t::staff::division(lang),
            &at("division"),
            grant.division,
        ));
        rows.push(ConflictRow::new(t::staff::center(lang), &at("center"), grant.center));
    }
    view! { <ConflictPanel rows /> }
}

/// Unlock, reset, sign out everywhere, retire.
#[component]
fn Help(account: Account, here: String) -> impl IntoView {
    use t::staff as s;
    let lang = use_lang();
    let id = account.staff.id;
    let (retired, version) = (account.staff.retired, account.staff.version);
    let unlock = FormAction::<UnlockStaff>::new();
    let reset = FormAction::<ResetStaff>::new();
    let end = FormAction::<EndStaffSessions>::new();
    let retire = FormAction::<RetireStaff>::new();
    let (here_unlock, here_end) = (here.clone(), here.clone());
    let locked = account.locked.then(|| {
        view! {
            <PostForm action=unlock then=here_unlock reload=true>
                <input type="hidden" name="id" value=id.to_string() />
                <div class="acts"><button class="btn"><Icon name="unlock" />{s::unlock(lang)}</button></div>
            </PostForm>
        }
    });
    let (word, class) = if retired {
        (s::restore(lang), "btn")
    } else {
        (s::retire(lang), "btn danger")
    };
    view! {
        <section class="card sunk">
            <h2>{s::help(lang)}</h2>
            {locked}
            <Once answer=answered(reset) />
            <PostForm action=reset>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="show" value="1" />
                <p class="hint">{s::reset_hint(lang)}</p>
                <div class="acts"><button class="btn"><Icon name="key" />{s::reset(lang)}</button></div>
            </PostForm>
            <PostForm action=end then=here_end reload=true>
                <input type="hidden" name="id" value=id.to_string() />
                <div class="acts"><button class="btn"><Icon name="sign-out" />{s::end_sessions(lang)}</button></div>
            </PostForm>
            <PostForm action=retire then=here reload=true>
                <input type="hidden" name="id" value=id.to_string() />
                <VersionField version />
                <input type="hidden" name="restore" value=retired.to_string() />
                <p class="hint">{s::retire_hint(lang)}</p>
                <div class="acts"><button class=class>{word}</button></div>
            </PostForm>
        </section>
    }
}
