//! What is free on a day, beside the form that books for somebody: for whoever is on the telephone. A time fills itself into the
//! form, and another day is looked at, without anything typed being lost: the buttons are the form's own. Nothing here books.

use app::{
    booking::{
        counter_api::{Counter, CounterRoom, get_counter},
        words,
    },
    boot::use_boot,
    lang::{t, use_lang},
    ui::{Icon, words::trouble_text},
};
use jiff::civil::Date;
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    html,
    prelude::*,
};
use model::{date, hours::fmt_minute, room::RoomId};

/// `id` of the form that the buttons belong to.
pub(super) const FORM: &str = "behalf";

/// See the module.
#[component]
pub(super) fn Free(counter: Counter) -> impl IntoView {
    use t::desk as d;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let (center, day) = (counter.center, date::format(counter.day));
    let shown = RwSignal::new(counter);
    let trouble = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    let look = move || {
        let day = field.get_untracked().map(|f| f.value()).unwrap_or_default();
        leptos::task::spawn_local(async move {
            match get_counter(center, day).await {
                Ok(counter) => {
                    trouble.try_set(String::new());
                    shown.try_set(counter);
                }
                Err(error) => _ = trouble.try_set(trouble_text(lang, &error)),
            }
        });
    };
    let pressed = move |event: MouseEvent| {
        event.prevent_default();
        look();
    };
    // Else the browser would press the first button of the form.
    let entered = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            look();
        }
    };
    view! {
        <section class="card">
            <div role="status">
                <h2>{move || d::free_on(lang, words::day(lang, today, shown.with(|c| c.day)))}</h2>
            </div>
            <div class="form">
                <div class="field"><label for="free-day">{t::booking::f_day(lang)}</label>
                    <input class="in" type="date" id="free-day" name="look" form=FORM value=day node_ref=field on:keydown=entered /></div>
                <div class="acts"><button class="btn small" form=FORM name="choose" value="day" on:click=pressed>{t::booking::desk_show(lang)}</button></div>
            </div>
            <p class="err" role="alert" hidden=move || trouble.with(String::is_empty)><Icon name="warn" />{move || trouble.get()}</p>
            <ul class="list">{move || shown.with(|c| c.rooms.iter().map(|room| line(c.day, room)).collect_view())}</ul>
        </section>
    }
}

/// A room with what is free in it.
fn line(day: Date, of: &CounterRoom) -> impl IntoView + use<> {
    let lang = use_lang();
    let room = of.room;
    let none = of
        .free
        .is_empty()
        .then(|| view! { <span class="muted">{t::desk::nothing_free(lang)}</span> });
    let times = of
        .free
        .iter()
        .map(|(start, end)| {
            let (start, text) = (*start, words::times(*start, *end));
            let value = format!("fill {room} {} {}", date::format(day), fmt_minute(start));
            let fill = move |event: MouseEvent| fill(&event, room, day, start);
            view! { <button class="chip num" form=FORM name="choose" value=value on:click=fill>{text}</button> }
        })
        .collect_view();
    view! { <li><span class="grow"><b>{of.names.get(lang.english()).to_owned()}</b><br/>{none}<span class="filters">{times}</span></span></li> }
}

/// Fills room, day and times into the form; a stay stays as long as it was typed.
fn fill(event: &MouseEvent, room: RoomId, day: Date, start: u16) {
    #[cfg(feature = "hydrate")]
    {
        use app::ui::field_id;
        use wasm_bindgen::JsCast;
        use web_sys::{HtmlInputElement, HtmlSelectElement};
        let input = |name: &str| {
            let found = document().get_element_by_id(&field_id(name));
            found.and_then(|e| e.dyn_into::<HtmlInputElement>().ok())
        };
        let select = document().get_element_by_id(&field_id("room"));
        let select = select.and_then(|e| e.dyn_into::<HtmlSelectElement>().ok());
        let (Some(select), Some(date), Some(from), Some(until)) = (select, input("day"), input("start"), input("end"))
        else {
            return;
        };
        event.prevent_default();
        let end = words::moved_end(&from.value(), &until.value(), start).unwrap_or_default();
        select.set_value(&room.to_string());
        date.set_value(&date::format(day));
        from.set_value(&fmt_minute(start));
        until.set_value(&end);
        _ = until.focus();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (event, room, day, start);
}
