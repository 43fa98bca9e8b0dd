//! One room: its own fields, the dates on which it is closed, out of service and back.

use super::{
    center_parts::{CenterHead, Tab, lead_on},
    way::{Step, use_way},
};
use app::{
    call::resource,
    lang::{Lang, t, use_lang},
    room::api::{CloseRoom, CreateRoom, ReopenRoom, RetireRoom, RoomForm, SaveRoom, edit_room},
    ui::{
        ConflictPanel, ConflictRow, FormAction, Icon, KeyField, Loaded, PostForm, SelectField, Submit, TextArea,
        TextField, VersionField, words,
    },
};
use leptos::prelude::*;
use model::{
    center::CenterId,
    date,
    room::{Room, RoomId, RoomInput, RoomKind},
};

/// `/admin/centers/{id}/rooms/{room}`; none is `new`
#[component]
pub(super) fn RoomPage(center: CenterId, room: Option<RoomId>) -> impl IntoView {
    let form = resource(|| (), move |()| edit_room(center, room));
    view! {
        <Loaded resource=form view=|RoomForm { center, room, key }: RoomForm| {
            let id = center.id;
            let body = match room {
                Some(room) => view! { <Existing room key /> }.into_any(),
                None => view! { <New center=id key /> }.into_any(),
            };
            view! { <CenterHead center tab=Tab::Rooms /> {body} }
        } />
    }
}

#[component]
fn New(center: CenterId, key: String) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<CreateRoom>::new();
    lead_on(action, move |id| format!("/admin/centers/{center}/rooms/{id}?saved=1"));
    view! {
        <h2>{t::admin::new_room(lang)}</h2>
        <PostForm action prefix="input">
            <input type="hidden" name="center" value=center.to_string() />
            <KeyField value=key />
            <Fields stored=RoomInput::default() />
            <div class="savebar">
                <Submit label=t::admin::create(lang) />
                <a class="btn quiet" href=format!("/admin/centers/{center}/rooms")>{t::ui::cancel(lang)}</a>
            </div>
        </PostForm>
    }
}

#[component]
fn Existing(room: Room, key: String) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let action = FormAction::<SaveRoom>::new();
    let here = format!("/admin/centers/{}/rooms/{}", room.center, room.id);
    let (own, again) = (here.clone(), here.clone());
    let then = format!("{here}?saved=1");
    let stored = RoomInput::from(&room);
    let (id, version) = (room.id, room.version);
    view! {
        <h2>{room.names.get(lang.english()).to_owned()}</h2>
        {room.retired.then(|| view! { <p class="notice warn"><Icon name="warn" />{a::room_retired_note(lang)}</p> })}
        <div class="split">
            <PostForm action prefix="input" then=then.clone() reload=true>
                <input type="hidden" name="id" value=id.to_string() />
                <VersionField version />
                <ConflictPanel rows=vec![
                    ConflictRow::new(a::room_kind(lang), "kind", &stored.kind).in_words(&kinds(lang)),
                    ConflictRow::new(a::name(lang), "name", &stored.name),
                    ConflictRow::new(a::name_en(lang), "name_en", &stored.name_en),
                    ConflictRow::new(a::capacity(lang), "capacity", &stored.capacity),
                    ConflictRow::new(a::equipment(lang), "equipment", &stored.equipment),
                    ConflictRow::new(a::accessibility(lang), "accessibility", &stored.accessibility),
                ] />
                <Fields stored />
                <div class="savebar">
                    <Submit label=t::ui::save(lang) />
                    <a class="btn quiet" rel="external" href=here>{a::discard(lang)}</a>
                </div>
            </PostForm>
            <div class="stack">
                <Closures room=room.clone() key then=then.clone() here=own />
                <p><a class="btn" href=format!("/admin/rooms/{id}/rules")><Icon name="calendar" />{t::rule::title(lang)}</a></p>
                <p><a class="btn small" href=format!("/admin/rooms/{id}/poster")><Icon name="qr" />{t::rule::door(lang)}</a></p>
                <p><a class="btn small" href=format!("/admin/centers/{}/photos?room={id}", room.center)><Icon name="camera" />{a::tab_photos(lang)}</a></p>
                <Service id version retired=room.retired then here=again />
            </div>
        </div>
    }
}

