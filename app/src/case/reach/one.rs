//! One case: what the viewer may know of it, and the step that they take.

use super::{
    super::api::{Detail, Entered, Paper, Taken},
    Eye, Place,
};
use crate::server::{Server, allowed, server};
use model::{
    AppError, Problem,
    case::{Actor, Event, FileId, Number, State, Step, StepInput, may_be_mistake},
    center::CenterKind,
    matter::Mode,
    permission::{Action, Target, may},
    staff::{Staff, StaffId, Viewer},
    text::{mask_name, mask_phone},
};
use store::case::{Case, Channel, Taking};

/// A version that no case has.
const NO_VERSION: i64 = 0;

/// Finds the case, for whoever may see those of a center whose it is. Drafts are their writers' own.
async fn reached(server: &Server, number: Number, action: Action) -> Result<(Eye, Case), AppError> {
    let viewer = allowed(action, Target::Anywhere)?;
    let db = server.store.db();
    let one = store::case::get(db, number).await?.ok_or(AppError::NotFound)?;
    let eye = Eye::of(server, viewer).await?;
    if !eye.reaches(action, &one) {
        return Err(AppError::Forbidden);
    }
    if one.state == State::Draft {
        return Err(AppError::NotFound);
    }
    Ok((eye, one))
}

/// Whether the viewer takes a step: whoever has the case, and what is done with its resident also where it comes back to and where it was
/// received. A case that was entered later than it was brought says when.
fn takes(server: &Server, eye: &Eye, (one, entered): (&Case, Option<i64>), step: Step) -> bool {
    let with_resident = matches!(step, Step::Collect | Step::PaperIn | Step::PaperOut | Step::Withdraw);
    let voids = step != Step::Void || eye.leads(one.handler) || is_mistake(server, eye, one, entered);
    step.is_of_staff() && voids && (eye.may(Action::HandleCases, one.handler) || (with_resident && eye.handles(one)))
}

/// Whether a case may be the viewer's own mistake, made a moment ago. Of one that is voided nobody is asked how it was, and it is in no
/// share of what was done in time: everything else is its lead's to void.
fn is_mistake(server: &Server, eye: &Eye, one: &Case, entered: Option<i64>) -> bool {
    one.channel == Channel::Counter
        && one.first_contact == Some(eye.viewer.id)
        && may_be_mistake(one.state, one.opened_at, entered, server.now())
}

/// See [`crate::case::api::get_case`].
pub async fn detail(number: Number) -> Result<Detail, AppError> {
    let server = server()?;
    let (mut eye, one) = reached(&server, number, Action::SeeCases).await?;
    let db = server.store.db();
    let content = store::case::content(db, &one).await?;
    let events = store::case::events(db, one.id, &server.zone).await?;
    let chain = store::case::replay(&one, &content, &events)?;
    let named = [one.first_contact, one.assignee].into_iter();
    eye.meets(&server, named.chain(events.iter().map(|event| event.assignee)))
        .await?;
    let calendar = store::workday::calendar(db).await?;
    let handles = eye.handles(&one);
    let entry = store::case::entry(db, one.id).await?;
    let entered = entry.as_ref().map(|entry| entry.at);
    let mut next: Vec<Step> = chain
        .next()
        .filter(|step| takes(&server, &eye, (&one, entered), *step))
        .collect();
    let beside = if next.contains(&Step::Transfer) {
        beside(&server, &one).await?
    } else {
        Vec::new()
    };
    // Where nobody else of the town handles the matter it goes nowhere.
    next.retain(|step| *step != Step::Transfer || !beside.is_empty());
    let listed = store::case::listed(db, &one, &content).await?;
    let materials = content.materials.iter();
    let materials = materials.map(|m| (m.code.clone(), m.name.clone(), listed.contains(&m.code)));
    let people = if next.contains(&Step::Assign) {
        people(&server, &eye, &one).await?
    } else {
        Vec::new()
    };
    let towns = if next.contains(&Step::HandUp) {
        towns(&eye, &one)
    } else {
        Vec::new()
    };
    let papers = if handles {
        store::case::papers(db, one.id).await?
    } else {
        Vec::new()
    };
    let handler = eye.place(one.handler);
    let files = if handles {
        super::own::handed(&server, &one, &content).await?
    } else {
        Vec::new()
    };
    // What somebody has written says whose case it is, whoever's name is left out.
    let told = |text: &str| if handles { text.to_owned() } else { String::new() };
    // Who has given it away is brought nothing for it any more.
    let has = [one.handler, one.home]
        .into_iter()
        .any(|center| eye.may(Action::HandleCases, center));
    let takes = has && model::case::Case::takes_papers(one.state).is_ok();
    Ok(Detail {
        files,
        next_file: takes.then(|| FileId::from_i64(server.ids.next())),
        id: one.id,
        row: eye.row(&server, &one, &eye.yours()),
        version: one.version,
        center: eye.center_name(one.center),
        center_phone: handler.map(|place| place.phone.to_owned()).unwrap_or_default(),
        first_contact: eye.name(one.first_contact),
        phone: if handles {
            one.phone.clone()
        } else {
            mask_phone(&one.phone)
        },
        agents_phone: one.agents_phone(),
        agent: acts(&eye, &one),
        consented: one.consent_at.map(|at| server.local(at)),
        address: told(&one.visit.address),
        visit: one
            .visit
            .day
            .map(|day| (model::date::format(day), one.visit.from, one.visit.to)),
        booking: one.booking,
        notice: notice_of(&server, &one).await?,
        note: told(&one.note),
        answer: told(&one.answer),
        opened: server.local(one.opened_at),
        entered: entry.map(|entry| Entered {
            at: server.local(entry.at),
            by: entry.by,
            paper: entry.paper,
        }),
        decision: one.decision,
        missed: one.missed,
        due: chain.due(&calendar),
        limit: content.promised,
        steps: events.iter().map(|event| taken(&eye, event, handles)).collect(),
        papers: papers
            .into_iter()
            .map(|paper| Paper {
                id: paper.id,
                what: paper.what,
                taken: (server.local(paper.taken_at), paper.taken_by),
                returned: paper.returned.map(|(at, by)| (server.local(at), by)),
            })
            .collect(),
        next,
        materials: materials.collect(),
        people,
        towns,
        beside,
    })
}

