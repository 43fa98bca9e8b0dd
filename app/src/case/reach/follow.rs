//! A case by its number and the last four digits of its telephone: for who has no account, or calls for their mother.
//!
//! Somebody at the counter who gives no telephone has nothing but the receipt. Theirs is found by the number, which nobody guesses, and
//! the whole name that it was registered under; wrong names are counted as wrong digits are. What is shown names nobody either way.

use crate::{
    case::api::{Followed, Heard},
    guess,
    server::{Server, server},
};
use model::{
    AppError, Problem,
    case::{Event, Number, State, Step},
    text::{Names, Problems},
};
use store::{case::Case, guess::Of};

/// See [`crate::case::api::follow_case`].
pub async fn follow([number, tail, name]: [&str; 3]) -> Result<Followed, AppError> {
    let server = server()?;
    let db = server.store.db();
    // Who has given a name and no digits corrects the name.
    let field = if tail.trim().is_empty() && !name.trim().is_empty() {
        "name"
    } else {
        "tail"
    };
    let refused = || AppError::field(field, Problem::NumberAndPhone);
    let mut problems = Problems::new();
    for (field, texts) in [("number", [number, ""]), ("tail", [tail, name])] {
        if texts.iter().all(|text| text.trim().is_empty()) {
            problems.add(field, Problem::Required);
        }
    }
    problems.finish(())?;
    let number: Number = number.parse().map_err(|_| refused())?;
    let one = store::case::get(db, number).await?.ok_or_else(refused)?;
    let theirs = if one.phone.is_empty() {
        is_called(&server, &one.name, name)
    } else {
        guess::ends_with(&server, &one.phone, tail)
    };
    guess::opens(&server, Of::Case(one.id), theirs, refused()).await?;
    let content = store::case::content(db, &one).await?;
    let events = store::case::events(db, one.id, &server.zone).await?;
    let chain = store::case::replay(&one, &content, &events)?;
    followed(&server, one, &events, &chain).await
}

/// What a case says to who follows it.
pub(super) async fn followed(
    server: &Server,
    one: Case,
    events: &[Event],
    chain: &model::case::Case,
) -> Result<Followed, AppError> {
    let db = server.store.db();
    let calendar = store::workday::calendar(db).await?;
    let catalog = server.store.catalog().await?;
    let handler = store::center::get(db, one.handler).await?.ok_or(AppError::NotFound)?;
    let mut steps = Vec::with_capacity(events.len());
    let directory = server.store.directory(server.local_now().day).await?;
    for event in events.iter().filter(|event| event.step.is_open_to_resident()) {
        let center = match event.center {
            None => None,
            Some(id) => match directory.get(id) {
                Some(entry) => Some(entry.names.clone()),
                // Out of service by now.
                None => store::center::get(db, id).await?.map(|center| center.names),
            },
        };
        steps.push(heard(event, center));
    }
    let waits = matches!(one.state, State::Correction | State::Paused);
    let asked = events
        .iter()
        .rev()
        .find(|e| matches!(e.step, Step::AskCorrection | Step::Pause));
    let wanted = asked
        .filter(|_| waits)
        .map(|e| e.items.iter().map(|item| item.name.clone()).collect());
    Ok(Followed {
        number: one.number,
        rate: super::own::rate(server, &one).await?,
        matter: catalog.called(one.matter, &one.matter_name),
        handler: (handler.names, handler.phone),
        state: one.state,
        decision: one.decision,
        due: chain.due(&calendar).map(|due| due.whole),
        visit: one
            .visit
            .day
            .map(|day| (model::date::format(day), one.visit.from, one.visit.to)),
        wanted: wanted.unwrap_or_default(),
        steps,
    })
}

fn heard(event: &Event, center: Option<Names>) -> Heard {
    let words = if event.step.is_for_resident() {
        event.words.clone()
    } else {
        String::new()
    };
    let (at, step, visit) = (event.at, event.step, event.visit);
    Heard {
        at,
        step,
        center,
        visit,
        words,
    }
}

/// Whether somebody is called so; spaces and capitals make no difference. Nobody is called nothing.
fn is_called(server: &Server, name: &str, given: &str) -> bool {
    let bare = |text: &str| -> String { text.split_whitespace().collect::<String>().to_lowercase() };
    let (name, given) = (bare(name), bare(given));
    !name.is_empty() && guess::is_same(server, &name, &given)
}
