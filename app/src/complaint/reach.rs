//! The server's side of complaints: sealing what is told, the code that follows it, and who may read it.

use super::api::{ComplaintForm, Followed, Receipt};
use crate::{
    follow_up::reach::inspects_everything,
    server::{Server, allowed, anonymous, server},
};
use model::{
    AppError, Problem,
    center::CenterId,
    complaint::{Channel, ComplaintId, ComplaintInput, Number, Progress, Report},
    follow_up::{Event, FollowUpId, Origin, Step},
    permission::{Action, Target},
    text::clean,
};
use sha2::{Digest, Sha256};
use store::{
    Act,
    complaint::{Complaint, NewComplaint},
};

/// The most characters of what is released.
const RELEASED: u32 = 1000;
/// The most characters of a key.
const KEY: u32 = 64;

/// What a sealed text belongs to: it opens nothing else.
fn bound(id: ComplaintId) -> String {
    format!("complaint {id}")
}

/// A secret of the deployment's, for one purpose and one thing.
fn keyed(server: &Server, purpose: &str, of: &[u8]) -> [u8; 32] {
    let hash = Sha256::new()
        .chain_update(&server.code_salt)
        .chain_update(purpose.as_bytes())
        .chain_update(of);
    hash.finalize().into()
}

/// Thirty-five bits of a hash, as a number that can be read aloud.
fn said(hash: [u8; 32]) -> Number {
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    Number::new(u64::from_be_bytes(first))
}

/// The code that follows a complaint; made from its key, so it can be shown again while the database holds nothing of it.
fn code(server: &Server, id: ComplaintId) -> Number {
    said(keyed(server, "complaint code", &id.as_i64().to_be_bytes()))
}

/// Opens what was told. It is a fault of the deployment's if that fails: the key file was lost or exchanged.
pub(crate) fn unseal(server: &Server, complaint: &Complaint) -> Result<Report, AppError> {
    let text = server.sealer.open(&bound(complaint.id), &complaint.sealed);
    let report = text.and_then(|text| serde_json::from_slice(&text).ok());
    report.ok_or_else(|| {
        tracing::error!(number = %complaint.number, "a complaint cannot be opened: is report.key the one it was sealed with?");
        AppError::Internal {
            reference: "report.key".to_owned(),
        }
    })
}

/// What is said in the chain of a complaint belongs to that chain and to one kind of step.
fn bound_step(of: FollowUpId, step: Step) -> String {
    format!("follow_up {of} {}", step.code())
}

/// Seals what is said with a step in the chain of a complaint.
pub(crate) fn seal_words(server: &Server, of: FollowUpId, step: Step, words: &str) -> Result<Vec<u8>, AppError> {
    let sealed = server.sealer.seal(&bound_step(of, step), words.as_bytes());
    sealed.ok_or_else(fault)
}

/// Opens what was said in a chain.
pub(crate) fn open_words(server: &Server, of: FollowUpId, events: &mut [Event]) -> Result<(), AppError> {
    for event in events {
        let Some(sealed) = event.sealed.take() else { continue };
        let words = server.sealer.open(&bound_step(of, event.step), &sealed);
        event.words = words.and_then(|words| String::from_utf8(words).ok()).ok_or_else(|| {
            tracing::error!(follow_up = %of, "what was said cannot be opened: is report.key the one it was sealed with?");
            AppError::Internal {
                reference: "report.key".to_owned(),
            }
        })?;
    }
    Ok(())
}

/// What the center may read of a complaint: what was released last.
pub(crate) fn released(complaint: &Complaint, events: &[Event]) -> String {
    let last = events.iter().rev().find(|event| event.step == Step::Release);
    last.map_or_else(|| complaint.released.clone(), |event| event.words.clone())
}

/// What the form needs.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn form(server: &Server) -> Result<ComplaintForm, AppError> {
    let centers = store::center::list(server.store.db(), false).await?;
    Ok(ComplaintForm {
        centers: centers.into_iter().map(|c| (c.id, c.names)).collect(),
        key: server.key(),
    })
}

/// By the page. Who is signed in does not matter and is not kept.
///
/// # Errors
/// See [`super::api::send_complaint`].
pub async fn send(key: &str, input: &ComplaintInput) -> Result<Receipt, AppError> {
    let server = server()?;
    let act = anonymous(&server, "群众");
    taken(&server, &act, Channel::Page, key, input).await
}

/// On the telephone.
///
/// # Errors
/// See [`super::api::enter_complaint`].
pub async fn enter(key: &str, input: &ComplaintInput) -> Result<Receipt, AppError> {
    let viewer = allowed(Action::SeeComplaints, Target::Anywhere)?;
    let server = server()?;
    let act = server.act(&viewer);
    taken(&server, &act, Channel::Telephone, key, input).await
}

