//! `/admin/bookings`: the counter's side of a center's bookings: the requests that wait, and who comes on a day.

mod behalf;
mod board;
mod detail;
mod free;
mod print;
mod request;
mod series;
mod table;

pub(super) use behalf::NewPage;
pub(super) use detail::DetailPage;
pub(super) use print::PrintPage;

use super::parts::{ByNumber, use_query};
use app::{
    booking::{
        Done, FeedPart, News as LiveNews,
        desk_api::{Desk, OfCenter, get_desk},
        watch_unless, words,
    },
    boot::{Boot, use_boot},
    call::{Resource, resource},
    lang::{Lang, t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, is_typing, load_anew},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::{AppError, center::CenterId, date};
use request::Requests;
use serde::de::DeserializeOwned;
use server_fn::ServerFn;
use table::Table;

/// See the module.
#[component]
pub(super) fn BookingsPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query();
    let asked = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        (get("center"), get("day"))
    });
    let desk = resource(move || asked.get(), |(center, day)| get_desk(center, day));
    // Which center it is the data says where only one is in scope; streams are for browsers only.
    let center = RwSignal::new(None);
    Effect::new(move |_| {
        let now = desk.get().and_then(Result::ok).and_then(|d| d.of).map(|of| of.center);
        if now != center.get_untracked() {
            center.set(now);
        }
    });
    let number = Memo::new(move |_| query.with(|q| q.get("number")).unwrap_or_default());
    view! {
        {move || number.with(|typed| view! { <ByNumber typed=typed.clone() label=t::booking::number(lang) page="/admin/bookings" /> })}
        <Loaded resource=desk view=|desk: Desk| view! { <Counter desk /> } />
        {move || center.get().map(|center| view! { <Live center asked desk /> })}
    }
}

/// What others do meanwhile is on the page at once; where something is being typed, when the person wants it.
#[component]
fn Live(
    center: CenterId,
    /// Center and day in the address.
    asked: Memo<(String, String)>,
    desk: Resource<Result<Desk, AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let (news, waits) = watch_unless(
        is_typing,
        format!("/open/centers/{center}/changes"),
        desk,
        (asked, |(center, day)| get_desk(center, day)),
        |d: &Desk| d.of.as_ref().map_or(0, |of| of.changes),
        differences,
    );
    // The page anew rather than the data: what was typed goes along.
    let look = move |_| load_anew(&window().location().href().unwrap_or_default());
    view! {
        <LiveNews news />
        <p class:live=move || waits.get() role="status" hidden=move || !waits.get()>
            {t::desk::live_waits(lang)}" "<button type="button" class="btn small" on:click=look>{t::desk::live_look(lang)}</button>
        </p>
    }
}

/// Whether something is different since before, as one says it.
fn differences(lang: Lang, before: &Desk, now: &Desk) -> String {
    let (Some(before), Some(of)) = (before.of.as_ref().filter(|_| before.day == now.day), now.of.as_ref()) else {
        return String::new();
    };
    let same = before.bookings == of.bookings && before.requests == of.requests && before.waiting == of.waiting;
    if same || before.center != of.center {
        String::new()
    } else {
        t::desk::live_changed(lang).to_owned()
    }
}

/// The page of a center on a day.
fn address(center: CenterId, day: Date) -> String {
    format!("/admin/bookings?center={center}&day={}", date::format(day))
}

#[component]
fn Counter(desk: Desk) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let day = desk.day;
    let body = match desk.of.clone() {
        Some(of) => view! { <Day of day /> }.into_any(),
        None => view! {
            <div class="empty"><span class="doorway" aria-hidden="true"><Icon name="one-chair" /></span><h2>{b::desk_pick(lang)}</h2></div>
        }
        .into_any(),
    };
    view! {
        <PageTitle text=b::desk_title(lang) />
        <p class="lead">{b::desk_lead(lang)}</p>
        <News />
        <Choose desk to="/admin/bookings" />
        {body}
    }
}

/// What has become of the form that led here.
#[component]
fn News() -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let done = use_query().with_untracked(|q| q.get("done").unwrap_or_default());
    let (class, icon, text) = match done.as_str() {
        "confirmed" => ("notice good", "check", b::news_approved(lang)),
        "rejected" => ("notice good", "check", b::news_rejected(lang)),
        "checked_in" => ("notice good", "check", b::news_came(lang)),
        "walked_in" => ("notice good", "check", t::desk::news_in(lang)),
        "waits" => ("notice warn", "clock", t::desk::news_waits(lang)),
        "waits_mediator" => ("notice warn", "clock", t::desk::news_waits_mediator(lang)),
        "gone" => ("notice warn", "warn", t::desk::news_gone(lang)),
        "no_show" => ("notice good", "check", t::desk::news_missed(lang)),
        "late" => ("notice warn", "warn", b::news_late(lang)),
        "over" => ("notice warn", "warn", b::r_over(lang)),
        _ => return None,
    };
    Some(view! { <p class=class role="status"><Icon name=icon />{text}</p> })
}

