//! The time at the counter, for somebody who comes by appointment: one that is free on the day that was chosen, which is theirs once they
//! are registered. Without scripts the form comes back with the times of that day, and with everything that was typed.

use app::{
    booking::words::day as day_of,
    boot::use_boot,
    case::api::{CounterSlots, OpenCase, get_slots},
    lang::{t, use_lang},
    ui::{Field, FormState, Icon, field_id, words::trouble_text},
};
use leptos::{
    ev::{Event, KeyboardEvent, MouseEvent},
    html,
    prelude::*,
};
use model::{
    case::Slot,
    center::CenterId,
    date::{format, parse},
    hours::fmt_minute,
};
use server_fn::ServerFn as _;

/// Name of the field of the day that is looked at: outside of the prefix, because it is not what is registered.
const LOOK: &str = "look";

/// The day whose free times a form without scripts is drawn with again: that of the time that was refused, or the one that was looked at.
pub(super) fn looked() -> String {
    let refused = use_boot().with_value(|b| b.rejected.read());
    let Some(refused) = refused.filter(|r| r.path == OpenCase::url()) else {
        return String::new();
    };
    let look = refused.value(LOOK).unwrap_or_default();
    if refused.value("go").is_some() {
        return look.to_owned();
    }
    let chosen = refused.value("input[slot]").and_then(Slot::read);
    chosen.map_or_else(|| look.to_owned(), |slot| format(slot.day))
}

/// See the module.
#[component]
pub(super) fn SlotField(center: CenterId, slots: CounterSlots) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let form = FormState::current();
    let today = use_boot().with_value(|b| b.now.day);
    let day = form.typed(LOOK).unwrap_or_else(|| format(slots.wanted));
    let kept = form.value("slot", "");
    let shown = RwSignal::new(slots);
    let trouble = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    let load = move || {
        let day = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        leptos::task::spawn_local(async move {
            match get_slots(center, day).await {
                Ok(slots) => {
                    trouble.try_set(String::new());
                    shown.try_set(slots);
                }
                Err(error) => _ = trouble.try_set(trouble_text(lang, &error)),
            }
        });
    };
    // What was refused is what somebody else has by now: the list says what is left.
    Effect::new(move |before: Option<bool>| {
        let refused = !form.of("slot").is_empty();
        if refused && before == Some(false) {
            load();
        }
        refused
    });
    let look = move |event: Event| {
        // A day that is half typed is none.
        if parse(&event_target_value(&event)).is_some() {
            load();
        }
    };
    let pressed = move |event: MouseEvent| {
        event.prevent_default();
        load();
    };
    // Else the browser would register.
    let entered = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            load();
        }
    };
    let options = move || {
        shown.with(|slots| {
            let option = |slot: &Slot| {
                let value = slot.value();
                let selected = value == kept;
                let times = format!("{}–{}", fmt_minute(slot.start), fmt_minute(slot.end));
                let text = format!("{} {times}", day_of(lang, today, slot.day));
                view! { <option value=value selected=selected>{text}</option> }
            };
            slots.free.iter().map(option).collect_view()
        })
    };
    let state = move || {
        shown.with(|slots| {
            let (wanted, day) = (day_of(lang, today, slots.wanted), day_of(lang, today, slots.day));
            match slots {
                CounterSlots { closed: true, .. } => c::slots_closed(lang).to_owned(),
                CounterSlots { free, .. } if free.is_empty() => c::slots_none(lang, wanted),
                CounterSlots { free, .. } if wanted == day => c::slots_n(lang, day, free.len()),
                CounterSlots { free, .. } => c::slots_next(lang, wanted, day, free.len()),
            }
        })
    };
    form.chooses("slot");
    let invalid = move || (!form.of("slot").is_empty()).then_some("true");
    view! {
        <div class="fields">
            <div class="field"><label for="slot-day">{c::slot_day(lang)}</label>
                <input class="in" type="date" id="slot-day" name=LOOK value=day min=format(today) node_ref=field
                    on:change=look on:keydown=entered /></div>
            <div class="acts"><button class="btn small" name="go" value="look" on:click=pressed>
                <Icon name="clock" />{c::slot_look(lang)}</button></div>
        </div>
        <p class="err" role="alert" hidden=move || trouble.with(String::is_empty)><Icon name="warn" />{move || trouble.get()}</p>
        <Field field="slot" label=c::f_slot(lang)>
            <p class="hint" id="slot-state" role="status">{state}</p>
            <select class="in" id=field_id("slot") name=form.name("slot") aria-describedby="slot-state f-slot-error" aria-invalid=invalid>
                <option value="">{t::ui::choose(lang)}</option>{options}
            </select>
        </Field>
    }
}
