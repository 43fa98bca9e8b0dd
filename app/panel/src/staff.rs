//! Accounts of the staff: the list, and the form of a new one.

use super::parts::{Crumbs, Saved};
use app::{
    call::resource,
    lang::{Lang, t, use_lang},
    staff::admin_api::{Account, AccountForm, CreateStaff, get_staff, list_staff},
    ui::{FormAction, Icon, KeyField, Loaded, PageTitle, PostForm, SelectField, Submit, TextField, answered, words},
};
use leptos::prelude::*;
use model::{permission::Role, staff::EVERYWHERE};

/// `/admin/staff`
#[component]
pub(super) fn Accounts() -> impl IntoView {
    let lang = use_lang();
    let list = resource(|| (), |()| list_staff());
    view! {
        <div class="row between">
            <PageTitle text=t::admin::staff(lang) />
            <a href="/admin/staff/new" class="btn main"><Icon name="plus" />{t::staff::add(lang)}</a>
        </div>
        <Saved />
        <Loaded resource=list view={|list: Vec<Account>| view! { <Table list /> }} />
    }
}

/// What a person may do and where, one line a grant.
fn grants(lang: Lang, account: &Account) -> Vec<String> {
    let place = |place: &String| match place.as_str() {
        "" => t::staff::everywhere(lang).to_owned(),
        place => place.to_owned(),
    };
    let pairs = account.staff.grants.iter().zip(&account.places);
    pairs
        .map(|(g, p)| format!("{} · {}", words::role(lang, g.role), place(p)))
        .collect()
}

/// Retired, locked, or waiting for a new password: a pill each.
#[component]
pub(super) fn State(account: Account) -> impl IntoView {
    use t::staff as s;
    let lang = use_lang();
    let staff = account.staff;
    view! {
        {staff.retired.then(|| view! { <span class="pill closed tiny"><Icon name="minus" />{s::retired(lang)}</span> })}
        {account.locked.then(|| view! { <span class="pill bad tiny"><Icon name="lock" />{s::locked(lang)}</span> })}
        {(staff.must_change_password && !staff.retired).then(|| view! { <span class="pill warn tiny"><Icon name="key" />{s::must_change(lang)}</span> })}
    }
}

