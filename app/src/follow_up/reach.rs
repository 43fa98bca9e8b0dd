//! What of follow-ups reaches whom. Everything that shows one goes through [`Eye::sight`]: an inspector reads all of it, the
//! center what it has to put right, and neither who rated nor who complained; whoever is responsible reads what is theirs.

mod one;

pub use one::{detail, take};

use super::api::{Queue, Row, Tally};
use crate::server::{Server, allowed, server};
use jiff::civil::Date;
use model::{
    AppError,
    center::{Center, CenterId},
    follow_up::{By, Chain, LEVELS, Origin},
    hours::LocalMinute,
    permission::{Action, Grant, Role, Scope, Target, may},
    staff::{StaffId, Viewer},
    workday::{Calendar, Reading},
};
use std::collections::HashMap;
use store::{
    Db,
    follow_up::{FollowUp, Sees},
};

/// How somebody looks at a follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// All of it, and takes the inspector's steps.
    Inspector,
    /// What the center has to know, and takes its steps.
    Center,
}

impl Sight {
    pub(super) const fn takes(self) -> By {
        match self {
            Self::Inspector => By::Inspector,
            Self::Center => By::Center,
        }
    }
}

/// Who looks, and what they need to know to say what they see.
pub(super) struct Eye {
    pub(super) viewer: Viewer,
    pub(super) centers: HashMap<CenterId, Center>,
    names: HashMap<StaffId, String>,
}

impl Eye {
    async fn of(db: &Db, viewer: Viewer) -> Result<Self, AppError> {
        let centers = store::center::list(db, true).await?;
        let staff = store::staff::list(db, true).await?;
        Ok(Self {
            viewer,
            centers: centers.into_iter().map(|c| (c.id, c)).collect(),
            names: staff.into_iter().map(|s| (s.id, s.name)).collect(),
        })
    }

    /// Where a follow-up is. One about no center yet is the inspectors' of whole divisions.
    pub(super) fn target(&self, center: Option<CenterId>) -> Target<'_> {
        match center.and_then(|id| self.centers.get(&id)) {
            Some(center) => Target::Center(center.id, &center.division),
            None => Target::Anywhere,
        }
    }

    /// How the viewer sees a follow-up; not at all by default.
    pub(super) fn sight(&self, one: &FollowUp) -> Option<Sight> {
        let target = self.target(one.center);
        // Whoever it is about does not read who said it, also where that account inspects.
        let inspects = may(&self.viewer, Action::FollowUp, target) && !one.concerns(self.viewer.id);
        if inspects && (one.center.is_some() || inspects_everything(&self.viewer)) {
            return Some(Sight::Inspector);
        }
        // The center hears of a complaint when it is to put something right, not before. That a rating was bad it reads among
        // everything that was said, at once; of what becomes of it, it hears with the order.
        let silent = matches!(one.origin, Origin::Complaint(_)) && !one.ordered;
        if silent || one.center.is_none() {
            return None;
        }
        let whole = may(&self.viewer, Action::SeeFollowUps, target);
        // Whose work was rated hears of it with the order, not a minute after the work.
        let own = one.ordered && may(&self.viewer, Action::Rectify, target) && one.responsible == Some(self.viewer.id);
        (whole || own).then_some(Sight::Center)
    }

    /// Whether an overdue one has climbed to the viewer: to who has to act, to the center's lead, to the town's staff.
    fn climbed_to_me(&self, one: &FollowUp, level: u8) -> bool {
        let target = self.target(one.center);
        let leads = |role: Role| {
            let mut grants = self.viewer.grants.iter();
            grants.any(|g| g.role == role && g.scope.covers(target))
        };
        let acts = match one.state.turn() {
            Some(By::Center) => one.responsible == Some(self.viewer.id),
            _ => leads(Role::Inspector) && !one.concerns(self.viewer.id),
        };
        let lead = one.center.is_some() && leads(Role::CenterLead);
        let town = one.center.is_some() && leads(Role::TownStaff);
        (level >= 1 && acts) || (level >= 2 && lead) || (level >= LEVELS && town)
    }

    /// What the viewer may see, for the statement that pages through it.
    fn sees(&self) -> Sees {
        let of = |action: Action| {
            let mine = self
                .centers
                .values()
                .filter(|c| may(&self.viewer, action, Target::Center(c.id, &c.division)));
            mine.fold(String::from(","), |list, c| format!("{list}{},", c.id.as_i64()))
        };
        Sees {
            me: self.viewer.id,
            inspector: inspects_everything(&self.viewer),
            inspects: of(Action::FollowUp),
            sees: of(Action::SeeFollowUps),
            rectifies: of(Action::Rectify),
        }
    }

    /// Whether the viewer takes steps of what they see so.
    pub(super) fn acts(&self, one: &FollowUp, sight: Sight) -> bool {
        let action = match sight {
            Sight::Inspector => Action::FollowUp,
            Sight::Center => Action::Rectify,
        };
        may(&self.viewer, action, self.target(one.center))
    }

    pub(super) fn name(&self, id: Option<StaffId>) -> Option<String> {
        id.and_then(|id| self.names.get(&id)).cloned()
    }

    pub(super) fn row(
        &self,
        server: &Server,
        (one, chain): (&FollowUp, Option<&Chain>),
        calendar: &Calendar,
        sight: Sight,
    ) -> Row {
        let now = server.local_now();
        let due = chain.and_then(|chain| due(one, chain, calendar, sight));
        let (overdue, today) = urgency(due, now);
        let asked = chain.is_some_and(|c| c.extension == model::follow_up::Extension::Asked);
        let turn = one.state.turn() == Some(sight.takes()) || (asked && sight == Sight::Inspector);
        Row {
            number: one.number,
            level: one.level,
            center: one
                .center
                .and_then(|id| self.centers.get(&id))
                .map(|c| (c.id, c.names.clone())),
            state: one.state,
            opened: (sight == Sight::Inspector || !one.origin.is_evaluation()).then(|| server.local(one.opened_at)),
            due,
            overdue,
            today,
            climbed: chain.map_or(0, |chain| chain.climbed),
            yours: chain.is_some_and(|chain| self.climbed_to_me(one, chain.climbed)),
            responsible: self.name(one.responsible.filter(|_| told(one, sight))),
            mine: turn && self.acts(one, sight) && one.state.is_open() && due != Some(Reading::Stands),
        }
    }
}

