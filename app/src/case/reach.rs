//! What of cases reaches whom: whoever handles a place's cases reads whose they are and takes their steps, an inspector sees what has
//! become of them. A case that was handed up or transferred is seen by who has it, by who gets it back from the town, and by the
//! center that received it.

mod eye;
mod follow;
mod notice;
mod one;
mod own;
mod slots;
mod write;

pub use follow::follow;
pub use one::{detail, remove_paper, take};
pub use own::{mine, own, remove_file, supplement, withdraw};
pub use slots::slots;
pub use write::{begin, write};

use super::api::{Desk, OfCenter, Offered, Opened, Page, Route, Stop, Tally, Told};
use crate::server::{Server, allowed, server};
use eye::{Eye, Place};
use model::{
    AppError, Problem,
    case::{LaterInput, Number, OpenInput, State},
    center::{Center, CenterId},
    directory::{matches, search_text},
    matter::{Mode, search::Narrow},
    permission::{Action, Target, may},
    text::{is_mobile, normal_phone},
};
use store::{
    booking::Wanted,
    case::{Away, Case, Filter, Opening, Urgency},
    matter::{Catalog, Matter},
};

/// Cases that are shown on the counter screen.
const SHOWN: usize = 20;
/// Matters that a search shows.
const FOUND: usize = 8;
/// So many matters a text that is not one is answered with.
const MEANT: usize = 5;
/// The most characters that are looked for; the address in the QR code of a notice has some.
const MOST_TYPED: usize = 300;
/// The most characters of a key.
const KEY: u32 = 64;

fn choices(places: &[Place<'_>]) -> Vec<(CenterId, model::text::Names)> {
    let open = places.iter().filter(|place| !place.retired);
    open.map(|place| (place.id, place.names.clone())).collect()
}

/// What somebody looks for: short, and without what no keyboard types.
fn typed(q: &str) -> String {
    let shown = q.trim().chars().filter(|c| !c.is_control());
    shown.take(MOST_TYPED).collect()
}

/// See [`super::api::get_desk`].
pub async fn desk(center: &str, q: &str, wanted: &str, day: &str) -> Result<Desk, AppError> {
    let viewer = allowed(Action::HandleCases, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let mut eye = Eye::of(&server, viewer).await?;
    let centers = choices(&eye.at(Action::HandleCases));
    let chosen = match (center, &centers[..]) {
        ("", [(only, _)]) => Some(*only),
        ("", _) => None,
        (id, _) => Some(id.parse().map_err(|_| AppError::NotFound)?),
    };
    let (of, clears) = match chosen {
        None => (None, false),
        Some(id) => {
            let center = store::center::get(db, id).await?.ok_or(AppError::NotFound)?;
            let place = Target::Center(center.id, &center.division);
            allowed(Action::HandleCases, place)?;
            let of = of_center(&server, &mut eye, &center, [&typed(q), &typed(wanted), day]).await?;
            // Who says who is at work there leads it.
            (Some(of), allowed(Action::PlanDuty, place).is_ok())
        }
    };
    Ok(Desk { centers, of, clears })
}

async fn of_center(
    server: &Server,
    eye: &mut Eye,
    center: &Center,
    [q, wanted, day]: [&str; 3],
) -> Result<OfCenter, AppError> {
    let db = server.store.db();
    let catalog = server.store.catalog().await?;
    let handled = |m: &&Matter| catalog.handles(m, center.id, center.kind);
    let offered = |m: &Matter| Offered {
        code: m.content.code.clone(),
        names: m.content.name.clone(),
        modes: m.content.modes.clone(),
    };
    let (ids, yours, now) = ([center.id], eye.yours(), server.local_now());
    let served: Vec<CenterId> = eye.at(Action::HandleCases).iter().map(|place| place.id).collect();
    let served = (!eye.everywhere(Action::HandleCases)).then_some(&served[..]);
    let open = Filter {
        centers: Some(&ids),
        yours: Some(&yours),
        ..Filter::open(now)
    };
    let mut due = store::case::list(db, &open).await?;
    due.truncate(SHOWN);
    let mut cases = Vec::new();
    if !q.is_empty() {
        let asked = Filter {
            text: q,
            ended: true,
            ..open
        };
        cases = store::case::list(db, &asked).await?;
        if cases.is_empty() && q.parse::<Number>().is_ok() {
            // A number says which case is meant, at whichever of the viewer's counters it is.
            let asked = Filter {
                centers: served,
                number_only: true,
                ..asked
            };
            cases = store::case::list(db, &asked).await?;
        }
        cases.truncate(SHOWN);
    }
    let known = match normal_phone("q", q) {
        Ok(phone) if is_mobile(&phone) => {
            // Of somebody who never came to a place of the viewer's it is not said who they are.
            let known = store::resident::look(db, &server.act(&eye.viewer), &phone, served).await?;
            Some((known.map(|person| person.name).unwrap_or_default(), phone))
        }
        _ => None,
    };
    let notice = match (wanted, q) {
        ("", "") => None,
        ("", q) => notice::found(server, &catalog, center, q).await?,
        (wanted, _) => notice::found(server, &catalog, center, wanted).await?,
    };
    let counts = store::case::counts(db, Some(&ids), Some(&yours), now).await?;
    eye.meets(server, cases.iter().chain(&due).map(|one| one.assignee))
        .await?;
    Ok(OfCenter {
        center: center.id,
        names: center.names.clone(),
        matters: catalog.matters.iter().filter(handled).map(offered).collect(),
        // Who looks for a notice means its matter and no other.
        found: found(&catalog, if notice.is_some() { "" } else { q }, center)
            .iter()
            .take(FOUND)
            .map(|m| m.content.code.clone())
            .collect(),
        cases: cases.iter().map(|one| eye.row(server, one, &yours)).collect(),
        known,
        notice,
        tally: Tally {
            open: counts.open,
            overdue: counts.overdue,
            today: counts.today,
            fresh: counts.fresh,
            waiting: counts.waiting,
            handed_up: counts.handed_up,
            sent: counts.sent,
            yours: counts.yours,
        },
        due: due.iter().map(|one| eye.row(server, one, &yours)).collect(),
        slots: slots::of_counter(server, center.id, day).await?,
        key: server.key(),
    })
}

/// The matters that a center handles.
fn handled<'a>(catalog: &'a Catalog, center: &Center) -> impl Iterator<Item = &'a Matter> {
    let all = catalog.matters.iter();
    all.filter(|m| catalog.handles(m, center.id, center.kind))
}

