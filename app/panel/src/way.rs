//! The step before a change that leaves bookings outside of what is allowed, or duty shifts outside of the hours: who is in the way,
//! and what becomes of each booking.

use app::{
    booking::{
        way_api::{Ask, Hit, Outcome, Stray},
        words,
    },
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{
        FormAction, Icon, PostForm, Submit, TextField, answered, field_id, load_anew,
        words::{problem_text, shift},
    },
};
use jiff::civil::Date;
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
        strays,
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
            // What nobody decides about stays as it is.
            let checked = (value == "cancel") == (way.all == "cancel");
            view! { <label class="check"><input type="radio" name="way[all]" value=value checked=checked />{label}<small>{hint}</small></label> }
        })
        .collect_view();
    let count = hits.len();
    // Who is there already is left: nobody has to choose, and nobody is told anything.
    let choose = hits.iter().any(|hit| hit.booking.state != State::CheckedIn);
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
    let title = if count > 0 {
        r::way_title(lang, count)
    } else {
        r::way_shifts_title(lang, strays.len())
    };
    view! {
        <section class="card way" role="status">
            <h2><Icon name="warn" />{title}</h2>
            {wrong}
            <PostForm action>
                <input type="hidden" name="show" value="1" />
                {sent}
                {(count > 0).then(|| view! {
                    <p>{r::way_lead(lang)}</p>
                    <div class="scroll stacks uncut" role="region" aria-label=r::way_title(lang, count) tabindex="0">
                        <table class="data" role="table">
                            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                            <tbody role="rowgroup">{lines}</tbody>
                        </table>
                    </div>
                })}
                {choose.then(|| view! {
                    <fieldset class="group box" id=field_id("way[all]")><legend>{r::way_all(lang)}</legend>{radios}</fieldset>
                    <TextField field="way[message]" label=r::way_message(lang) hint=r::way_message_hint(lang) value=way.message />
                })}
                {(!strays.is_empty()).then(|| view! { <Strays strays below={count > 0} /> })}
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
    let what = match booking.state {
        State::Offered => view! { <Settled i number says=r::way_offered(lang) /> }.into_any(),
        State::CheckedIn => view! { <Settled i number says=r::way_came(lang) /> }.into_any(),
        _ => {
            let label = r::way_of(lang, &when, &room);
            view! { <What i number chosen label hidden=hit.hidden /> }.into_any()
        }
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

/// What becomes of a booking: as all, left, cancelled, or moved by hand by who may know of it.
#[component]
fn What(
    i: usize,
    number: String,
    /// What was chosen so far.
    chosen: String,
    /// Which booking it is.
    label: String,
    /// Its person is not named to who decides here, who cannot move it either.
    hidden: bool,
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
    let moves = if hidden {
        view! { <p>{r::way_mediator(lang)}</p> }.into_any()
    } else {
        view! { <a class="btn small quiet" href=format!("/bookings/{number}/change") target="_blank" rel="external">{r::way_move(lang)}</a> }
            .into_any()
    };
    view! {
        <input type="hidden" name=format!("way[each][{i}][number]") value=number />
        <label class="sr" for=id.clone()>{label}</label>
        <select class="in" id=id name=format!("way[each][{i}][what]")>{options}</select>
        {moves}
    }
}

/// What becomes of an offer of the waiting list, which nobody could take any more, and of whom is there already: there is nothing to
/// choose, and it says why.
#[component]
fn Settled(i: usize, number: String, says: &'static str) -> impl IntoView {
    view! {
        <input type="hidden" name=format!("way[each][{i}][number]") value=number />
        <input type="hidden" name=format!("way[each][{i}][what]") value="leave" />
        <p>{says}</p>
    }
}

/// The duty shifts that would lie outside of the hours: those of a person together. That they were seen is sent with the decision.
#[component]
fn Strays(
    strays: Vec<Stray>,
    /// Bookings stand above: the heading of the whole is theirs.
    below: bool,
) -> impl IntoView {
    use t::rule as r;
    let lang: Lang = use_lang();
    let title = below.then(|| view! { <h3>{r::way_shifts_title(lang, strays.len())}</h3> });
    let seen: Vec<String> = strays.iter().map(|stray| stray.id.to_string()).collect();
    let mut people: Vec<(Stray, Vec<Date>)> = Vec::new();
    for stray in strays {
        let day = stray.day;
        match people.iter_mut().find(|(first, _)| alike(first, &stray)) {
            Some((_, days)) => days.push(day),
            None => people.push((stray, vec![day])),
        }
    }
    let lines = people
        .into_iter()
        .map(|(stray, days)| {
            let center = stray.center.get(lang.english()).to_owned();
            let times = words::times(stray.start, stray.end);
            let who = r::way_shift(lang, stray.name, shift(lang, stray.shift), times);
            let days: Vec<String> = days.into_iter().map(|day| words::dated(lang, day)).collect();
            let days = days.join(t::admin::comma(lang));
            view! { <li><div class="grow"><b>{center}</b><p>{who}</p><p class="muted">{days}</p></div></li> }
        })
        .collect_view();
    view! {
        {title}
        <p>{r::way_shifts_lead(lang)}</p>
        <input type="hidden" name="way[shifts]" value=seen.join(" ") />
        <ul class="list">{lines}</ul>
    }
}

/// The same person's at the same time of day.
fn alike(a: &Stray, b: &Stray) -> bool {
    (&a.center, &a.name, a.shift, a.start, a.end) == (&b.center, &b.name, b.shift, b.start, b.end)
}
