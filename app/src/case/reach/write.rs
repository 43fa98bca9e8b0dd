//! A resident writes a case at home: what the form needs, when a counter is free, and keeping or sending what was written.

use super::{KEY, noise};
use crate::{
    booking::reach::{Place, midnight, own_act},
    case::own_api::{Begin, Slots, Written},
    server::{Server, resident, server},
};
use jiff::civil::Date;
use model::{
    AppError, Problem,
    booking::{Day, Request, Source, Taken, Wish, free_starts},
    case::{Number, Own, OwnInput, Slot, State, Whom, visit_fits},
    center::{CenterId, CenterKind},
    date,
    hours::{fmt_minute, hours_on},
    matter::{Answers, Content, Mode, Outcome},
    resident::Resident,
    room::RoomKind,
    text::clean,
};
use std::collections::BTreeMap;
use store::{
    booking::Wanted,
    case::{Case, Writing},
    matter::{Catalog, Matter},
};

/// Days with something free that are shown.
const DAYS_SHOWN: usize = 5;
/// Days in which they are looked for.
const DAYS_LOOKED: i64 = 21;

/// See [`crate::case::own_api::begin_case`].
pub async fn begin([code, mode, center, draft]: [&str; 4], answers: Answers) -> Result<Begin, AppError> {
    let who = resident()?;
    let server = server()?;
    let db = server.store.db();
    let catalog = server.store.catalog().await?;
    let directory = server.store.directory(server.local_now().day).await?;
    let kept = match draft {
        "" => None,
        number => {
            let number: Number = number.parse().map_err(|_| AppError::NotFound)?;
            Some(store::case::own(db, who.id, number).await?)
        }
    };
    let matter = match &kept {
        Some(case) => store::matter::get(db, case.matter).await?,
        None => store::matter::by_code(db, code).await?,
    };
    let matter = matter.ok_or(AppError::NotFound)?;
    let content = &matter.content;
    let mut centers: Vec<_> = directory
        .entries()
        .iter()
        .filter(|entry| !matter.retired && handles(&catalog, &matter, entry.id, entry.kind))
        .map(|entry| (entry.kind != CenterKind::Town, entry.id, entry.names.clone()))
        .collect();
    centers.sort_by_key(|(village, ..)| *village);
    let centers: Vec<(CenterId, _)> = centers.into_iter().map(|(_, id, names)| (id, names)).collect();
    let modes: Vec<Mode> = content.modes.iter().copied().filter(|mode| mode.is_online()).collect();
    let mut input = match &kept {
        Some(case) => written(case),
        None => OwnInput {
            // One that is not offered is said to be by the form; none is the first that is.
            mode: match (mode, modes.first()) {
                ("", Some(first)) => first.code().to_owned(),
                (mode, _) => mode.to_owned(),
            },
            whom: Whom::Myself.code().to_owned(),
            me: who.name.clone(),
            answers,
            ..OwnInput::default()
        },
    };
    if let Some(asked) = center
        .parse::<CenterId>()
        .ok()
        .filter(|id| centers.iter().any(|(c, _)| c == id))
    {
        input.center = asked.to_string();
    } else if input.center.is_empty()
        && let [(only, _)] = centers[..]
    {
        input.center = only.to_string();
    }
    let chosen = input.center.parse::<CenterId>().ok();
    let wants_slot = modes.contains(&Mode::Appointment);
    let slots = match chosen.filter(|_| wants_slot && !matter.retired) {
        Some(id) => slots(&server, id).await?,
        None => Slots::default(),
    };
    let cases = store::case::of_resident(db, who.id).await?;
    let lies = |case: &&Case| {
        case.state == State::Draft && case.matter == matter.id && kept.as_ref().is_none_or(|k| k.id != case.id)
    };
    let others = cases.iter().filter(lies).map(|case| case.number).collect();
    // The draft keeps the version that it began with.
    let shown = match &kept {
        Some(case) => store::case::content(db, case).await?,
        None => content.clone(),
    };
    let (bring, stop, unanswered) = narrowed(&shown, &input.answers);
    Ok(Begin {
        code: content.code.clone(),
        matter: content.name.clone(),
        retired: matter.retired,
        modes,
        centers,
        draft: kept.as_ref().map(|case| (case.number, case.version)),
        sent: kept.as_ref().is_some_and(|case| case.state != State::Draft),
        input,
        others,
        bring,
        stop,
        unanswered,
        slots,
        key: server.key(),
    })
}

