//! The rooms of a center as cards that lead to their pages.

use crate::{
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{Icon, words},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::room::{Closure, Room};

/// Every room in service; nothing where there are none.
#[component]
pub fn Rooms(rooms: Vec<Room>) -> impl IntoView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let center = rooms.first().map(|r| r.center);
    let day = center.map(|id| {
        let href = format!("/centers/{id}/day");
        view! { <p class="no-print"><a href=href class="btn small"><Icon name="calendar" />{t::calendar::day_link(lang)}</a></p> }
    });
    (!rooms.is_empty()).then(|| {
        let cards = rooms.into_iter().map(|room| card(lang, today, &room)).collect_view();
        view! {
            <section class="stack close">
                <h2>{t::room::rooms(lang)}</h2>
                <ul class="rooms">{cards}</ul>
                {day}
            </section>
        }
    })
}

fn card(lang: Lang, today: Date, room: &Room) -> impl IntoView + use<> {
    let name = room.names.get(lang.english()).to_owned();
    let kind = words::room_kind(lang, room.kind);
    let about = [
        (kind != name).then(|| kind.to_owned()),
        (room.capacity > 0).then(|| t::room::holds(lang, room.capacity)),
    ];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let closure = next_closure(&room.closures, today).map(|c| {
        view! { <p class="row"><span class="pill warn"><Icon name="warn" />{closure_text(lang, today, c)}</span></p> }
    });
    view! {
        <li class="room">
            <Icon name=words::room_icon(room.kind) />
            <div>
                <h3><a href=format!("/centers/{}/rooms/{}", room.center, room.id) class="cover">{name}</a></h3>
                <p class="muted">{about}</p>
                {closure}
            </div>
        </li>
    }
}

/// The closure that is on at `today`, else the next one.
fn next_closure(closures: &[Closure], today: Date) -> Option<&Closure> {
    closures.iter().filter(|c| c.to >= today).min_by_key(|c| c.from)
}

/// `停用到 10 月 7 日：换地板`, or with both dates where it has not begun.
#[must_use]
pub fn closure_text(lang: Lang, today: Date, closure: &Closure) -> String {
    let when = if closure.from <= today {
        t::room::closed_until(lang, words::date(lang, closure.to))
    } else {
        t::room::closed_from(lang, words::dates(lang, closure.from, closure.to))
    };
    if closure.reason.is_empty() {
        when
    } else {
        t::hours::because(lang, when, &closure.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use model::room::ClosureId;

    fn closure(from: i8, to: i8) -> Closure {
        Closure {
            id: ClosureId::from_i64(1),
            from: date(2026, 10, from),
            to: date(2026, 10, to),
            reason: "换地板".into(),
        }
    }

    #[test]
    fn a_closure_says_until_when_and_one_that_is_over_is_silent() {
        let all = [closure(1, 4), closure(3, 5), closure(12, 13)];
        let next = |day| next_closure(&all, date(2026, 10, day)).map(|c| (c.from.day(), c.to.day()));
        assert_eq!(
            (next(2), next(5), next(6), next(14)),
            (Some((1, 4)), Some((3, 5)), Some((12, 13)), None)
        );
        let text = |day| closure_text(Lang::ZhHans, date(2026, 10, day), &all[2]);
        assert_eq!(text(12), "停用到 10 月 13 日：换地板");
        assert_eq!(text(11), "10 月 12 日至 10 月 13 日停用：换地板");
    }
}
