//! Photos of a center and of its rooms: upload, words, order, removal.

use super::{
    center_parts::{CenterHead, Tab},
    parts::use_query,
};
use app::{
    call::resource,
    center::photo_api::{DescribePhoto, MovePhoto, Photos, RemovePhoto, UPLOAD, list_photos},
    lang::{t, use_lang},
    ui::{
        ConflictPanel, ConflictRow, FormAction, FormState, Icon, Loaded, PostForm, Submit, UploadForm, VersionField,
        field_id, words::problem_text,
    },
};
use leptos::prelude::*;
use model::{
    AppError,
    center::{CenterId, Photo, PhotoId},
    room::{Room, RoomId},
};

/// `/admin/centers/{id}/photos?room={room}`
#[component]
pub(super) fn PhotosPage(id: CenterId) -> impl IntoView {
    let query = use_query();
    let room = Memo::new(move |_| query.with(|q| q.get("room").unwrap_or_default()));
    let photos = resource(
        move || room.get(),
        move |room| async move {
            let room = match room.as_str() {
                "" => None,
                text => Some(text.parse::<RoomId>().map_err(|_| AppError::NotFound)?),
            };
            list_photos(id, room).await
        },
    );
    view! { <Loaded resource=photos view=|photos: Photos| view! { <Body photos /> } /> }
}

#[component]
fn Body(photos: Photos) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let Photos {
        center,
        rooms,
        room,
        photos,
        next,
    } = photos;
    let id = center.id;
    let here = address(id, room);
    let count = photos.len();
    let empty = photos.is_empty().then(|| {
        view! {
            <div class="empty">
                <span class="doorway" aria-hidden="true"><Icon name="camera" /></span>
                <h2>{a::no_photos(lang)}</h2>
                <p>{a::no_photos_help(lang)}</p>
            </div>
        }
    });
    let then = format!("{here}{}saved=1", if room.is_some() { "&" } else { "?" });
    let again = then.clone();
    let figures = photos
        .into_iter()
        .enumerate()
        .map(|(i, (photo, version))| view! { <Figure photo version place=i count then=then.clone() /> })
        .collect_view();
    view! {
        <CenterHead center tab=Tab::Photos />
        <Owners id rooms chosen=room />
        {empty}
        <div class="photos edit">{figures}</div>
        <section class="card">
            <h2>{a::upload(lang)}</h2>
            <Upload center=id room next then=again />
        </section>
    }
}

fn address(center: CenterId, room: Option<RoomId>) -> String {
    match room {
        Some(room) => format!("/admin/centers/{center}/photos?room={room}"),
        None => format!("/admin/centers/{center}/photos"),
    }
}

/// The center itself or one of its rooms.
#[component]
fn Owners(id: CenterId, rooms: Vec<Room>, chosen: Option<RoomId>) -> impl IntoView {
    let lang = use_lang();
    let own = std::iter::once((None, t::admin::photos_center(lang).to_owned()));
    let owners = own.chain(
        rooms
            .into_iter()
            .map(|r| (Some(r.id), r.names.get(lang.english()).to_owned())),
    );
    let links = owners
        .map(|(room, name)| {
            let current = (room == chosen).then_some("true");
            view! { <a class="chip" href=address(id, room) aria-current=current>{name}</a> }
        })
        .collect_view();
    view! { <nav class="filters" aria-label=t::admin::photos_of(lang)>{links}</nav> }
}

/// A photo with what can be done to it.
#[component]
fn Figure(photo: Photo, version: i64, place: usize, count: usize, then: String) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let id = photo.id.to_string();
    let describe = FormAction::<DescribePhoto>::new();
    let remove = FormAction::<RemovePhoto>::new();
    let what = a::remove_what(lang, a::photo_of(lang, place + 1));
    let removed = id.clone();
    view! {
        <figure>
            <img src=photo.thumbnail_url alt=photo.alt.clone() width=photo.width height=photo.height loading="lazy" />
            <figcaption class="stack close">
                <PostForm action=describe then=then.clone() reload=true of=("id", id.clone())>
                    <Caption id version alt=photo.alt />
                    <p><button class="btn small">{a::describe(lang)}</button></p>
                </PostForm>
                <div class="row">
                    {(place > 0).then(|| view! { <Move id=photo.id back=false then=then.clone() /> })}
                    {(place + 1 < count).then(|| view! { <Move id=photo.id back=true then=then.clone() /> })}
                    <PostForm action=remove then=then.clone() reload=true of=("id", removed.clone())>
                        <input type="hidden" name="id" value=removed />
                        <button class="btn small quiet" aria-label=what><Icon name="trash" />{a::remove(lang)}</button>
                    </PostForm>
                </div>
            </figcaption>
        </figure>
    }
}

/// What a photo shows; one of several fields of that kind on the page, so its label names it by its own identifier.
#[component]
fn Caption(id: String, version: i64, alt: String) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let label = format!("alt-{id}");
    let error_id = format!("{label}-error");
    let problems = Signal::derive(move || form.of("alt"));
    let invalid = move || problems.with(|p| !p.is_empty()).then_some("true");
    let described = error_id.clone();
    let words_of = move || {
        let texts: Vec<String> = problems.with(|p| p.iter().map(|p| problem_text(lang, p)).collect());
        (!texts.is_empty())
            .then(|| view! { <p class="err" id=error_id.clone()><Icon name="warn" />{texts.join(" ")}</p> })
    };
    view! {
        <input type="hidden" name="id" value=id />
        <VersionField version />
        <ConflictPanel rows=vec![ConflictRow::new(t::admin::alt(lang), "alt", alt.clone())] />
        <div class="field">
            <label for=label.clone()>{t::admin::alt(lang)}</label>
            {words_of}
            <input class="in" id=label name="alt" value=form.value("alt", &alt) aria-invalid=invalid aria-describedby=described />
        </div>
    }
}

#[component]
fn Move(id: PhotoId, back: bool, then: String) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<MovePhoto>::new();
    let (icon, text) = if back {
        ("right", t::admin::later(lang))
    } else {
        ("left", t::admin::earlier(lang))
    };
    view! {
        <PostForm action then reload=true of=("id", id.to_string())>
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name="back" value=back.to_string() />
            <button class="btn small quiet"><Icon name=icon />{text}</button>
        </PostForm>
    }
}

#[component]
fn Upload(center: CenterId, room: Option<RoomId>, next: PhotoId, then: String) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    // What was typed before a refusal; a file cannot be kept.
    let alt = app::boot::use_boot().with_value(|b| {
        let refused = b.rejected.read().filter(|r| r.path == UPLOAD);
        refused
            .and_then(|r| r.value("alt").map(str::to_owned))
            .unwrap_or_default()
    });
    view! {
        <UploadForm action=UPLOAD then>
            <input type="hidden" name="id" value=next.to_string() />
            <input type="hidden" name="center" value=center.to_string() />
            <input type="hidden" name="room" value=room.map(|r| r.to_string()).unwrap_or_default() />
            <div class="field">
                <label for=field_id("alt")>{a::alt(lang)}</label>
                <p class="hint" id="alt-hint">{a::alt_hint(lang)}</p>
                <input class="in" id=field_id("alt") name="alt" value=alt aria-describedby="alt-hint" />
            </div>
            <div class="field">
                <label for=field_id("file")>{a::file(lang)}</label>
                <p class="hint" id="file-hint">{a::file_hint(lang)}</p>
                <input type="file" id=field_id("file") name="file" accept="image/jpeg,image/png,image/webp" aria-describedby="file-hint" />
            </div>
            <div class="acts"><Submit label=a::upload(lang) /></div>
        </UploadForm>
    }
}
