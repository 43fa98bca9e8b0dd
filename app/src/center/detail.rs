//! One center: everything a resident asks before going.

use super::{
    api::{BaseMap, get_base_map, get_center},
    facts::Facts,
    hours_table::{HoursTable, day_text},
    photos::Photos,
    rooms::Rooms,
    share::{ReadAloud, Share},
    way::Way,
};
use crate::{
    boot::use_boot,
    call::{Resource, resource},
    duty::{Today, api::get_today},
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, PageTitle, Preview, set_status, words},
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_router::hooks::use_params_map;
use model::{
    AppError,
    amenity::Amenity,
    center::{Center, CenterDetail},
    duty::OnDuty,
    hours::{LocalMinute, OpenState, hours_on, open_state},
    text::dial,
};

/// Characters of the introduction in the description that search engines show.
const DESCRIPTION_CHARS: usize = 80;

/// `/centers/{id}`
#[component]
pub fn CenterPage() -> impl IntoView {
    let detail = use_center();
    // Beside the other and not inside of what waits for it, where the two sides might number it differently.
    let base = resource(|| (), |()| get_base_map());
    let params = use_params_map();
    let duty = resource(move || params.with(|p| p.get("id").unwrap_or_default()), get_today);
    view! { <Loaded resource=detail view=move |detail: CenterDetail| view! { <Detail detail base duty /> } /> }
}

/// The center that the address names.
pub(super) fn use_center() -> Resource<Result<CenterDetail, AppError>> {
    let params = use_params_map();
    let id = move || params.with(|p| p.get("id").unwrap_or_default());
    resource(id, |id| async move {
        match id.parse() {
            Ok(id) => get_center(id).await,
            Err(_) => Err(AppError::NotFound),
        }
    })
}

/// Who is on duty, as it is waited for.
type Shifts = Resource<Result<Vec<OnDuty>, AppError>>;

#[component]
fn Detail(detail: CenterDetail, base: Resource<Result<BaseMap, AppError>>, duty: Shifts) -> impl IntoView {
    if detail.center.retired {
        view! { <Retired center=detail.center /> }.into_any()
    } else {
        view! { <InService detail base duty /> }.into_any()
    }
}

/// Out of service: the address answers 410 Gone, so search engines forget it and whoever scanned an old code learns why.
#[component]
fn Retired(center: Center) -> impl IntoView {
    let lang = use_lang();
    set_status(410);
    view! {
        <PageTitle text=center.names.get(lang.english()) />
        <div class="notice warn">
            <Icon name="warn" />
            <h2>{t::center::retired_title(lang)}</h2>
            <p>{t::center::retired_text(lang)}</p>
            <p class="acts"><a href="/centers" class="btn main">{t::center::list_title(lang)}</a></p>
        </div>
    }
}

#[component]
fn InService(detail: CenterDetail, base: Resource<Result<BaseMap, AppError>>, duty: Shifts) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let center = detail.center.clone();
    let path = format!("/centers/{}", center.id);
    let name = center.names.get(lang.english()).to_owned();
    let open = open_state(&detail.hours, &detail.exceptions, now);
    let image = detail.photos.first().map(|p| p.url.clone());
    let introduction = center.introduction.get(lang.english()).to_owned();
    let schema = schema(&detail, &path);
    let text = aloud(lang, now, &detail, &open);
    let call = (!center.phone.is_empty()).then(|| {
        let href = format!("tel:{}", dial(&center.phone));
        view! { <a class="btn main" href=href><Icon name="phone" />{t::center::call(lang)}</a> }
    });
    view! {
        <PageTitle text=name.clone() hidden=true />
        <Preview path=path.clone() title=name.clone() description=description(lang, &center) image />
        <script type="application/ld+json" nonce=use_nonce() inner_html=schema></script>
        <PrintHead path=path.clone() />
        <Head center=center.clone() open />
        <div class="acts">
            {call}
            <a class="btn" href="#way" rel="external"><Icon name="route" />{t::center::way(lang)}</a>
            <a href=format!("/matters?center={}", center.id) class="btn"><Icon name="papers" />{t::matter::here(lang)}</a>
            <a href=format!("/figures?center={}", center.id) class="btn"><Icon name="face-1" />{t::center::figures(lang)}</a>
            <ReadAloud text />
        </div>
        <div class="split">
            <div class="stack">
                <Facts center=center.clone() division_path=detail.division_path />
                <section class="card stack">
                    <h2>{t::hours::title(lang)}</h2>
                    <HoursTable hours=detail.hours exceptions=detail.exceptions />
                </section>
                <Loaded resource=duty view={|shifts: Vec<OnDuty>| view! { <Today shifts /> }} />
                <Rooms rooms=detail.rooms />
                <Amenities amenities=detail.amenities />
                <Photos photos=detail.photos />
                {(!introduction.is_empty()).then(|| view! {
                    <section class="card stack close">
                        <h2>{t::center::introduction(lang)}</h2>
                        <p class="prewrap">{introduction}</p>
                    </section>
                })}
            </div>
            <div class="stack">
                <Way center base />
                <Share path title=name />
            </div>
        </div>
    }
}