/// The matter of a center that has a code or a name as it is typed; what follows a code is its name, as lists propose it.
fn exact<'a>(catalog: &'a Catalog, q: &str, center: &Center) -> Option<&'a Matter> {
    let q = q.trim().to_lowercase();
    let first = q.split_whitespace().next()?;
    handled(catalog, center).find(|m| {
        let code = m.content.code.to_lowercase();
        code == first || m.content.name.zh.to_lowercase() == q || m.content.name.en.to_lowercase() == q
    })
}

/// The matters of a center that a text names: the exact one, else all whose name it finds, in characters or pinyin.
fn named<'a>(catalog: &'a Catalog, q: &str, center: &Center) -> Vec<&'a Matter> {
    if let Some(exact) = exact(catalog, q, center) {
        return vec![exact];
    }
    let q = q.trim().to_lowercase();
    let is_named = |m: &&Matter| matches(&search_text(&m.content.name, "", ""), &q);
    handled(catalog, center)
        .filter(|m| !q.is_empty() && is_named(m))
        .collect()
}

/// The matters of a center that somebody means: the exact one, else those that it names, then what else residents find by the same
/// words, in their order, then those in which every word stands.
fn found<'a>(catalog: &'a Catalog, q: &str, center: &Center) -> Vec<&'a Matter> {
    if let Some(exact) = exact(catalog, q, center) {
        return vec![exact];
    }
    let q = q.trim().to_lowercase();
    if q.is_empty() {
        return Vec::new();
    }
    let mut found = named(catalog, &q, center);
    // The beginning of one name is that matter: who types it goes on at once.
    if let [only] = found[..]
        && only.content.name.zh.starts_with(&q)
    {
        return found;
    }
    // A name that begins so is meant sooner than one that only mentions it.
    found.sort_by_key(|m| (!m.content.name.zh.starts_with(&q), m.content.name.zh.chars().count()));
    // Everyday words, pinyin and mistakes.
    let near = catalog.index.find(&q, &Narrow::default());
    let near = near.iter().filter_map(|entry| catalog.get(&entry.code));
    let near = near.filter(|m| catalog.handles(m, center.id, center.kind));
    let all = |m: &&Matter| {
        let text = m.search.to_lowercase();
        q.split_whitespace().all(|word| text.contains(word))
    };
    for m in near.chain(handled(catalog, center).filter(all)) {
        if found.iter().all(|one| one.content.code != m.content.code) {
            found.push(m);
        }
    }
    found
}