async fn taken(
    server: &Server,
    act: &Act,
    channel: Channel,
    key: &str,
    input: &ComplaintInput,
) -> Result<Receipt, AppError> {
    let key = clean("key", key, true, KEY).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let (center, report) = input.check()?;
    let text = serde_json::to_string(&report).map_err(|_| fault())?;
    let id: ComplaintId = act.id();
    let sealed = server.sealer.seal(&bound(id), text.as_bytes()).ok_or_else(fault)?;
    let same = keyed(server, "complaint content", format!("{center:?} {text}").as_bytes());
    let same: String = same.iter().map(|b| format!("{b:02x}")).collect();
    let new = NewComplaint {
        id,
        number: said(keyed(server, "complaint number", &(server.secret)())),
        center,
        sealed: &sealed,
        callable: !report.phone.is_empty(),
        channel,
        same: &same,
    };
    let db = server.store.db();
    let id = store::complaint::create(db, act, &key, &new).await?;
    let stored = store::complaint::get(db, id).await?.ok_or(AppError::NotFound)?;
    Ok(Receipt {
        number: stored.number,
        code: code(server, id),
    })
}

fn fault() -> AppError {
    AppError::Internal {
        reference: "seal".to_owned(),
    }
}

/// How it stands, for who knows its code. A number that there is not and a code that is wrong get the same answer.
///
/// # Errors
/// See [`super::api::follow_complaint`].
pub async fn follow(number: &str, given: &str) -> Result<Followed, AppError> {
    let server = server()?;
    let db = server.store.db();
    let refused = || AppError::field("code", Problem::NumberAndCode);
    let mut problems = model::text::Problems::new();
    for (field, text) in [("number", number), ("code", given)] {
        if text.trim().is_empty() {
            problems.add(field, Problem::Required);
        }
    }
    problems.finish(())?;
    let (Ok(number), Ok(given)) = (number.parse::<Number>(), given.parse::<Number>()) else {
        return Err(refused());
    };
    let complaint = store::complaint::find(db, number).await?.ok_or_else(refused)?;
    if let Err(wait) = store::complaint::count_try(db, complaint.id, server.now()).await? {
        let retry_after = u32::try_from(wait).unwrap_or(u32::MAX);
        return Err(AppError::TooMany { retry_after });
    }
    // Compared as hashes: how long that takes says nothing about how much of the code is right.
    let hash = |code: Number| keyed(&server, "complaint try", code.to_string().as_bytes());
    if hash(given) != hash(code(&server, complaint.id)) {
        return Err(refused());
    }
    store::complaint::forget_tries(db, complaint.id).await?;
    let one = store::follow_up::of_origin(db, Origin::Complaint(complaint.id)).await?;
    let one = one.ok_or(AppError::NotFound)?;
    let mut events = store::follow_up::events(db, one.id, &server.zone).await?;
    open_words(&server, one.id, &mut events)?;
    let answer = events.iter().rev().find(|e| e.step == Step::Pass);
    Ok(Followed {
        number: complaint.number,
        received: server.local(complaint.received_at),
        progress: Progress::of(one.state, one.version == 1),
        answer: answer.map(|e| e.words.clone()).unwrap_or_default(),
    })
}

/// What the center may read, and which center it is.
///
/// # Errors
/// See [`super::api::release_complaint`].
pub async fn release(number: Number, version: i64, center: &str, released: &str) -> Result<i64, AppError> {
    let viewer = allowed(Action::SeeComplaints, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let one = store::follow_up::get(db, number).await?.ok_or(AppError::NotFound)?;
    let Origin::Complaint(id) = one.origin else {
        return Err(AppError::NotFound);
    };
    // Others look into what is about one's own work.
    if one.concerns(viewer.id) {
        return Err(AppError::NotFound);
    }
    match one.center {
        Some(center) => _ = in_scope(&server, center).await?,
        None if !inspects_everything(&viewer) => return Err(AppError::NotFound),
        None => {}
    }
    let mut problems = model::text::Problems::new();
    let released = problems.take(clean("released", released, true, RELEASED));
    let chosen: Option<CenterId> = match center.trim() {
        "" => {
            problems.add("center", Problem::Required);
            None
        }
        id => id
            .parse()
            .map_err(|_| problems.add("center", Problem::NoSuch { what: String::new() }))
            .ok(),
    };
    let chosen = problems.finish(chosen)?.ok_or(AppError::NotFound)?;
    let viewer = in_scope(&server, chosen).await?;
    let sealed = seal_words(&server, one.id, Step::Release, &released)?;
    Ok(store::complaint::release(db, &server.act(&viewer), id, version, chosen, sealed, &server.zone).await?)
}

async fn in_scope(server: &Server, id: CenterId) -> Result<model::staff::Viewer, AppError> {
    let center = store::center::get(server.store.db(), id).await?;
    let Some(center) = center else {
        return Err(AppError::field("center", Problem::NoSuch { what: String::new() }));
    };
    allowed(Action::SeeComplaints, Target::Center(id, &center.division))
}
