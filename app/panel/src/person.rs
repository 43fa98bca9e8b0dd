//! One account: name and grants, and what an administrator does for somebody who cannot get in, or must not any more.

use super::{
    parts::{Crumbs, Saved},
    staff::{Once, Place, State, roles},
};
use app::{
    call::resource,
    lang::{Lang, t, use_lang},
    staff::admin_api::{
        Account, AccountForm, EndStaffSessions, ResetStaff, RetireStaff, SaveStaff, UnlockStaff, get_staff,
    },
    ui::{
        ConflictPanel, ConflictRow, FormAction, FormState, Icon, Loaded, PageTitle, PostForm, SelectField, Submit,
        TextField, VersionField, answered, words,
    },
};
use leptos::prelude::*;
use model::{
    permission::{Grant, Role, Scope},
    staff::{EVERYWHERE, StaffEdit, StaffId},
    text::Names,
};

/// `/admin/staff/{id}`
#[component]
pub(super) fn Person(id: StaffId) -> impl IntoView {
    let form = resource(|| (), move |()| get_staff(Some(id)));
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
    let form = StoredValue::new(form);
    let mut options = vec![(String::new(), s::no_further(lang).to_owned())];
    options.extend(roles(lang));
    view! {
        <Crumbs above=("/admin/staff", t::admin::staff(lang)) here=account.staff.name.clone() />
        <PageTitle text=account.staff.name.clone() />
        <p class="row"><span class="muted">{account.staff.username.clone()}</span><State account=account.clone() /></p>
        <PostForm action prefix="input" then=here.clone() reload=true>
            <input type="hidden" name="id" value=id />
            <VersionField version=account.staff.version />
            <Compared form input=input.clone() />
            <TextField field="name" label=s::name(lang) value=input.name required=true />
            <TextField field="phone" label=s::phone(lang) value=input.phone kind="tel" />
            <fieldset class="group box" id="f-role">
                <legend>{s::grants(lang)}</legend>
                <Held form held=input.held />
                <SelectField field="added[role]" label=s::add_grant(lang) options />
                <Place form=form.get_value() prefix="added" />
            </fieldset>
            <div class="savebar"><Submit label=t::ui::save(lang) /></div>
        </PostForm>
        <Help account here />
    }
}

/// A grant's role and place in words.
fn line(lang: Lang, form: &AccountForm, code: &str) -> String {
    let Some(grant) = Grant::from_code(code) else {
        // A role whose place is not chosen yet.
        let role = Role::from_code(code).map(|role| words::role(lang, role));
        return role.unwrap_or(code).to_owned();
    };
    let named = |names: Option<&Names>, key: String| names.map_or(key, |n| n.get(lang.english()).to_owned());
    let place = match &grant.scope {
        Scope::Everywhere => t::staff::everywhere(lang).to_owned(),
        Scope::Division(code) => {
            let names = form.divisions.iter().find(|(c, _)| c == code).map(|(_, n)| n);
            named(names, code.to_string())
        }
        Scope::Center(id) => {
            let names = form.centers.iter().find(|(c, _)| c == id).map(|(_, n)| n);
            named(names, id.to_string())
        }
    };
    format!("{} · {place}", words::role(lang, grant.role))
}

/// Grants that somebody else has taken away since the form was opened, as it was sent.
fn gone(held: &[String]) -> Vec<String> {
    let form = FormState::current();
    let sent = form.typed_all(&form.name("held[]")).unwrap_or_default();
    sent.into_iter().filter(|code| !held.contains(code)).collect()
}

/// The grants that the person has: each stays unless ticked. They are told apart by what they are, so that what was ticked is
/// ticked again whatever somebody else has given or taken meanwhile. What somebody else took stays away unless its tick is
/// taken out.
#[component]
fn Held(form: StoredValue<AccountForm>, held: Vec<String>) -> impl IntoView {
    let lang = use_lang();
    let state = FormState::current();
    let (held_name, gone_name) = (state.name("held[]"), state.name("gone[]"));
    let told = state.typed_all(&gone_name).unwrap_or_default();
    let row = |code: String, taken: bool| {
        // That it is gone was on the form before, so its tick is the person's own.
        let decided = told.contains(&code);
        let ticked = state.ticked("drop[]", &code, false) || (taken && !decided);
        let mark = taken.then(|| view! { <input type="hidden" name=gone_name.clone() value=code.clone() /> });
        view! {
            <div class="row between">
                <span class="grow">{form.with_value(|f| line(lang, f, &code))}</span>
                <input type="hidden" name=held_name.clone() value=code.clone() />
                {mark}
                <label class="check">
                    <input type="checkbox" name=state.name("drop[]") value=code checked=ticked />{t::staff::drop_grant(lang)}
                </label>
            </div>
        }
    };
    let gone = gone(&held);
    let stored = held.into_iter().map(|code| row(code, false)).collect_view();
    let gone = gone.into_iter().map(|code| row(code, true)).collect_view();
    view! { {stored}{gone} }
}

#[component]
fn Compared(form: StoredValue<AccountForm>, input: StaffEdit) -> impl IntoView {
    let lang = use_lang();
    let state = FormState::current();
    let lines = |codes: Vec<String>| {
        let lines = codes.iter().map(|code| form.with_value(|f| line(lang, f, code)));
        lines.collect::<Vec<_>>().join("\n")
    };
    let typed = |field: &str| state.typed(&state.name(field)).unwrap_or_default();
    let yours = state.typed_all(&state.name("held[]")).map(|sent| {
        let kept = sent.into_iter().filter(|code| !state.ticked("drop[]", code, false));
        let place = match (typed("added[division]"), typed("added[center]")) {
            (division, center) if division == EVERYWHERE && center.is_empty() => division,
            (division, center) if center.is_empty() => format!("d:{division}"),
            (_, center) => format!("c:{center}"),
        };
        let role = typed("added[role]");
        let added = match role.as_str() {
            "" => None,
            role if place == "d:" => Some(role.to_owned()),
            role => Some(format!("{role} {place}")),
        };
        kept.chain(added).collect()
    });
    let rows = vec![
        ConflictRow::new(t::staff::name(lang), "name", input.name),
        ConflictRow::new(t::staff::phone(lang), "phone", input.phone),
        ConflictRow {
            label: t::staff::grants(lang).to_owned(),
            yours: lines(yours.unwrap_or_else(|| input.held.clone())),
            stored: lines(input.held),
        },
    ];
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