fn handles(catalog: &Catalog, matter: &Matter, id: CenterId, kind: CenterKind) -> bool {
    catalog
        .get(&matter.content.code)
        .is_some_and(|matter| catalog.handles(matter, id, kind))
}

fn narrowed(content: &Content, answers: &Answers) -> (Vec<model::matter::Material>, String, bool) {
    match content.narrow(answers).outcome {
        Outcome::Bring(materials) => (materials.into_iter().cloned().collect(), String::new(), false),
        Outcome::Stop(choice) => (Vec::new(), choice.stop.clone(), false),
        Outcome::Ask(_) => (Vec::new(), String::new(), true),
    }
}

/// What stands in a draft, as the form shows it. A slot is chosen anew: it was not held.
fn written(case: &Case) -> OwnInput {
    let other = !case.agent.is_empty();
    let minute = |minute: u16| {
        if minute == 0 { String::new() } else { fmt_minute(minute) }
    };
    let home = case.mode == Mode::HomeVisit;
    let when = |text: String| if home { text } else { String::new() };
    OwnInput {
        mode: case.mode.code().to_owned(),
        center: case.center.to_string(),
        whom: if other { Whom::Other } else { Whom::Myself }.code().to_owned(),
        me: if other { case.agent.clone() } else { case.name.clone() },
        name: if other { case.name.clone() } else { String::new() },
        consent: if case.consent_at.is_some() && !case.agent.is_empty() {
            "1".to_owned()
        } else {
            String::new()
        },
        address: case.visit.address.clone(),
        day: when(case.visit.day.map(date::format).unwrap_or_default()),
        from: when(minute(case.visit.from)),
        to: when(minute(case.visit.to)),
        slot: String::new(),
        note: case.note.clone(),
        answers: case.answers.clone(),
    }
}

/// When the counter of a center is free: the shortest stays that its rules allow.
async fn slots(server: &Server, center: CenterId) -> Result<Slots, AppError> {
    let (db, now) = (server.store.db(), server.local_now());
    let far = date::after(now.day, DAYS_LOOKED).unwrap_or(now.day);
    let rooms = store::booking::bookable(db, Some(RoomKind::COUNTER), Some(center), (now.day, far)).await?;
    let directory = server.store.directory(now.day).await?;
    let Some(entry) = directory.get(center).filter(|_| !rooms.is_empty()) else {
        return Ok(Slots {
            center: Some(center),
            closed: true,
            days: Vec::new(),
        });
    };
    let keys: Vec<_> = rooms.iter().map(|room| room.room).collect();
    let (first, end) = (midnight(server, now.day), midnight(server, far));
    let taken = store::booking::taken(db, &keys, first, end + 100).await?;
    let nothing = Taken::new();
    let mut days = Vec::new();
    for ahead in 0..DAYS_LOOKED {
        let Some(day) = date::after(now.day, ahead) else { break };
        // Several counters at the same time are one slot: whichever is free.
        let mut free: BTreeMap<(u16, u16), Slot> = BTreeMap::new();
        for room in rooms.iter().filter(|room| ahead <= i64::from(room.rules.ahead_days)) {
            let of = Day::of(
                &entry.hours,
                &entry.exceptions,
                &room.closures,
                day,
                midnight(server, day),
            );
            let taken = taken.get(&room.room).unwrap_or(&nothing);
            let (stay, wish) = (room.rules.shortest_minutes, wish(&room.rules));
            for start in free_starts(&room.rules, &of, now, taken, stay, wish, Source::Resident) {
                let end = start + stay;
                free.entry((start, end)).or_insert(Slot {
                    room: room.room,
                    day,
                    start,
                    end,
                });
            }
        }
        if !free.is_empty() {
            days.push(free.into_values().collect());
        }
        if days.len() == DAYS_SHOWN {
            break;
        }
    }
    Ok(Slots {
        center: Some(center),
        closed: false,
        days,
    })
}