/// See [`crate::case::api::remove_paper`].
pub async fn remove_paper(number: Number, id: FileId) -> Result<(), AppError> {
    let server = server()?;
    let (eye, one) = reached(&server, number, Action::HandleCases).await?;
    let act = server.act(&eye.viewer);
    Ok(store::case::remove_file(server.store.db(), &act, one.id, None, id).await?)
}

/// Who acts for whose case it is: who is named, or in the mode for that whoever of the staff has it; nobody where they do so themself.
fn acts(eye: &Eye, one: &Case) -> String {
    if !one.agent.is_empty() && !eye.handles(one) {
        return mask_name(&one.agent);
    }
    if !one.agent.is_empty() || one.mode != Mode::Assisted {
        return one.agent.clone();
    }
    eye.name(one.assignee.or(one.first_contact)).unwrap_or_default()
}

/// Number and address of the notice that a case began with.
async fn notice_of(server: &Server, one: &Case) -> Result<Option<(Number, String)>, AppError> {
    let Some(id) = one.notice else { return Ok(None) };
    let notice = store::matter_notice::get(server.store.db(), id).await?;
    Ok(notice.map(|notice| (notice.number, super::notice::path(server, id))))
}

/// A step; what was written with it is for those who handle the case. What the first notice listed names nobody.
fn taken(eye: &Eye, event: &Event, handles: bool) -> Taken {
    Taken {
        step: event.step,
        at: event.at,
        actor: event.actor,
        who: event.who.clone(),
        words: if handles { event.words.clone() } else { String::new() },
        wait: event.wait,
        decision: event.decision,
        items: event
            .items
            .iter()
            .filter(|item| handles || item.listed)
            .cloned()
            .collect(),
        days: event.days,
        center: event.center.map(|id| eye.center_name(id)),
        assignee: eye.name(event.assignee),
        visit: event.visit,
        level: event.level,
        clock: event.clock,
    }
}

/// Who could work on it: staff who handle cases where it is.
async fn people(server: &Server, eye: &Eye, one: &Case) -> Result<Vec<(StaffId, String)>, AppError> {
    let Some(place) = eye.place(one.handler) else {
        return Ok(Vec::new());
    };
    let staff = store::staff::list(server.store.db(), false).await?;
    let able = |s: &Staff| {
        let viewer = Viewer {
            id: s.id,
            name: String::new(),
            grants: s.grants.clone(),
            must_change_password: false,
        };
        may(&viewer, Action::HandleCases, place.target())
    };
    Ok(staff.into_iter().filter(able).map(|s| (s.id, s.name)).collect())
}

/// The town's centers of the own division.
fn towns(eye: &Eye, one: &Case) -> Vec<(model::center::CenterId, model::text::Names)> {
    let Some(own) = eye.place(one.handler) else {
        return Vec::new();
    };
    let above = |place: &Place<'_>| {
        let town = place.kind == CenterKind::Town && !place.retired && place.division.contains(own.division);
        town && !one.places().contains(&place.id)
    };
    let towns = eye.places().filter(above);
    towns.map(|place| (place.id, place.names.clone())).collect()
}

/// The centers of the same town that it can be transferred to.
async fn beside(server: &Server, one: &Case) -> Result<Vec<(model::center::CenterId, model::text::Names)>, AppError> {
    let centers = store::case::beside(server.store.db(), one).await?;
    Ok(centers.into_iter().map(|center| (center.id, center.names)).collect())
}

/// See [`crate::case::api::step_case`].
pub async fn take(number: Number, version: i64, input: &StepInput) -> Result<i64, AppError> {
    let server = server()?;
    let (eye, one) = reached(&server, number, Action::HandleCases).await?;
    let step = input.check()?;
    // Whoever has an old page in front of them hears who was faster, also where that was to send the case elsewhere.
    let db = server.store.db();
    let entered = store::case::entry(db, one.id).await?.map(|entry| entry.at);
    if version == one.version && !takes(&server, &eye, (&one, entered), step.step) {
        return Err(AppError::Forbidden);
    }
    if step.step == Step::Assign
        && !people(&server, &eye, &one)
            .await?
            .iter()
            .any(|(id, _)| Some(*id) == step.assignee)
    {
        let problem = Problem::NoSuch { what: String::new() };
        return Err(AppError::field("assignee", problem));
    }
    let taking = Taking {
        // What was judged here is this version and no other; of one that nobody has, the store says who was faster.
        version: if version == one.version { version } else { NO_VERSION },
        actor: Actor::Staff,
        step: &step,
        answer: "",
    };
    let version = store::case::take(db, &server.act(&eye.viewer), &server.zone, one.id, &taking).await?;
    server.outbox.notify_one();
    Ok(version)
}
