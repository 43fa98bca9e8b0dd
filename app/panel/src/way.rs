//! The step before a change that leaves bookings outside of what is allowed: who is in the way, and what becomes of each.

use app::{
    booking::{
        way_api::{Ask, Hit, Outcome},
        words,
    },
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{FormAction, Icon, PostForm, Submit, TextField, answered, field_id, load_anew, words::problem_text},
};
use leptos::prelude::*;
use model::{AppError, booking::State};
use server_fn::ServerFn;

/// The bookings that a change has met, once it was sent; leads on to `to` once it is done.
pub(super) fn use_way<S>(action: FormAction<S>, to: impl Fn(i64) -> String + 'static) -> RwSignal<Option<Ask>>
where
    S: ServerFn<Output = Outcome, Error = AppError> + 'static,
{
    let before = match answered(action).get_untracked() {
        Some(Outcome::Ask(ask)) => Some(ask),
        _ => None,
    };
    let ask = RwSignal::new(before);
    Effect::new(move |_| match action.value().get() {
        Some(Ok(Outcome::Done(value))) => load_anew(&to(value)),
        Some(Ok(Outcome::Ask(asked))) => {
            ask.set(Some(asked));
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
        _ => {}
    });
    ask
}

/// The list and the decision. It sends what was sent, and the decision with it.
#[component]
pub(super) fn Step<S>(
    /// The change.
    action: FormAction<S>,
    /// What is in its way.
    ask: Ask,
    /// Where the change is given up.
    back: String,
) -> impl IntoView
where
    S: ServerFn<Output = Outcome, Error = AppError> + 'static,
{
    use t::rule as r;
    let lang = use_lang();
    let Ask {
        fields,
        hits,
        way,
        problems,
    } = ask;
    let sent = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view();
    let called = |field: &str| match field {
        "message" => r::way_message(lang),
        _ => r::way_all(lang),
    };
    let wrong = (!problems.is_empty()).then(|| {
        let lines = problems.iter().map(|p| {
            let text = t::ui::problem_of(lang, called(&p.field), problem_text(lang, p));
            let id = if p.field == "message" {
                "way[message]"
            } else {
                "way[all]"
            };
            view! { <li><a rel="external" href=format!("#{}", field_id(id))>{text}</a></li> }
        });
        view! { <div class="errors" role="alert"><h2>{t::ui::not_yet(lang)}</h2><ul>{lines.collect_view()}</ul></div> }
    });
    let radios = [("leave", r::way_leave(lang), r::way_leave_hint(lang)), ("cancel", r::way_cancel(lang), r::way_cancel_hint(lang))]
        .map(|(value, label, hint)| {
            let checked = way.all == value;
            view! { <label class="check"><input type="radio" name="way[all]" value=value checked=checked />{label}<small>{hint}</small></label> }
        })
        .collect_view();
    let count = hits.len();
    let lines = hits
        .into_iter()
        .enumerate()
        .map(|(i, hit)| {
            let number = hit.booking.number.to_string();
            let chosen = way.each.iter().find(|e| e.number == number).map(|e| e.what.clone());
            view! { <Line i hit chosen=chosen.unwrap_or_default() /> }
        })
        .collect_view();
    let heads = [
        t::booking::c_time(lang),
        t::booking::f_room(lang),
        t::booking::f_name(lang),
        r::way_why(lang),
        r::way_what(lang),
    ]
    .map(|head| view! { <th scope="col" role="columnheader">{head}</th> })
    .collect_view();
    view! {
        <section class="card" role="status">
            <h2><Icon name="warn" />{r::way_title(lang, count)}</h2>
            <p>{r::way_lead(lang)}</p>
            {wrong}
            <PostForm action>
                <input type="hidden" name="show" value="1" />
                {sent}
                <div class="scroll stacks" role="region" aria-label=r::way_title(lang, count) tabindex="0">
                    <table class="data" role="table">
                        <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                        <tbody role="rowgroup">{lines}</tbody>
                    </table>
                </div>
                <fieldset class="group box" id=field_id("way[all]")><legend>{r::way_all(lang)}</legend>{radios}</fieldset>
                <TextField field="way[message]" label=r::way_message(lang) hint=r::way_message_hint(lang) value=way.message />
                <div class="savebar"><Submit label=r::way_yes(lang) /><a class="btn quiet" href=back>{r::way_no(lang)}</a></div>
            </PostForm>
        </section>
    }
}

#[component]
fn Line(i: usize, hit: Hit, chosen: String) -> impl IntoView {
    use t::{booking as b, rule as r};
    let lang: Lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let booking = hit.booking;
    let number = booking.number.to_string();
    let when = format!(
        "{} {}",
        words::day(lang, now.day, booking.day),
        words::times(booking.start, booking.end)
    );
    let room = format!("{} · {}", hit.center.get(lang.english()), hit.room.get(lang.english()));
    let who = if hit.hidden {
        b::hidden(lang).to_owned()
    } else {
        format!("{} {}", booking.name, booking.phone)
    };
    let why = hit
        .refusals
        .iter()
        .map(|refusal| view! { <li>{words::refusal(lang, now, refusal)}</li> })
        .collect_view();
    let offered = booking.state == State::Offered;
    let what = if offered {
        view! { <Offered i number /> }.into_any()
    } else {
        let label = r::way_of(lang, &when, &room);
        view! { <What i number chosen label /> }.into_any()
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="num">{when}</th>
            <td role="cell" data-label=b::f_room(lang)>{room}</td>
            <td role="cell" data-label=b::f_name(lang)>{who}</td>
            <td role="cell" data-label=r::way_why(lang)><ul class="why">{why}</ul></td>
            <td role="cell" data-label=r::way_what(lang)>{what}</td>
        </tr>
    }
}

/// What becomes of a booking: as all, left, cancelled, or moved by hand.
#[component]
fn What(
    i: usize,
    number: String,
    /// What was chosen so far.
    chosen: String,
    /// Which booking it is.
    label: String,
) -> impl IntoView {
    use t::rule as r;
    let lang = use_lang();
    let options = [
        ("", r::way_as_all(lang)),
        ("leave", r::way_leave(lang)),
        ("cancel", r::way_cancel(lang)),
    ]
    .map(|(value, text)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{text}</option> }
    })
    .collect_view();
    let id = format!("way-{number}");
    view! {
        <input type="hidden" name=format!("way[each][{i}][number]") value=number.clone() />
        <label class="sr" for=id.clone()>{label}</label>
        <select class="in" id=id name=format!("way[each][{i}][what]")>{options}</select>
        <a class="btn small quiet" href=format!("/bookings/{number}/change") target="_blank" rel="external">{r::way_move(lang)}</a>
    }
}

/// What becomes of an offer of the waiting list: there is nothing to choose, because nobody could take it any more.
#[component]
fn Offered(i: usize, number: String) -> impl IntoView {
    view! {
        <input type="hidden" name=format!("way[each][{i}][number]") value=number />
        <input type="hidden" name=format!("way[each][{i}][what]") value="leave" />
        <p>{t::rule::way_offered(use_lang())}</p>
    }
}