#[component]
fn Table(list: Vec<Account>) -> impl IntoView {
    use t::staff as s;
    let lang = use_lang();
    let rows = list
        .into_iter()
        .map(|account| {
            let roles = grants(lang, &account)
                .into_iter()
                .map(|g| view! { <li>{g}</li> })
                .collect_view();
            let last = account
                .last_sign_in
                .map_or_else(|| s::never(lang).to_owned(), words::stamp);
            let href = format!("/admin/staff/{}", account.staff.id);
            let (name, username) = (account.staff.name.clone(), account.staff.username.clone());
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader"><a href=href>{name}</a></th>
                    <td role="cell" data-label=s::username(lang)>{username}</td>
                    <td role="cell" data-label=s::grants(lang)><ul>{roles}</ul></td>
                    <td role="cell" class="nowrap" data-label=s::last_sign_in(lang)>{last}</td>
                    <td role="cell" data-label=s::state(lang)><State account /></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll stacks" role="region" aria-label=t::admin::staff(lang) tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">
                    <th scope="col" role="columnheader">{s::name(lang)}</th>
                    <th scope="col" role="columnheader">{s::username(lang)}</th>
                    <th scope="col" role="columnheader">{s::grants(lang)}</th>
                    <th scope="col" role="columnheader">{s::last_sign_in(lang)}</th>
                    <th scope="col" role="columnheader">{s::state(lang)}</th>
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

/// `/admin/staff/new`
#[component]
pub(super) fn NewAccount() -> impl IntoView {
    let lang = use_lang();
    let form = resource(|| (), |()| get_staff(None));
    view! {
        <Crumbs above=("/admin/staff", t::admin::staff(lang)) here=t::staff::add(lang) />
        <PageTitle text=t::staff::add(lang) />
        <Loaded resource=form view=|form: AccountForm| view! { <New form /> } />
    }
}

#[component]
fn New(form: AccountForm) -> impl IntoView {
    use t::staff as s;
    let lang = use_lang();
    let action = FormAction::<CreateStaff>::new();
    let answer = answered(action);
    let key = form.key.clone();
    let mut chosen_role = vec![(String::new(), t::ui::choose(lang).to_owned())];
    chosen_role.extend(roles(lang));
    view! {
        <Once answer />
        <div hidden=move || answer.with(Option::is_some)>
            <PostForm action prefix="input">
                <input type="hidden" name="show" value="1" />
                <KeyField value=key />
                <TextField field="name" label=s::name(lang) required=true />
                <TextField field="username" label=s::username(lang) hint=s::username_hint(lang) required=true />
                <TextField field="phone" label=s::phone(lang) kind="tel" />
                <SelectField field="role" label=s::role(lang) options=chosen_role />
                <Place form prefix="" />
                <div class="acts">
                    <Submit label=s::add(lang) />
                    <a href="/admin/staff" class="btn quiet">{t::ui::cancel(lang)}</a>
                </div>
            </PostForm>
        </div>
    }
}

/// Roles to choose from.
pub(super) fn roles(lang: Lang) -> Vec<(String, String)> {
    Role::ALL
        .map(|r| (r.code().to_owned(), words::role(lang, r).to_owned()))
        .into()
}

/// Where a role holds: a division, or a center; only what the viewer reaches is offered.
#[component]
pub(super) fn Place(
    /// What may be chosen.
    form: AccountForm,
    /// Before the names of the two fields: empty, or `grants[0]`.
    #[prop(into)]
    prefix: String,
) -> impl IntoView {
    use t::staff as s;
    let lang = use_lang();
    let field = |name: &str| {
        if prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{prefix}[{name}]")
        }
    };
    let mut divisions = vec![(String::new(), t::ui::choose(lang).to_owned())];
    if form.everywhere {
        divisions.push((EVERYWHERE.to_owned(), s::everywhere(lang).to_owned()));
    }
    divisions.extend(
        form.divisions
            .into_iter()
            .map(|(c, n)| (c.to_string(), n.get(lang.english()).to_owned())),
    );
    let mut centers = vec![(String::new(), s::no_center(lang).to_owned())];
    centers.extend(
        form.centers
            .into_iter()
            .map(|(c, n)| (c.to_string(), n.get(lang.english()).to_owned())),
    );
    view! {
        <div class="fields">
            <SelectField field=field("division") label=s::division(lang) options=divisions />
            <SelectField field=field("center") label=s::center(lang) options=centers />
        </div>
        <p class="hint">{s::place_hint(lang)}</p>
    }
}

/// The temporary password, said this once.
#[component]
pub(super) fn Once(#[prop(into)] answer: Signal<Option<app::staff::admin_api::Temporary>>) -> impl IntoView {
    use t::staff as s;
    let lang = use_lang();
    move || {
        answer.get().map(|said_once| {
            let said = if said_once.password.is_empty() {
                view! { <p>{s::said_before(lang)}</p> }.into_any()
            } else {
                view! {
                    <dl class="facts">
                        <div><dt>{s::username(lang)}</dt><dd>{said_once.username}</dd></div>
                        <div><dt>{s::temporary(lang)}</dt><dd><code>{said_once.password}</code></dd></div>
                    </dl>
                    <p>{s::once(lang)}</p>
                }
                .into_any()
            };
            view! {
                <section class="notice good" role="status">
                    <h2>{s::temporary_title(lang)}</h2>
                    {said}
                    <div class="acts"><a href="/admin/staff" class="btn">{t::admin::staff(lang)}</a></div>
                </section>
            }
        })
    }
}