/// What is wrong with a text that names no matter, or several: those that may be meant stand in it, to choose from.
fn not_one(catalog: &Catalog, q: &str, center: &Center) -> Problem {
    let of = |m: &&Matter| format!("{} {}", m.content.code, m.content.name.zh);
    let found = found(catalog, q, center);
    if found.is_empty() {
        let what = q.chars().take(20).collect();
        return Problem::NoSuch { what };
    }
    let nearest: Vec<_> = found.iter().take(MEANT).map(of).collect();
    if let [only] = &nearest[..] {
        return Problem::Unknown { allowed: only.clone() };
    }
    let more = if found.len() > MEANT { "……" } else { "" };
    Problem::Several {
        count: u32::try_from(found.len()).unwrap_or(u32::MAX),
        which: format!("{}{more}", nearest.join("、")),
    }
}

/// See [`super::api::open_case`].
pub async fn open(
    center: CenterId,
    key: &str,
    [matter, notice]: [&str; 2],
    later: &LaterInput,
    input: &OpenInput,
    go: &str,
) -> Result<Opened, AppError> {
    let viewer = allowed(Action::HandleCases, Target::Anywhere)?;
    if !later.account.is_empty() && later.account != viewer.id.to_string() {
        return Err(AppError::SignIn);
    }
    let server = server()?;
    let said = |ago: i64| {
        let then = server.local(server.now() - ago);
        format!(
            "{} {}",
            model::date::format(then.day),
            model::hours::fmt_minute(then.minute)
        )
    };
    let ago = later.check(said).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let brought = ago.map(|ago| server.now() - ago);
    let db = server.store.db();
    let center = store::center::get(db, center).await?.ok_or(AppError::NotFound)?;
    let viewer = allowed(Action::HandleCases, Target::Center(center.id, &center.division))?;
    // Nothing is registered yet: the form comes back as it is, with what is free on the day that was chosen.
    if go == "look" {
        return Err(AppError::field("slot", Problem::ChooseTime));
    }
    let mut problems = Vec::new();
    let catalog = server.store.catalog().await?;
    // Only what is named: what a forgiving search finds is for a person to look at, and not to be registered.
    let code = match named(&catalog, matter, &center)[..] {
        [only] => only.content.code.clone(),
        _ if matter.trim().is_empty() => {
            problems.push(model::FieldError::new("matter", Problem::Required));
            String::new()
        }
        _ => {
            problems.push(model::FieldError::new("matter", not_one(&catalog, matter, &center)));
            String::new()
        }
    };
    let notice = match notice::of_number(db, notice).await? {
        Ok(notice) => notice,
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let slot = match input.slot() {
        Ok(slot) => slot,
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let key = model::text::clean("key", key, true, KEY).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let key = format!("{}:{key}", viewer.id);
    // What was agreed for a time that is over by now was agreed before, also where it is sent again.
    let agreed = match brought {
        Some(brought) => brought,
        None => store::case::opened_at(db, &key).await?.unwrap_or(server.now()),
    };
    let mut new = match input.check(server.local(agreed)) {
        Ok(new) if problems.is_empty() => new,
        Ok(_) => return Err(AppError::Invalid { fields: problems }),
        Err(AppError::Invalid { fields }) => {
            problems.extend(fields);
            return Err(AppError::Invalid { fields: problems });
        }
        Err(other) => return Err(other),
    };
    let booked = match slot {
        Some(slot) => {
            new.visit = slot.visit();
            let what = catalog
                .get(&code)
                .map(|m| m.content.name.zh.clone())
                .unwrap_or_default();
            Some(slots::request(slot, &new.name, &new.phone, &what).await?)
        }
        None => None,
    };
    let wanted = booked.as_ref().map(|(room, request, local)| Wanted {
        room: *room,
        request,
        local: *local,
    });
    let opening = Opening {
        key: &key,
        matter: &code,
        center: center.id,
        resident: None,
        new: &new,
        answers: &notice.as_ref().map(|notice| notice.answers.clone()).unwrap_or_default(),
        notice: notice.as_ref().map(|notice| notice.id),
        noise: noise(&server),
    };
    let act = server.act(&viewer);
    let number = match brought {
        None => store::case::open_at(db, &act, &server.zone, &opening, wanted).await?,
        Some(brought) => store::case::open_later(db, &act, &server.zone, &opening, brought, wanted).await?,
    };
    let at_once = new.mode == Mode::Immediate;
    server.outbox.notify_one();
    leptos_axum::redirect(&super::words::after(center.id, number, at_once));
    Ok(Opened { number, at_once })
}

/// See [`super::api::get_visits`].
pub async fn visits([center, day, who]: [&str; 3]) -> Result<Route, AppError> {
    let viewer = allowed(Action::HandleCases, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let mut eye = Eye::of(&server, viewer).await?;
    let chosen: Option<CenterId> = match center {
        "" => None,
        id => Some(id.parse().map_err(|_| AppError::NotFound)?),
    };
    let ids: Vec<CenterId> = match chosen {
        None => eye.at(Action::HandleCases).iter().map(|place| place.id).collect(),
        Some(id) => {
            let place = eye.place(id).ok_or(AppError::NotFound)?;
            allowed(Action::HandleCases, place.target())?;
            vec![id]
        }
    };
    let day = model::date::parse(day.trim()).unwrap_or(server.local_now().day);
    let mut found = store::case::visits(db, &ids, day).await?;
    let mine = who == "mine";
    found.retain(|one| !mine || one.assignee == Some(eye.viewer.id));
    eye.meets(&server, found.iter().map(|one| one.assignee)).await?;
    let yours = eye.yours();
    let stop = |one: &Case| Stop {
        row: eye.row(&server, one, &yours),
        times: (one.visit.from, one.visit.to),
        address: one.visit.address.clone(),
        phone: one.phone.clone(),
        agents_phone: one.agents_phone(),
        agent: one.agent.clone(),
    };
    Ok(Route {
        centers: choices(&eye.at(Action::HandleCases)),
        center: chosen,
        day,
        mine,
        stops: found.iter().map(stop).collect(),
    })
}

/// A random number that makes the number of a case.
fn noise(server: &Server) -> u64 {
    let secret = (server.secret)();
    let bytes = secret.iter().rev().take(8);
    bytes.fold(0, |noise, byte| (noise << 8) | u64::from(*byte))
}

/// See [`super::api::get_cases`].
pub async fn list([center, state, mode, due, who, q, page]: [&str; 7]) -> Result<Page, AppError> {
    let viewer = allowed(Action::SeeCases, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let mut eye = Eye::of(&server, viewer).await?;
    let text = typed(q);
    // Who is not told whose a case is does not find it by that either: their name and telephone are asked for where one handles cases.
    let action = if text.is_empty() || text.parse::<Number>().is_ok() {
        Action::SeeCases
    } else {
        Action::HandleCases
    };
    let mut ids: Vec<CenterId> = match center {
        "" => eye.at(Action::SeeCases).iter().map(|place| place.id).collect(),
        id => {
            let id = id.parse().map_err(|_| AppError::NotFound)?;
            let place = eye.place(id).ok_or(AppError::NotFound)?;
            allowed(Action::SeeCases, place.target())?;
            vec![id]
        }
    };
    ids.retain(|id| eye.may(action, *id));
    let all = center.is_empty() && eye.everywhere(action);
    let number_only = !ids.iter().all(|id| eye.may(Action::HandleCases, *id));
    let urgency = match due {
        "overdue" => Some(Urgency::Overdue),
        "today" => Some(Urgency::Today),
        "waiting" => Some(Urgency::Waiting),
        _ => None,
    };
    let page: i64 = page.parse().unwrap_or_default();
    let page = page.clamp(0, 100_000);
    let yours = eye.yours();
    let asked = Filter {
        centers: (!all).then_some(&ids[..]),
        state: State::from_code(state),
        ended: state == "all",
        mode: Mode::from_code(mode),
        urgency,
        text: &text,
        number_only,
        assignee: (who == "mine").then_some(eye.viewer.id),
        yours: Some(&yours),
        only_yours: who == "yours",
        away: match who {
            "sent" => Some(Away::Sent),
            "up" => Some(Away::Up),
            _ => None,
        },
        page,
        ..Filter::open(server.local_now())
    };
    let found = store::case::list(db, &asked).await?;
    let size = usize::try_from(store::case::PAGE_SIZE).unwrap_or(usize::MAX);
    eye.meets(&server, found.iter().map(|one| one.assignee)).await?;
    Ok(Page {
        rows: found
            .iter()
            .take(size)
            .map(|one| eye.row(&server, one, &yours))
            .collect(),
        more: found.len() > size,
        page,
        centers: choices(&eye.at(Action::SeeCases)),
        named: may(&eye.viewer, Action::HandleCases, Target::Anywhere),
    })
}

/// See [`super::api::get_told`].
pub async fn told() -> Result<Told, AppError> {
    let viewer = allowed(Action::OpenPanel, Target::Anywhere)?;
    if !may(&viewer, Action::SeeCases, Target::Anywhere) {
        return Ok(Told::default());
    }
    let server = server()?;
    let eye = Eye::of(&server, viewer).await?;
    let ids: Vec<CenterId> = eye.at(Action::SeeCases).iter().map(|place| place.id).collect();
    let centers = (!eye.everywhere(Action::SeeCases)).then_some(&ids[..]);
    let counts = store::case::counts(server.store.db(), centers, Some(&eye.yours()), server.local_now()).await?;
    Ok(Told { yours: counts.yours })
}