/// Whether one inspects more than one center: what is about none yet may be about any.
pub(crate) fn inspects_everything(viewer: &Viewer) -> bool {
    let wide = |grant: &Grant| grant.role == Role::Inspector && !matches!(grant.scope, Scope::Center(_));
    may(viewer, Action::FollowUp, Target::Anywhere) && viewer.grants.iter().any(wide)
}

/// Before the order the center knows that something is looked into, and neither since when nor about whose work.
fn told(one: &FollowUp, sight: Sight) -> bool {
    sight == Sight::Inspector || one.ordered || !one.state.is_open()
}

/// When the present step is due, for who may know it.
fn due(one: &FollowUp, chain: &Chain, calendar: &Calendar, sight: Sight) -> Option<Reading> {
    chain.due(calendar).filter(|_| told(one, sight))
}

/// Too late, or due today.
fn urgency(due: Option<Reading>, now: LocalMinute) -> (bool, bool) {
    due.and_then(Reading::due).map_or((false, false), |due| {
        (due.is_past(now), !due.is_past(now) && due.day == now.day)
    })
}

/// The follow-ups that the viewer may see.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::Unavailable`].
pub async fn queue(ended: bool, before: &str) -> Result<Queue, AppError> {
    let viewer = allowed(Action::OpenPanel, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let eye = Eye::of(db, viewer).await?;
    let calendar = store::workday::calendar(db).await?;
    let inspector = may(&eye.viewer, Action::FollowUp, Target::Anywhere);
    let (mut rows, mut further) = (Vec::new(), None);
    if ended {
        let (page, next) = store::follow_up::ended(db, &eye.sees(), before.parse().ok()).await?;
        further = next.map(|next| next.to_string());
        for one in &page {
            if let Some(sight) = eye.sight(one) {
                rows.push(eye.row(&server, (one, None), &calendar, sight));
            }
        }
    } else {
        for (one, chain) in &store::follow_up::open_ones(db, &server.zone).await? {
            if let Some(sight) = eye.sight(one) {
                rows.push(eye.row(&server, (one, Some(chain)), &calendar, sight));
            }
        }
        rows.sort_by_key(|row| match row.due {
            Some(Reading::Due(due)) => (0, due.day, due.minute),
            _ => row
                .opened
                .map_or((2, Date::MIN, 0), |opened| (1, opened.day, opened.minute)),
        });
    }
    Ok(Queue {
        rows,
        ended,
        before: further,
        inspector,
    })
}

async fn waiting_words(server: &Server, viewer: &Viewer) -> Result<Option<u32>, AppError> {
    const MODERATE: Action = Action::ModerateEvaluations;
    if !may(viewer, MODERATE, Target::Anywhere) {
        return Ok(None);
    }
    let db = server.store.db();
    let mut centers = store::center::list(db, false).await?;
    centers.retain(|c| may(viewer, MODERATE, Target::Center(c.id, &c.division)));
    let ids: Vec<CenterId> = centers.into_iter().map(|c| c.id).collect();
    Ok(Some(store::evaluation::count_waiting(db, &ids).await?))
}

/// How many of them there are, how many words wait, and which years are missing.
///
/// # Errors
/// As [`queue`].
pub async fn tally() -> Result<Tally, AppError> {
    let viewer = allowed(Action::OpenPanel, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let calendar = store::workday::calendar(db).await?;
    let edits = may(&viewer, Action::EditSettings, Target::Deployment);
    let sees = [Action::FollowUp, Action::SeeFollowUps, Action::Rectify];
    let sees = sees.into_iter().any(|action| may(&viewer, action, Target::Anywhere));
    let mut tally = Tally {
        sees,
        words: waiting_words(&server, &viewer).await?,
        missing: if edits {
            calendar.missing(server.local_now().day)
        } else {
            Vec::new()
        },
        ..Tally::default()
    };
    if !sees {
        return Ok(tally);
    }
    let (eye, now) = (Eye::of(db, viewer).await?, server.local_now());
    for (one, chain) in &store::follow_up::open_ones(db, &server.zone).await? {
        if let Some(sight) = eye.sight(one) {
            let (overdue, today) = urgency(due(one, chain, &calendar, sight), now);
            tally.open += 1;
            tally.overdue += u32::from(overdue);
            tally.today += u32::from(today);
            tally.yours += u32::from(eye.climbed_to_me(one, chain.climbed));
        }
    }
    Ok(tally)
}