/// Which center and which day.
#[component]
fn Choose(
    desk: Desk,
    /// The page that shows it.
    to: &'static str,
) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let chosen = desk.of.map(|of| of.center);
    let day = date::format(desk.day);
    let center = if desk.centers.len() == 1 {
        view! { <input type="hidden" name="center" value=chosen.map(|id| id.to_string()).unwrap_or_default() /> }
            .into_any()
    } else {
        let options = desk
            .centers
            .into_iter()
            .map(|(id, names)| {
                let name = names.get(lang.english()).to_owned();
                view! { <option value=id.to_string() selected={chosen == Some(id)}>{name}</option> }
            })
            .collect_view();
        view! {
            <div class="field"><label for="center">{b::desk_center(lang)}</label>
                <select class="in" id="center" name="center"><option value="">{t::ui::choose(lang)}</option>{options}</select></div>
        }
        .into_any()
    };
    view! {
        <form class="form wide" action=to>
            <div class="fields">
                {center}
                <div class="field"><label for="day">{b::f_day(lang)}</label><input class="in" type="date" id="day" name="day" value=day /></div>
            </div>
            <div class="acts"><button class="btn">{b::desk_show(lang)}</button></div>
        </form>
    }
}

#[component]
fn Day(of: OfCenter, day: Date) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let center = of.center;
    let link = move |day: Date, icon, text| {
        view! { <a href=address(center, day) class="btn"><Icon name=icon />{text}</a> }
    };
    let title = format!(
        "{} · {}",
        of.names.get(lang.english()),
        b::desk_day(lang, words::day(lang, today, day))
    );
    let back = address(center, day);
    let date = date::format(day);
    view! {
        <p class="acts">
            <a href=format!("/admin/bookings/new?center={center}&day={date}") class="btn main"><Icon name="phone" />{t::desk::behalf(lang)}</a>
            <a href=format!("/admin/bookings/print?center={center}&day={date}") class="btn"><Icon name="print" />{t::desk::print(lang)}</a>
        </p>
        <board::Board rooms=of.now back=back.clone() />
        {(of.for_mediator > 0).then(|| view! {
            <p class="notice warn"><Icon name="clock" />{t::desk::for_mediator(lang, of.for_mediator)}</p>
        })}
        {of.requests.map(|requests| view! { <Requests requests back=back.clone() /> })}
        <section class="stack close">
            <h2>{title.clone()}</h2>
            <nav class="row" aria-label=b::days(lang)>
                {day.yesterday().ok().map(|day| link(day, "left", b::day_before(lang)))}
                {day.tomorrow().ok().map(|day| link(day, "right", b::day_after(lang)))}
            </nav>
            <Waiting rooms=of.waiting />
            <Table bookings=of.bookings title back=back.clone() />
        </section>
        <FeedPart link=of.feed center=Some(center) back />
    }
}

/// How many wait for times of the day that are taken.
#[component]
fn Waiting(rooms: Vec<(model::text::Names, u32)>) -> impl IntoView {
    let lang = use_lang();
    if rooms.is_empty() {
        return None;
    }
    let rooms = rooms
        .into_iter()
        .map(|(names, n)| view! { <li>{t::waitlist::waiting_room(lang, names.get(lang.english()), n)}</li> })
        .collect_view();
    Some(view! { <div class="notice"><Icon name="clock" /><h3>{t::waitlist::waiting(lang)}</h3><ul>{rooms}</ul></div> })
}

/// Number of people, and seats or the whole room.
fn party(lang: Lang, booking: &model::booking::Booking) -> String {
    format!(
        "{} · {}",
        t::booking::people(lang, booking.party),
        words::wish(lang, booking.wish)
    )
}

/// After a call by script: the page anew, which says that it became `word` or that something came first.
fn go_back<S>(action: FormAction<S>, back: String, word: &'static str)
where
    S: ServerFn<Output = Done, Error = AppError> + 'static,
{
    go_to(action, back, move |refusal: &Done| {
        Some(refusal.as_ref().map_or(word, words::not_done))
    });
}

/// After a call by script: the page anew, with the word for what has come of it; without one the form stays.
fn go_to<S>(action: FormAction<S>, back: String, word: impl Fn(&S::Output) -> Option<&'static str> + 'static)
where
    S: ServerFn<Error = AppError> + 'static,
    S::Output: DeserializeOwned + Clone + Send + Sync + 'static,
{
    Effect::new(move |_| {
        if let Some(Ok(answer)) = action.value().get()
            && let Some(word) = word(&answer)
        {
            load_anew(&format!("{back}&done={word}"));
        }
    });
}

/// What a form knows of the one that was refused without scripts: nothing, if that was another of the many that send to the
/// same address.
fn boot_of(number: &str, decision: &str, which: &str) -> StoredValue<Boot> {
    let boot = use_boot();
    let other = boot.with_value(|b| {
        let sent = |r: &app::boot::Rejected, name: &str| r.value(name).unwrap_or_default().to_owned();
        b.rejected.read().is_some_and(|r| {
            sent(&r, "number") != number || sent(&r, "decision") != decision || sent(&r, "which") != which
        })
    });
    if other {
        StoredValue::new(Boot {
            rejected: Default::default(),
            ..boot.get_value()
        })
    } else {
        boot
    }
}