/// One window, or the counter where there is only one.
const fn wish(rules: &model::booking::Rules) -> Wish {
    match rules.mode {
        model::booking::Mode::Seats => Wish::Seats(1),
        _ => Wish::Whole,
    }
}

/// See [`crate::case::own_api::write_case`].
pub async fn write(
    [key, code, draft]: [&str; 3],
    version: i64,
    input: &OwnInput,
    go: &str,
) -> Result<Written, AppError> {
    let who = resident()?;
    let server = server()?;
    let db = server.store.db();
    let key = clean("key", key, true, KEY).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let kept = match draft {
        "" => None,
        number => {
            let number: Number = number.parse().map_err(|_| AppError::NotFound)?;
            Some(store::case::own(db, who.id, number).await?)
        }
    };
    let send = go == "send";
    let own = input.check(server.local_now(), send)?;
    if send && own.new.mode == Mode::HomeVisit {
        comes(&server, &own).await?;
    }
    let wanted = match own.slot.filter(|_| send) {
        Some(slot) => {
            let what = match &kept {
                Some(case) => case.matter_name.clone(),
                None => {
                    let catalog = server.store.catalog().await?;
                    catalog.get(code).map(|m| m.content.name.zh.clone()).unwrap_or_default()
                }
            };
            Some(request(&server, &who, &own, (slot, &what)).await?)
        }
        None => None,
    };
    let writing = Writing {
        key: &key,
        resident: who.id,
        of: kept.as_ref().map(|case| (case.id, version)),
        matter: code,
        own: &own,
        send,
        slot: wanted.as_ref().map(|(room, request, local)| Wanted {
            room: *room,
            request,
            local: *local,
        }),
        noise: noise(&server),
    };
    let number = store::case::write(db, &own_act(&server), &server.zone, &writing).await?;
    server.outbox.notify_one();
    let then = match go {
        "send" => format!("/me/cases/{number}?new=1"),
        "look" => {
            let kept = store::case::own(db, who.id, number).await?;
            let matter = store::matter::get(db, kept.matter).await?.ok_or(AppError::NotFound)?;
            // Another address each time, so that the page is loaded anew with the draft as it is now.
            let (code, version) = (matter.content.code, kept.version);
            format!("/matters/{code}/start?draft={number}&seen={version}#when")
        }
        _ => format!("/me/cases/{number}?kept=1"),
    };
    leptos_axum::redirect(&then);
    Ok(Written { number, then })
}

/// Whether somebody of the center can come then.
async fn comes(server: &Server, own: &Own) -> Result<(), AppError> {
    let directory = server.store.directory(server.local_now().day).await?;
    let entry = directory
        .get(own.center)
        .ok_or_else(|| AppError::field("center", Problem::NotThere))?;
    let visit = &own.new.visit;
    let day = visit.day.unwrap_or(server.local_now().day);
    let hours = hours_on(&entry.hours, &entry.exceptions, day);
    visit_fits(hours, visit.from, visit.to).map_err(|e| AppError::Invalid { fields: vec![e] })
}

type Booked = (model::room::RoomId, Request, store::booking::Local);

/// The booking of the slot: one person, at one window, about this matter.
async fn request(server: &Server, who: &Resident, own: &Own, (slot, what): (Slot, &str)) -> Result<Booked, AppError> {
    let gone = |trouble| match trouble {
        AppError::NotFound => AppError::field("slot", Problem::SlotGone),
        other => other,
    };
    let place = Place::of(slot.room).await.map_err(gone)?;
    let request = Request {
        day: slot.day,
        start: slot.start,
        end: slot.end,
        wish: wish(&place.rules),
        party: place.rules.party_min.max(1),
        name: own.me.clone(),
        phone: who.phone.clone(),
        purpose: what.chars().take(200).collect(),
        with_whom: String::new(),
        minors: false,
        adult: false,
    };
    let local = place.local(day_of(server, slot.day));
    Ok((slot.room, request, local))
}

/// A day far outside of what can be booked is judged as the rules say, not counted in slots that there are not.
fn day_of(server: &Server, day: Date) -> Date {
    let now = server.local_now().day;
    day.clamp(
        date::after(now, -366).unwrap_or(now),
        date::after(now, 3660).unwrap_or(now),
    )
}
