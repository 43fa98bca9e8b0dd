//! A resident's own cases: what they may see of them, and the steps that are theirs.

use super::follow::followed;
use crate::{
    booking::reach::own_act,
    case::{
        api::Row,
        own_api::{Handed, Mine, OwnDetail},
    },
    server::{Server, is_staff_device, resident, server},
};
use model::{
    AppError,
    case::{Actor, FileId, FileKind, NewStep, Number, State, Step, SupplementInput},
    evaluation::{About, Link},
    matter::{Content, Material, Outcome},
};
use std::collections::HashMap;
use store::case::{Case, Taking};

/// See [`crate::case::own_api::my_cases`].
pub async fn mine() -> Result<Vec<Mine>, AppError> {
    let who = resident()?;
    let server = server()?;
    let db = server.store.db();
    let centers = store::center::list(db, true).await?;
    let names: HashMap<_, _> = centers.into_iter().map(|center| (center.id, center.names)).collect();
    let catalog = server.store.catalog().await?;
    let calendar = store::workday::calendar(db).await?;
    let now = server.local_now();
    let cases = store::case::of_resident(db, who.id).await?;
    let mine = |one: Case| {
        let due = one.due.filter(|_| one.state.is_open());
        Mine {
            code: one.matter_code,
            opened: server.local(one.opened_at),
            open: one.state.is_open(),
            row: Row {
                number: one.number,
                matter: catalog.called(one.matter, &one.matter_name),
                mode: one.mode,
                handler: names.get(&one.handler).cloned().unwrap_or_default(),
                name: one.name,
                state: one.state,
                due: due.map(|(day, minute)| (model::date::format(day), minute)),
                unsure: due.is_some_and(|(day, _)| !calendar.knows(day.year())),
                overdue: due.is_some_and(|(day, minute)| (day, minute) <= (now.day, now.minute)),
                today: due.is_some_and(|(day, minute)| day == now.day && minute > now.minute),
                climbed: 0,
                yours: false,
                assignee: None,
            },
        }
    };
    Ok(cases.into_iter().map(mine).collect())
}

/// See [`crate::case::own_api::own_case`].
pub async fn own(number: Number) -> Result<OwnDetail, AppError> {
    let who = resident()?;
    let server = server()?;
    let db = server.store.db();
    let one = store::case::own(db, who.id, number).await?;
    let content = store::case::content(db, &one).await?;
    let events = store::case::events(db, one.id, &server.zone).await?;
    let chain = store::case::replay(&one, &content, &events)?;
    let matter = store::matter::get(db, one.matter).await?.ok_or(AppError::NotFound)?;
    let may = chain.next().filter(|step| step.is_of_resident()).collect();
    let bring: Vec<Material> = match content.narrow(&one.answers).outcome {
        Outcome::Bring(materials) => materials.into_iter().cloned().collect(),
        // Not everything was answered: all that may be needed.
        Outcome::Ask(_) | Outcome::Stop(_) => content.materials.clone(),
    };
    let handed = handed(&server, &one, &content).await?;
    Ok(OwnDetail {
        files: handed,
        next_file: model::case::Case::takes_files(one.state)
            .is_ok()
            .then(|| model::case::FileId::from_i64(server.ids.next())),
        version: one.version,
        code: content.code.clone(),
        retired: matter.retired,
        mode: one.mode,
        name: one.name.clone(),
        agent: one.agent.clone(),
        address: one.visit.address.clone(),
        booking: one.booking,
        note: one.note.clone(),
        answer: one.answer.clone(),
        bring,
        may,
        later: rate_later(&server, &one),
        followed: followed(&server, one, &events, &chain).await?,
    })
}

/// What was handed in with a case.
pub(super) async fn handed(server: &Server, one: &Case, content: &Content) -> Result<Vec<Handed>, AppError> {
    let files = store::case::files(server.store.db(), one.id).await?;
    let name = |code: &str| {
        content
            .materials
            .iter()
            .find(|m| m.code == code)
            .map(|m| m.name.clone())
    };
    let handed = |file: store::case::File| Handed {
        id: file.id,
        material: name(&file.material),
        name: file.name,
        photo: file.kind == FileKind::Jpeg,
        kilobytes: (file.size + 1023) / 1024,
        added: server.local(file.added_at),
        by: file.added_by,
    };
    Ok(files.into_iter().map(handed).collect())
}

/// See [`crate::case::own_api::remove_file`].
pub async fn remove_file(number: Number, id: FileId) -> Result<(), AppError> {
    let who = resident()?;
    let server = server()?;
    let db = server.store.db();
    let one = store::case::own(db, who.id, number).await?;
    Ok(store::case::remove_file(db, &own_act(&server), one.id, Some(who.id), id).await?)
}

/// Where a case that has ended, in whatever way, is rated: wherever its resident is asked, for as long as there is something to say or
/// to read.
pub(super) async fn rate(server: &Server, one: &Case) -> Result<String, AppError> {
    let asked = store::evaluation::find(server.store.db(), &About::Case(one.id).subject(), 0).await?;
    let open = asked.is_some_and(|asked| asked.said.is_some() || server.now() <= asked.expires_at);
    Ok(if open { place(server, one) } else { String::new() })
}

/// The same of one that was sent and is not over: its code belongs on the confirmation.
fn rate_later(server: &Server, one: &Case) -> String {
    if one.state == State::Draft || !one.state.is_open() {
        return String::new();
    }
    place(server, one)
}

/// Nowhere on a device of the staff, also after they have signed out: nobody rates there.
fn place(server: &Server, one: &Case) -> String {
    if is_staff_device() {
        return String::new();
    }
    crate::evaluation::reach::path(server, Link::first(About::Case(one.id)))
}

/// See [`crate::case::own_api::supplement_case`].
pub async fn supplement(number: Number, version: i64, input: &SupplementInput) -> Result<i64, AppError> {
    resident()?;
    let answer = input.check()?;
    take(number, version, Step::Supplement, &answer).await
}

/// See [`crate::case::own_api::withdraw_case`].
pub async fn withdraw(number: Number, version: i64) -> Result<i64, AppError> {
    take(number, version, Step::Withdraw, "").await
}

async fn take(number: Number, version: i64, step: Step, answer: &str) -> Result<i64, AppError> {
    let who = resident()?;
    let server = server()?;
    let db = server.store.db();
    let one = store::case::own(db, who.id, number).await?;
    let step = NewStep::bare(step);
    let taking = Taking {
        version,
        actor: Actor::Resident,
        step: &step,
        answer,
    };
    let version = store::case::take(db, &own_act(&server), &server.zone, one.id, &taking).await?;
    server.outbox.notify_one();
    Ok(version)
}
