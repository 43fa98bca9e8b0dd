//! One room of a center: what it is for, what is in it, when it is closed.

use super::{
    detail::{PrintHead, use_center},
    photos::Photos,
    rooms::closure_text,
    share::Share,
};
use crate::{
    booking::{BookRoom, api::Calendar, use_calendar},
    boot::use_boot,
    call::Resource,
    lang::{t, use_lang},
    ui::{Icon, Loaded, NotFound, PageTitle, Preview, words},
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_router::hooks::use_params_map;
use model::{AppError, center::CenterDetail, hours::open_state, room::Room, text::dial};

/// `/centers/{id}/rooms/{room}`: a view on the center's rooms, so a room is found under its own center only.
#[component]
pub fn RoomPage() -> impl IntoView {
    let detail = use_center();
    let params = use_params_map();
    let room_id = move || params.with(|p| p.get("room").unwrap_or_default());
    // Beside the other and not inside of what waits for it, where the two sides might number it differently.
    let calendar = use_calendar(Signal::derive(room_id));
    let view = move |mut detail: CenterDetail| {
        let id = room_id();
        let place = detail
            .rooms
            .iter()
            .position(|r| !detail.center.retired && r.id.to_string() == id);
        match place.map(|i| detail.rooms.swap_remove(i)) {
            Some(room) => view! { <Detail room detail calendar /> }.into_any(),
            None => view! { <NotFound /> }.into_any(),
        }
    };
    view! { <Loaded resource=detail view /> }
}

#[component]
fn Detail(room: Room, detail: CenterDetail, calendar: Resource<Result<Calendar, AppError>>) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let schema = schema(&detail, &room);
    let center = detail.center;
    let center_path = format!("/centers/{}", center.id);
    let center_name = center.names.get(lang.english()).to_owned();
    let crumb = center_name.clone();
    let path = format!("{center_path}/rooms/{}", room.id);
    let name = room.names.get(lang.english()).to_owned();
    let kind = words::room_kind(lang, room.kind);
    let holds = (room.capacity > 0).then(|| t::room::holds(lang, room.capacity));
    let about = [Some(kind.to_owned()), holds.clone(), Some(center_name.clone())];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (class, icon, open) = words::open_state(lang, now, &open_state(&detail.hours, &detail.exceptions, now));
    let closures: Vec<_> = room.closures.iter().filter(|c| c.to >= now.day).collect();
    let closures = closures
        .into_iter()
        .map(|c| view! { <div class="notice warn"><Icon name="warn" /><p>{closure_text(lang, now.day, c)}</p></div> })
        .collect_view();
    let equipment = room.equipment.lines().map(str::trim).filter(|l| !l.is_empty());
    let equipment: Vec<_> = equipment
        .map(|line| view! { <li><Icon name="check" />{line.to_owned()}</li> })
        .collect();
    let title = format!("{name} · {center_name}");
    let call = (!center.phone.is_empty()).then(|| {
        let href = format!("tel:{}", dial(&center.phone));
        view! { <a class="btn" href=href><Icon name="phone" />{t::center::call(lang)}" "<span>{center.phone.clone()}</span></a> }
    });
    let way = format!("{center_path}#way");
    view! {
        <PageTitle text=title.clone() hidden=true />
        <Preview path=path.clone() title=title.clone() description=about image=room.photos.first().map(|p| p.url.clone()) />
        <script type="application/ld+json" nonce=use_nonce() inner_html=schema></script>
        <PrintHead path=path.clone() />
        <nav aria-label=t::center::crumbs(lang)>
            <ol class="crumbs">
                <li><a href="/centers">{t::center::list_title(lang)}</a></li>
                <li><a href=center_path.clone()>{crumb}</a></li>
                <li aria-current="page">{name.clone()}</li>
            </ol>
        </nav>
        <header class="center-head">
            <span class="arch large" aria-hidden="true"><Icon name=words::room_icon(room.kind) /></span>
            <div class="grow">
                <h1>{name.clone()}</h1>
                <p class="row">
                    {(kind != name).then(|| view! { <span class="pill">{kind}</span> })}
                    {holds.map(|text| view! { <span class="pill"><Icon name="users" />{text}</span> })}
                </p>
            </div>
        </header>
        {closures}
        <div class="split">
            <div class="stack">
                <BookRoom room=room.id calendar />
                {(!equipment.is_empty()).then(|| view! {
                    <section class="stack close"><h2>{t::room::equipment(lang)}</h2><ul class="offers">{equipment}</ul></section>
                })}
                {(!room.accessibility.is_empty()).then(|| view! {
                    <section class="card stack close">
                        <h2>{t::room::accessibility(lang)}</h2>
                        <p class="prewrap">{room.accessibility}</p>
                    </section>
                })}
                <Photos photos=room.photos />
            </div>
            <div class="stack">
                <section class="card stack close">
                    <h2>{t::room::belongs_to(lang)}</h2>
                    <p><b>{center_name}</b></p>
                    <p class="row no-print"><span class=class><Icon name=icon />{open}</span></p>
                    <p class="muted">{center.address}</p>
                    <p class="print-only num">{center.phone.clone()}</p>
                    <p class="acts">
                        {call}
                        <a class="btn" href=way rel="external"><Icon name="route" />{t::center::way(lang)}</a>
                        <a href=center_path class="btn">{t::room::to_center(lang)}</a>
                    </p>
                </section>
                <Share path title />
            </div>
        </div>
    }
}

/// JSON-LD is for readers of the server's answer; the browser leaves it as it came.
fn schema(detail: &CenterDetail, room: &Room) -> String {
    #[cfg(feature = "ssr")]
    return use_boot().with_value(|b| super::schema::room_json_ld(detail, room, &b.origin));
    #[cfg(not(feature = "ssr"))]
    {
        let _ = (detail, room);
        String::new()
    }
}
