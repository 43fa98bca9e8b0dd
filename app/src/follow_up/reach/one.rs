//! One follow-up: what the viewer may know of it, and the step that they take.

use super::{
    super::api::{Detail, Rated, Taken, Told},
    Eye, Sight,
};
use crate::{
    complaint::reach::{open_words, released, seal_words},
    server::{Server, allowed, server},
};
use model::{
    AppError, Problem,
    follow_up::{By, Event, Number, Origin, Step, StepInput},
    permission::{Action, Target, may},
    staff::{StaffId, Viewer},
};
use store::follow_up::FollowUp;

/// Finds the follow-up and says how the viewer sees it. Whoever may look at none there is refused; to whom this one is hidden, it is
/// not there.
async fn reached(server: &Server, number: Number) -> Result<(Eye, FollowUp, Sight), AppError> {
    let viewer = allowed(Action::OpenPanel, Target::Anywhere)?;
    let db = server.store.db();
    let one = store::follow_up::get(db, number).await?.ok_or(AppError::NotFound)?;
    let eye = Eye::of(db, viewer).await?;
    if let Some(sight) = eye.sight(&one) {
        return Ok((eye, one, sight));
    }
    let target = eye.target(one.center);
    let some = [Action::FollowUp, Action::SeeFollowUps];
    if some.into_iter().any(|action| may(&eye.viewer, action, target)) {
        Err(AppError::NotFound)
    } else {
        Err(AppError::Forbidden)
    }
}

/// One follow-up with everything that the viewer may know and do.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn detail(number: Number) -> Result<Detail, AppError> {
    let server = server()?;
    let (eye, one, sight) = reached(&server, number).await?;
    let db = server.store.db();
    let mut events = store::follow_up::events(db, one.id, &server.zone).await?;
    open_words(&server, one.id, &mut events)?;
    let chain = store::follow_up::chain(&one, &events)?;
    let calendar = store::workday::calendar(db).await?;
    let inspector = sight == Sight::Inspector;
    // What is released has a form of its own.
    let next = chain.next().filter(|step| *step != Step::Release);
    let acts = eye.acts(&one, sight);
    let next: Vec<Step> = next.filter(|step| acts && step.by() == sight.takes()).collect();
    let people = if next.contains(&Step::Order) {
        people(&server, &eye, &one).await?
    } else {
        Vec::new()
    };
    let told = told(&server, &one, &events, inspector).await?;
    let mut centers = Vec::new();
    if inspector && told.is_some() && one.state.is_open() {
        let all = store::center::list(db, true).await?;
        let mine =
            |c: &&model::center::Center| may(&eye.viewer, Action::SeeComplaints, Target::Center(c.id, &c.division));
        // What was ordered stays with its center.
        let stays = |c: &&model::center::Center| !one.ordered || one.center == Some(c.id);
        centers.extend(all.iter().filter(mine).filter(stays).map(|c| (c.id, c.names.clone())));
    }
    let terms = store::setting::get(db, store::setting::FOLLOW_UP).await?.value;
    Ok(Detail {
        row: eye.row(&server, (&one, Some(&chain)), &calendar, sight),
        version: one.version,
        inspector,
        tries: if inspector { chain.tries } else { 0 },
        next_try: chain.next_try(server.local_now()).filter(|_| inspector),
        rated: rated(&server, &one, inspector).await?,
        told,
        steps: seen(&events, inspector)
            .iter()
            .map(|event| taken(&eye, event, &one, inspector))
            .collect(),
        next,
        people,
        most_days: terms.rectify_days,
        centers,
    })
}

/// The steps that the viewer may know of: the center hears when it is ordered to put something right. What came before would tell it
/// who complained, or when somebody rated.
fn seen(events: &[Event], inspector: bool) -> &[Event] {
    if inspector {
        return events;
    }
    // Where nothing was ordered it hears how it ended.
    let first = |steps: &[Step]| events.iter().position(|event| steps.contains(&event.step));
    let from = first(&[Step::Order]).or_else(|| first(&[Step::SetAside, Step::Pass]));
    from.map_or(&[], |from| &events[from..])
}

/// A step as the viewer may read it. Of a complaint the center reads nothing that came before the order: who complained may be
/// told by how it was looked into.
fn taken(eye: &Eye, event: &Event, one: &FollowUp, inspector: bool) -> Taken {
    let inside = event.step.is_inside() && !inspector;
    let quiet = matches!(one.origin, Origin::Complaint(_)) && !inspector && event.step == Step::Pass;
    Taken {
        step: event.step,
        at: event.at,
        who: event.who.clone(),
        words: if inside || quiet {
            String::new()
        } else {
            event.words.clone()
        },
        hidden: (inside || quiet) && !event.words.is_empty(),
        term: event.term,
        responsible: eye.name(event.responsible),
        level: event.level,
    }
}

