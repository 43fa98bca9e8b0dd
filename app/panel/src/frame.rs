//! Around every page of the panel: the menu in groups, and the door that only staff can pass.

use app::{
    boot::{KEPT, KEPT_PATH, Rejected, use_boot},
    lang::{Lang, t, use_lang},
    staff::api::SignIn,
    ui::{ErrorSummary, Icon, MenuLink, PageTitle, field_id, keep_typing},
};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_location;
use model::{
    AppError,
    permission::{Action, Target},
};
use server_fn::ServerFn as _;

/// An entry of the menu: address, icon, words, and what somebody must be allowed to do, and where, to see it.
type Entry = (&'static str, &'static str, &'static str, Action, Target<'static>);

/// The groups of the menu below the first page, each by its name.
fn groups(lang: Lang) -> [(&'static str, Vec<Entry>); 5] {
    use Target::{Anywhere, Deployment};
    use t::admin as a;
    [
        (
            a::group_desk(lang),
            vec![
                (
                    "/admin/counter",
                    "one-chair",
                    t::case::counter(lang),
                    Action::HandleCases,
                    Anywhere,
                ),
                (
                    "/admin/cases",
                    "papers",
                    t::case::title(lang),
                    Action::SeeCases,
                    Anywhere,
                ),
                (
                    "/admin/town",
                    "building",
                    t::town::title(lang),
                    Action::SeeCases,
                    Anywhere,
                ),
                (
                    "/admin/statistics",
                    "list",
                    t::statistics::title(lang),
                    Action::SeeCases,
                    Anywhere,
                ),
                (
                    "/admin/visits",
                    "map",
                    t::case::visits(lang),
                    Action::HandleCases,
                    Anywhere,
                ),
                ("/admin/duty", "users", t::duty::title(lang), Action::SeeDuty, Anywhere),
            ],
        ),
        (
            a::group_booking(lang),
            vec![
                (
                    "/admin/bookings",
                    "calendar",
                    t::booking::desk_title(lang),
                    Action::BookForOthers,
                    Anywhere,
                ),
                (
                    "/admin/slips",
                    "qr",
                    t::resident::slips(lang),
                    Action::BookForOthers,
                    Anywhere,
                ),
                (
                    "/admin/rules",
                    "check",
                    t::rule::kinds_title(lang),
                    Action::EditSettings,
                    Deployment,
                ),
            ],
        ),
        (
            a::group_review(lang),
            vec![
                (
                    "/admin/evaluations",
                    "star",
                    t::evaluate::title(lang),
                    Action::SeeEvaluations,
                    Anywhere,
                ),
                (
                    "/admin/follow-ups",
                    "history",
                    t::follow_up::title(lang),
                    Action::SeeFollowUps,
                    Anywhere,
                ),
                (
                    "/admin/follow-ups",
                    "history",
                    t::follow_up::title(lang),
                    Action::Rectify,
                    Anywhere,
                ),
                (
                    "/admin/complaints",
                    "talk",
                    t::complaint::desk_title(lang),
                    Action::SeeComplaints,
                    Anywhere,
                ),
            ],
        ),
        (
            a::group_centers(lang),
            vec![
                (
                    "/admin/centers",
                    "building",
                    a::centers(lang),
                    Action::EditCenter,
                    Anywhere,
                ),
                (
                    "/admin/hours",
                    "clock",
                    a::bulk_hours(lang),
                    Action::EditCenter,
                    Anywhere,
                ),
                (
                    "/admin/matters",
                    "list",
                    t::catalog::title(lang),
                    Action::EditMatters,
                    Anywhere,
                ),
                (
                    "/admin/divisions",
                    "map",
                    a::divisions(lang),
                    Action::EditDivision,
                    Anywhere,
                ),
                (
                    "/admin/amenities",
                    "umbrella",
                    a::amenities(lang),
                    Action::EditSettings,
                    Deployment,
                ),
                ("/admin/zones", "list", a::zones(lang), Action::EditSettings, Deployment),
            ],
        ),
        (
            a::group_system(lang),
            vec![
                ("/admin/staff", "users", a::staff(lang), Action::EditStaff, Anywhere),
                ("/admin/import", "upload", a::import(lang), Action::Import, Anywhere),
                (
                    "/admin/import",
                    "upload",
                    t::import::cases(lang),
                    Action::HandleCases,
                    Anywhere,
                ),
                (
                    "/admin/workdays",
                    "calendar",
                    t::workday::title(lang),
                    Action::EditSettings,
                    Deployment,
                ),
                (
                    "/admin/settings",
                    "palette",
                    a::settings(lang),
                    Action::EditSettings,
                    Deployment,
                ),
                ("/admin/audit", "history", a::audit(lang), Action::ReadAudit, Deployment),
            ],
        ),
    ]
}

/// The part of the panel that an address is in: what comes after `/admin`, none on the first page.
fn part(path: &str) -> Option<&str> {
    match path.split('/').nth(2) {
        None | Some("") => None,
        // A room is one of its center's.
        Some("rooms") => Some("centers"),
        part => part,
    }
}

/// The panel: the menu beside the page at the address, which is not made for somebody who may not open the panel.
#[component]
pub(super) fn Panel() -> impl IntoView {
    let lang = use_lang();
    let boot = use_boot();
    let (signed_in, must_change) = boot.with_value(|b| {
        (
            b.viewer.is_some(),
            b.viewer.read().is_some_and(|v| v.must_change_password),
        )
    });
    if !signed_in || must_change {
        return view! { <Door must_change /> }.into_any();
    }
    keep_typing();
    app::case::unsent::at_work();
    let account = boot.with_value(|b| b.viewer.read().map(|v| v.id.to_string()).unwrap_or_default());
    let path = use_location().pathname;
    let menu = NodeRef::<html::Nav>::new();
    show_current(menu);
    let groups = groups(lang)
        .into_iter()
        .filter_map(|(name, entries)| {
            let mut shown = "";
            let entries: Vec<Entry> = entries
                .into_iter()
                .filter(|(.., action, target)| boot.with_value(|b| b.may(*action, *target)))
                // An entry that two roles have for different reasons stands once.
                .filter(|(href, ..)| std::mem::replace(&mut shown, *href) != *href)
                .collect();
            (!entries.is_empty()).then_some((name, entries))
        })
        .enumerate()
        .map(|(at, (name, entries))| view! { <Group name entries first={at == 0} /> })
        .collect_view();
    view! {
        <div class="panel" data-staff=account>
            <nav class="side" aria-label=t::admin::title(lang) node_ref=menu>
                <MenuLink href="/admin" exact=true><Icon name="home" />{t::admin::start(lang)}</MenuLink>
                {groups}
            </nav>
            <div class="panel-body stack" id="content" tabindex="-1">{move || path.with(|path| super::page(path))}</div>
        </div>
    }
    .into_any()
}

/// A group of the menu: open where the page is one of its own; on the panel's first page the first one is. What somebody has opened or
/// closed by hand stays so until they come to the group or leave it.
#[component]
fn Group(
    /// What it is called.
    name: &'static str,
    /// What the person may open of it.
    entries: Vec<Entry>,
    /// It is the first.
    first: bool,
) -> impl IntoView {
    let path = use_location().pathname;
    let parts: Vec<Option<&'static str>> = entries.iter().map(|(href, ..)| part(href)).collect();
    let open = Memo::new(move |_| {
        path.with(|path| match part(path) {
            None => first,
            here => parts.contains(&here),
        })
    });
    let links = entries
        .into_iter()
        .map(|(href, icon, text, ..)| view! { <MenuLink href><Icon name=icon />{text}</MenuLink> })
        .collect_view();
    view! { <details open=move || open.get()><summary>{name}</summary>{links}</details> }
}

/// On a phone the menu is a strip: the entry of the page comes into view, and again with each page, because another group opens and
/// the one before it closes.
fn show_current(menu: NodeRef<html::Nav>) {
    #[cfg(feature = "hydrate")]
    {
        let path = use_location().pathname;
        Effect::new(move |_| {
            path.track();
            let Some(menu) = menu.get() else { return };
            // Once the groups and the mark have followed.
            request_animation_frame(move || {
                const BEFORE_IT: f64 = 48.0;
                if let Ok(Some(here)) = menu.query_selector("[aria-current]") {
                    let ahead =
                        here.get_bounding_client_rect().left() - menu.get_bounding_client_rect().left() - BEFORE_IT;
                    menu.set_scroll_left(menu.scroll_left() + ahead as i32);
                }
            });
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = menu;
}

/// For somebody who is not signed in, or has to set a password first.
#[component]
fn Door(must_change: bool) -> impl IntoView {
    let lang = use_lang();
    let here = use_location().pathname.get_untracked();
    let (text, href, action) = if must_change {
        (
            t::staff::change_lead(lang),
            "/me/staff".to_owned(),
            t::staff::change_title(lang),
        )
    } else {
        (
            t::ui::sign_in_needed(lang),
            format!("/sign-in/staff?then={here}"),
            t::ui::sign_in(lang),
        )
    };
    // Refused because nobody was signed in, or a sign-in that was to lead back and was refused itself.
    let kept = use_boot().with_value(|b| b.rejected.read());
    let kept =
        kept.filter(|r| r.error == AppError::SignIn || (r.path == SignIn::url() && r.value(KEPT_PATH).is_some()));
    #[cfg(feature = "ssr")]
    if let Some(options) = use_context::<leptos_axum::ResponseOptions>() {
        options.set_status(axum::http::StatusCode::UNAUTHORIZED);
    }
    view! {
        <div class="empty" id="content" tabindex="-1">
            <span class="doorway shut" aria-hidden="true"><Icon name="lock" /></span>
            <PageTitle text=t::admin::title(lang) />
            <p>{text}</p>
            {kept.is_none().then(|| view! { <div class="acts"><a class="btn main" href=href>{action}</a></div> })}
        </div>
        {kept.map(|kept| view! { <SignInAndGoOn kept /> })}
    }
}

/// A form that was sent without scripts after the session had ended: signing in here leads back to it, with everything typed.
/// Its fields travel along under a mark, and are kept nowhere. A plain form, because only the browser can go on to the page.
#[component]
fn SignInAndGoOn(kept: Rejected) -> impl IntoView {
    use t::staff as s;
    let lang = use_lang();
    let again = (kept.path == SignIn::url()).then(|| kept.error.clone());
    let username = kept.value("username").unwrap_or_default().to_owned();
    let fields: Vec<(String, String)> = if again.is_some() {
        let marked = |(name, _): &(String, String)| name == KEPT_PATH || name.starts_with(KEPT);
        kept.values.into_iter().filter(marked).collect()
    } else {
        let marked = kept
            .values
            .into_iter()
            .map(|(name, value)| (format!("{KEPT}{name}"), value));
        std::iter::once((KEPT_PATH.to_owned(), kept.path))
            .chain(marked)
            .collect()
    };
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    view! {
        <form method="post" action=SignIn::url() class="form card">
            <ErrorSummary error=Signal::stored(again) />
            <p class="notice warn"><Icon name="info" />{t::ui::sign_in_keeps(lang)}</p>
            <input type="hidden" name="from" value=kept.page />
            {fields}
            <div class="field">
                <label for=field_id("username")>{s::username(lang)}</label>
                <input class="in" id=field_id("username") name="username" value=username autocomplete="username" />
            </div>
            <div class="field">
                <label for=field_id("password")>{s::password(lang)}</label>
                <input class="in" id=field_id("password") name="password" type="password" autocomplete="current-password" />
            </div>
            <div class="acts"><button class="btn main">{t::ui::sign_in(lang)}</button></div>
        </form>
    }
}