#[component]
fn Fields(stored: RoomInput) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let name_en = format!("{}{}", a::name_en(lang), a::optional(lang));
    view! {
        <SelectField field="kind" label=a::room_kind(lang) options=kinds(lang) value=stored.kind />
        <TextField field="name" label=a::name(lang) value=stored.name required=true />
        <TextField field="name_en" label=name_en value=stored.name_en />
        <TextField field="capacity" label=a::capacity(lang) hint=a::capacity_hint(lang) value=stored.capacity inputmode="numeric" />
        <TextArea field="equipment" label=a::equipment(lang) hint=a::equipment_hint(lang) value=stored.equipment />
        <TextArea field="accessibility" label=a::accessibility(lang) hint=a::accessibility_hint(lang) value=stored.accessibility rows=3 />
    }
}

fn kinds(lang: Lang) -> Vec<(String, String)> {
    RoomKind::ALL
        .map(|k| (k.code().to_owned(), words::room_kind(lang, k).to_owned()))
        .to_vec()
}

/// Dates on which the room is closed, and the form for more of them.
#[component]
fn Closures(room: Room, key: String, then: String, here: String) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let close = FormAction::<CloseRoom>::new();
    let none = room
        .closures
        .is_empty()
        .then(|| view! { <p class="muted">{a::closures_none(lang)}</p> });
    let ask = use_way(close, {
        let then = then.clone();
        move |_| then.clone()
    });
    let id = room.id;
    let key = StoredValue::new(key);
    let lines = room
        .closures
        .into_iter()
        .map(|c| {
            let reopen = FormAction::<ReopenRoom>::new();
            let days = if c.from == c.to {
                date::format(c.from)
            } else {
                a::day_range(lang, date::format(c.from), date::format(c.to))
            };
            let label = a::remove_what(lang, &days);
            view! {
                <li>
                    <span class="grow"><b class="num">{days}</b>" "{c.reason}</span>
                    <PostForm action=reopen then=then.clone() reload=true of=("id", c.id.to_string())>
                        <input type="hidden" name="id" value=c.id.to_string() />
                        <button class="btn small quiet" aria-label=label><Icon name="trash" />{a::remove(lang)}</button>
                    </PostForm>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{a::closures(lang)}</h2>
            {none}
            <ul class="list">{lines}</ul>
            <h3>{a::close_add(lang)}</h3>
            {move || match ask.get() {
                Some(ask) => view! { <Step action=close ask back=here.clone() /> }.into_any(),
                None => view! {
                    <PostForm action=close prefix="input">
                        <input type="hidden" name="id" value=id.to_string() />
                        <input type="hidden" name="show" value="1" />
                        <KeyField value=key.get_value() />
                        <div class="fields">
                            <TextField field="from" label=a::from_day(lang) kind="date" required=true />
                            <TextField field="to" label=a::to_day(lang) kind="date" hint=a::to_day_hint(lang) />
                        </div>
                        <TextField field="reason" label=a::reason(lang) hint=a::reason_hint(lang) required=true />
                        <div class="acts"><button class="btn">{a::close(lang)}</button></div>
                    </PostForm>
                }
                .into_any(),
            }}
        </section>
    }
}

/// Takes the room out of service, or puts it back: one press, because the other press undoes it; unless somebody has booked it.
#[component]
fn Service(id: RoomId, version: i64, retired: bool, then: String, here: String) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<RetireRoom>::new();
    let ask = use_way(action, move |_| then.clone());
    let button = move || {
        if retired {
            view! { <button class="btn small"><Icon name="undo" />{t::admin::restore(lang)}</button> }.into_any()
        } else {
            view! {
                <input type="hidden" name="retired" value="true" />
                <button class="btn small danger"><Icon name="lock" />{t::admin::room_retire(lang)}</button>
            }
            .into_any()
        }
    };
    move || match ask.get() {
        Some(ask) => view! { <Step action ask back=here.clone() /> }.into_any(),
        None => view! {
            <PostForm action>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="show" value="1" />
                <VersionField version />
                <div class="acts">{button()}</div>
            </PostForm>
        }
        .into_any(),
    }
}