/// Who could put it right: staff of the center, and the town's staff above it.
async fn people(server: &Server, eye: &Eye, one: &FollowUp) -> Result<Vec<(StaffId, String)>, AppError> {
    if one.center.is_none() {
        return Ok(Vec::new());
    }
    let target = eye.target(one.center);
    let staff = store::staff::list(server.store.db(), false).await?;
    let able = |s: &model::staff::Staff| {
        let viewer = Viewer {
            id: s.id,
            name: String::new(),
            grants: s.grants.clone(),
            must_change_password: false,
        };
        // Who checks it again does not put it right.
        may(&viewer, Action::Rectify, target) && !may(&viewer, Action::FollowUp, target)
    };
    Ok(staff.into_iter().filter(able).map(|s| (s.id, s.name)).collect())
}

async fn rated(server: &Server, one: &FollowUp, inspector: bool) -> Result<Option<Rated>, AppError> {
    let Origin::Evaluation(id) = one.origin else {
        return Ok(None);
    };
    let rating = store::follow_up::rating(server.store.db(), id).await?;
    let Some(rating) = rating else { return Ok(None) };
    let masked = crate::evaluation::reach::list::masked(server, id, inspector).await?;
    let contact = (inspector && one.state.is_open() && !rating.phone.is_empty()).then_some((rating.name, rating.phone));
    Ok(Some(Rated {
        level: rating.level,
        service: rating.service,
        when: inspector.then(|| (model::date::format(rating.day), rating.outcome)),
        room: rating.room.filter(|_| inspector),
        case: rating.case.filter(|_| inspector),
        reasons: masked.reasons,
        answers: masked.answers,
        photos: masked.photos,
        words: if inspector { rating.words } else { masked.words },
        contact,
    }))
}

async fn told(server: &Server, one: &FollowUp, events: &[Event], inspector: bool) -> Result<Option<Told>, AppError> {
    let Origin::Complaint(id) = one.origin else {
        return Ok(None);
    };
    let complaint = store::complaint::get(server.store.db(), id).await?;
    let Some(complaint) = complaint else { return Ok(None) };
    let report = if inspector {
        Some(crate::complaint::reach::unseal(server, &complaint)?)
    } else {
        None
    };
    Ok(Some(Told {
        channel: complaint.channel,
        report,
        released: released(&complaint, events),
        version: complaint.version,
    }))
}

/// Takes a step of the inspector's or of the center's.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Conflict`]; problems of the form.
pub async fn take(number: Number, version: i64, input: &StepInput, by: By) -> Result<i64, AppError> {
    let action = if by == By::Inspector {
        Action::FollowUp
    } else {
        Action::Rectify
    };
    let viewer = allowed(action, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let one = store::follow_up::get(db, number).await?.ok_or(AppError::NotFound)?;
    let eye = Eye::of(db, viewer).await?;
    allowed(action, eye.target(one.center))?;
    // Where the viewer sees it as something else, this one is not there: a member of the counter's staff takes steps of what is
    // theirs only.
    if eye.sight(&one).map(Sight::takes) != Some(by) {
        return Err(AppError::NotFound);
    }
    let terms = store::setting::get(db, store::setting::FOLLOW_UP).await?.value;
    let mut step = input.check(&terms)?;
    if step.step.by() != by {
        return Err(AppError::field("step", Problem::NotNow));
    }
    if step.step == Step::Order {
        able(&server, &eye, &one, step.responsible).await?;
    }
    if !one.origin.is_evaluation() && !step.words.is_empty() {
        step.sealed = Some(seal_words(&server, one.id, step.step, &step.words)?);
        step.words.clear();
    }
    Ok(store::follow_up::take(db, &server.act(&eye.viewer), &server.zone, &one, version, &step).await?)
}

/// An order goes to somebody who can put it right; of a complaint without a center the store says what is missing.
async fn able(server: &Server, eye: &Eye, one: &FollowUp, who: Option<StaffId>) -> Result<(), AppError> {
    if one.center.is_some() && !people(server, eye, one).await?.iter().any(|(id, _)| Some(*id) == who) {
        let problem = Problem::NoSuch { what: String::new() };
        return Err(AppError::field("responsible", problem));
    }
    Ok(())
}