/// Whose page this is, on paper.
#[component]
pub(super) fn PrintHead(path: String) -> impl IntoView {
    let (site, origin) =
        use_boot().with_value(|b| (b.branding.name.get(use_lang().english()).to_owned(), b.origin.clone()));
    view! { <div class="print-only"><div class="print-head">{site}<small>{format!("{origin}{path}")}</small></div></div> }
}

#[component]
fn Head(center: Center, open: OpenState) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let (class, icon, text) = words::open_state(lang, now, &open);
    let initial: String = center.names.zh.chars().take(1).collect();
    let closed = matches!(open, OpenState::Closed { .. });
    view! {
        <header class="center-head">
            <span class="arch large" class:closed=closed aria-hidden="true">{initial}</span>
            <div class="grow">
                <h1>{center.names.get(lang.english()).to_owned()}</h1>
                <p class="row">
                    <span class=class><Icon name=icon />{text}</span>
                    <span class="pill">{words::center_kind(lang, center.kind)}</span>
                </p>
            </div>
        </header>
    }
}

#[component]
fn Amenities(amenities: Vec<Amenity>) -> impl IntoView {
    let lang = use_lang();
    (!amenities.is_empty()).then(|| {
        let items = amenities
            .into_iter()
            .map(|a| {
                let icon = if a.icon.is_empty() { "check".to_owned() } else { a.icon };
                view! { <li><Icon name=icon />{a.names.get(lang.english()).to_owned()}</li> }
            })
            .collect_view();
        view! {
            <section class="stack close">
                <h2>{t::center::amenities(lang)}</h2>
                <ul class="offers">{items}</ul>
            </section>
        }
    })
}

/// JSON-LD is for readers of the server's answer; the browser leaves it as it came.
fn schema(detail: &CenterDetail, path: &str) -> String {
    #[cfg(feature = "ssr")]
    return use_boot().with_value(|b| super::schema::json_ld(detail, &b.origin, &format!("{}{path}", b.origin)));
    #[cfg(not(feature = "ssr"))]
    {
        let _ = (detail, path);
        String::new()
    }
}

/// For search engines: what does not change by the hour.
fn description(lang: Lang, center: &Center) -> String {
    let introduction: String = center
        .introduction
        .get(lang.english())
        .chars()
        .take(DESCRIPTION_CHARS)
        .collect();
    let parts = [
        words::center_kind(lang, center.kind),
        center.address.as_str(),
        center.phone.as_str(),
        introduction.as_str(),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    parts.join(" · ")
}

/// What is read aloud: name, open or not, today's hours, address, telephone.
fn aloud(lang: Lang, now: LocalMinute, detail: &CenterDetail, open: &OpenState) -> String {
    let (_, _, open) = words::open_state(lang, now, open);
    let today = day_text(lang, hours_on(&detail.hours, &detail.exceptions, now.day));
    let center = &detail.center;
    let mut text = t::center::aloud(lang, center.names.get(lang.english()), open, today, &center.address);
    if !center.phone.is_empty() {
        text.push_str(&t::center::aloud_phone(lang, &center.phone));
    }
    text
}
