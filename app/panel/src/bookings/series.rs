//! The step before a series is booked for somebody: what of each day can be had, and why rules are set aside.

use app::{
    booking::{
        Changed, Facts, Hidden, PlanDays,
        api::{Offer, Plan},
        counter_api::{PlaceFor, PlaceSeriesFor},
        free_days, what, words,
    },
    boot::use_boot,
    lang::{t, use_lang},
    ui::{FormAction, Icon, KeyField, PostForm},
};
use leptos::prelude::*;
use model::booking::BookingInput;

/// The most characters of a reason, as the server checks it.
const REASON: u16 = 200;

/// See the module. What was typed stays in the form behind it.
#[component]
pub(super) fn Series(
    /// Which room.
    offer: Offer,
    /// What was typed.
    input: BookingInput,
    /// What can be had.
    plan: Plan,
    /// Goes back to the form.
    edit: FormAction<PlaceFor>,
    /// Books.
    place: FormAction<PlaceSeriesFor>,
    /// The counter's page, where nothing is booked.
    back: String,
) -> impl IntoView {
    use t::series as s;
    let lang = use_lang();
    let (days, n, book) = free_days(lang, &plan);
    let what = what(&input, input.phone.clone());
    let first = what.as_ref().map(|w| w.day);
    let repeats = first.map(|first| words::repeat(lang, plan.repeat.every, first));
    let (center, room) = (offer.place.center.to_string(), offer.place.room.to_string());
    let pending = plan.pending && n > 0;
    let again = (center.clone(), room.clone(), plan.reason.clone(), input.clone());
    let (edit_center, edit_room, edit_reason, edit_input) = again;
    view! {
        <h2>{s::check_title(lang)}</h2>
        <Changed plan=plan.clone() />
        <section class="card">
            {what.map(|what| view! { <Facts place=offer.place.clone() what /> })}
            <p><b>{repeats}</b></p>
            {pending.then(|| view! { <p>{s::pending(lang)}</p> })}
        </section>
        <PlanDays plan=plan.clone() first />
        {(n > 0).then(|| view! {
            <PostForm action=place prefix="input">
                <input type="hidden" name="center" value=center />
                <input type="hidden" name="room" value=room />
                <input type="hidden" name="show" value="1" />
                <input type="hidden" name="days" value=days />
                <KeyField value=offer.key />
                <Hidden input />
                <Why plan />
                <div class="acts"><button type="submit" class="btn main">{book}</button></div>
            </PostForm>
        })}
        <PostForm action=edit prefix="input">
            <input type="hidden" name="center" value=edit_center />
            <input type="hidden" name="room" value=edit_room />
            <input type="hidden" name="waiver" value=edit_reason />
            <input type="hidden" name="key" value="" />
            <input type="hidden" name="show" value="1" />
            <Hidden input=edit_input />
            <div class="acts">
                <button class="btn" name="choose" value="edit"><Icon name="edit" />{t::booking::edit(lang)}</button>
                <a href=back class="btn quiet">{s::none(lang)}</a>
            </div>
        </PostForm>
    }
}

/// Which rules would be set aside, and why: asked for wherever there are any. The form behind has a field of that name, so this
/// one goes by an `id` of its own.
#[component]
fn Why(plan: Plan) -> impl IntoView {
    use t::desk as d;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let needed = !plan.waived.is_empty();
    let lines = plan
        .waived
        .iter()
        .map(|rule| view! { <li>{words::refusal(lang, now, rule)}</li> })
        .collect_view();
    let missing = needed && plan.reason.is_empty();
    view! {
        {missing.then(|| view! {
            <div class="notice warn" role="alert"><Icon name="warn" /><h3>{d::waiver_needed(lang)}</h3><ul>{lines}</ul></div>
        })}
        <div class="field">
            <label for="series-waiver">{d::waiver(lang)}</label>
            <p class="hint" id="series-waiver-hint">{d::waiver_hint(lang)}</p>
            <input class="in" id="series-waiver" name="waiver" value=plan.reason maxlength=REASON.to_string()
                required=needed aria-describedby="series-waiver-hint" />
        </div>
    }
}
