//! The one table of who may do what where: role × action × scope.

use crate::{center::CenterId, division::DivisionCode, staff::Viewer};
use serde::{Deserialize, Serialize};

/// What a person is, at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 管理员: configures everything within the scope.
    Administrator,
    /// 镇工作人员
    TownStaff,
    /// 中心负责人: configures their own center.
    CenterLead,
    /// 中心（村）工作人员
    CounterStaff,
    /// 镇纪检
    Inspector,
    /// 网格员
    GridWorker,
    /// 调解员: knows who meets in a private room, and decides about it.
    Mediator,
}

impl Role {
    /// Whether one has it at a center or in a division, and never everywhere only because nobody chose where.
    #[must_use]
    pub const fn is_of_a_place(self) -> bool {
        matches!(self, Self::CenterLead | Self::CounterStaff | Self::GridWorker)
    }

    /// In the order of forms.
    pub const ALL: [Self; 7] = [
        Self::Administrator,
        Self::TownStaff,
        Self::CenterLead,
        Self::CounterStaff,
        Self::Inspector,
        Self::GridWorker,
        Self::Mediator,
    ];

    /// The word stored in the database and used in spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::TownStaff => "town_staff",
            Self::CenterLead => "center_lead",
            Self::CounterStaff => "counter_staff",
            Self::Inspector => "inspector",
            Self::GridWorker => "grid_worker",
            Self::Mediator => "mediator",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// Where a role holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The whole deployment.
    Everywhere,
    /// A division and everything below it.
    Division(DivisionCode),
    /// One center.
    Center(CenterId),
}

/// A role and where it holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grant {
    /// What.
    pub role: Role,
    /// Where.
    pub scope: Scope,
}

impl Grant {
    /// Whether somebody would work at every counter only because none was chosen. A form asks; a table that says so means it.
    #[must_use]
    pub fn lacks_place(&self) -> bool {
        self.role.is_of_a_place() && self.scope == Scope::Everywhere
    }

    /// Says what it is in one word and a place: `town_staff d:152223100000`.
    #[must_use]
    pub fn code(&self) -> String {
        let role = self.role.code();
        match &self.scope {
            Scope::Everywhere => format!("{role} *"),
            Scope::Division(code) => format!("{role} d:{code}"),
            Scope::Center(id) => format!("{role} c:{id}"),
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let (role, place) = code.split_once(' ')?;
        let scope = match place.split_once(':') {
            None if place == "*" => Scope::Everywhere,
            Some(("d", code)) => Scope::Division(code.parse().ok()?),
            Some(("c", id)) => Scope::Center(id.parse().ok()?),
            _ => return None,
        };
        Some(Self {
            role: Role::from_code(role)?,
            scope,
        })
    }
}

/// What somebody wants to do. Named by capability and verb, like the server functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// See the admin panel at all.
    OpenPanel,
    /// Change a center, its rooms, hours, amenities and photos.
    EditCenter,
    /// Create or retire a center.
    CreateCenter,
    /// Change the division tree.
    EditDivision,
    /// Change the lists that hold for all: amenities, zone template, map, branding.
    EditSettings,
    /// Create accounts, grant roles, reset passwords.
    EditStaff,
    /// Read the audit log.
    ReadAudit,
    /// Import and export spreadsheets.
    Import,
    /// Book for somebody who calls or walks in, check them in, cancel for them; see the day's bookings.
    BookForOthers,
    /// Approve or reject bookings that wait for it.
    DecideBookings,
    /// Change the rules by which a room is booked.
    EditBookingRules,
    /// Know who meets in a room that is private (a mediation), and decide about its bookings. Not even an administrator does,
    /// unless somebody grants them the role, which the audit log keeps.
    SeeParties,
    /// See what was said about a center, without whoever said it.
    SeeEvaluations,
    /// Take every evaluation out as a file for the higher-level platform, without whoever said it, but with its day: with the desk's own
    /// list that is a person, so it is for inspectors, and for administrators, who export what there is; for neither a center's staff nor
    /// its lead nor the town's staff.
    ExportEvaluations,
    /// Publish residents' words or withhold them.
    ModerateEvaluations,
    /// Answer residents' words for the center; the answer is published with them.
    AnswerEvaluations,
    /// Change what residents are asked.
    EditEvaluationForms,
    /// Change the catalog of matters, and where each is handled.
    EditMatters,
    /// See how bad ratings are followed up in a place, without who rated.
    SeeFollowUps,
    /// Take the inspector's steps of a follow-up: call back, verify, order, check again, decide about more time and appeals.
    /// Whoever takes them reads who rated.
    FollowUp,
    /// Put right what was ordered; whose role does not see all of a place takes the steps of what was given to them.
    Rectify,
    /// Register cases, take their steps and read whose they are.
    HandleCases,
    /// See the cases of a place and what has become of them; telephone numbers in full only for whoever handles them.
    SeeCases,
    /// Read complaints and who complained, enter those that come by telephone. Not even an administrator does.
    SeeComplaints,
    /// Issue a one-time notice in the name of a center.
    IssueNotice,
    /// See who is on duty in a place, with what only the staff know of it.
    SeeDuty,
    /// Say who is on duty in a place.
    PlanDuty,
}

/// What an action is done to.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// Something that belongs to no place: the amenity list, the branding.
    Deployment,
    /// A division.
    Division(&'a DivisionCode),
    /// A center and the division it belongs to.
    Center(CenterId, &'a DivisionCode),
    /// Anything at all: asks whether there is some place where the action is allowed.
    Anywhere,
}

impl Scope {
    /// Whether a target lies in it.
    #[must_use]
    pub fn covers(&self, target: Target<'_>) -> bool {
        match (self, target) {
            (Self::Everywhere, _) | (_, Target::Anywhere) => true,
            (Self::Division(d), Target::Division(code) | Target::Center(_, code)) => d.contains(code),
            (Self::Center(own), Target::Center(id, _)) => *own == id,
            _ => false,
        }
    }
}

/// The table itself: whether `role` may ever do `action`.
#[must_use]
pub const fn allows(role: Role, action: Action) -> bool {
    use Action as A;
    use Role as R;
    match role {
        R::Administrator => !matches!(
            action,
            A::SeeParties | A::SeeFollowUps | A::FollowUp | A::Rectify | A::SeeComplaints
        ),
        R::TownStaff => matches!(
            action,
            A::OpenPanel
                | A::EditCenter
                | A::BookForOthers
                | A::DecideBookings
                | A::EditBookingRules
                | A::SeeEvaluations
                | A::ModerateEvaluations
                | A::SeeFollowUps
                | A::Rectify
                | A::IssueNotice
                | A::EditMatters
                | A::HandleCases
                | A::SeeCases
                | A::SeeDuty
        ),
        R::CenterLead => matches!(
            action,
            A::OpenPanel
                | A::EditCenter
                | A::BookForOthers
                | A::DecideBookings
                | A::EditBookingRules
                | A::SeeEvaluations
                | A::AnswerEvaluations
                | A::EditEvaluationForms
                | A::SeeFollowUps
                | A::Rectify
                | A::IssueNotice
                | A::HandleCases
                | A::SeeCases
                | A::SeeDuty
                | A::PlanDuty
        ),
        R::Mediator => matches!(action, A::OpenPanel | A::BookForOthers | A::SeeParties),
        R::CounterStaff => matches!(
            action,
            A::OpenPanel | A::BookForOthers | A::Rectify | A::IssueNotice | A::HandleCases | A::SeeCases | A::SeeDuty
        ),
        R::Inspector => matches!(
            action,
            A::OpenPanel
                | A::ReadAudit
                | A::SeeEvaluations
                | A::ExportEvaluations
                | A::SeeFollowUps
                | A::FollowUp
                | A::SeeComplaints
                | A::SeeCases
                | A::SeeDuty
        ),
        R::GridWorker => false,
    }
}

/// Whether `viewer` may do `action` to `target`. Somebody who has to change their password first may do nothing.
#[must_use]
pub fn may(viewer: &Viewer, action: Action, target: Target<'_>) -> bool {
    !viewer.must_change_password
        && viewer
            .grants
            .iter()
            .any(|g| allows(g.role, action) && g.scope.covers(target))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::StaffId;

    const ACTIONS: [Action; 27] = [
        Action::OpenPanel,
        Action::EditCenter,
        Action::CreateCenter,
        Action::EditDivision,
        Action::EditSettings,
        Action::EditStaff,
        Action::ReadAudit,
        Action::Import,
        Action::BookForOthers,
        Action::DecideBookings,
        Action::EditBookingRules,
        Action::SeeParties,
        Action::SeeEvaluations,
        Action::ExportEvaluations,
        Action::ModerateEvaluations,
        Action::AnswerEvaluations,
        Action::EditEvaluationForms,
        Action::SeeFollowUps,
        Action::FollowUp,
        Action::Rectify,
        Action::SeeComplaints,
        Action::IssueNotice,
        Action::EditMatters,
        Action::HandleCases,
        Action::SeeCases,
        Action::SeeDuty,
        Action::PlanDuty,
    ];

    fn viewer(role: Role, scope: Scope) -> Viewer {
        Viewer {
            id: StaffId::from_i64(1),
            name: "王芳".into(),
            grants: vec![Grant { role, scope }],
            must_change_password: false,
        }
    }

    fn code(text: &str) -> DivisionCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_table_is_the_one_that_was_agreed() {
        // Columns as in ACTIONS: panel, center, new center, divisions, settings, staff, audit, import, and of bookings: for others,
        // decide, rules, parties; of evaluations: see, export, moderate, answer, forms; of follow-ups: see, the inspector's steps, the center's,
        // complaints; of matters: issuing notices, the catalog; of cases: handle, see; of duty shifts: see, plan.
        let agreed = [
            (Role::Administrator, "xxxxxxxxxxx.xxxxx....xxxxxx"),
            (Role::TownStaff, "xx......xxx.x.x..x.x.xxxxx."),
            (Role::CenterLead, "xx......xxx.x..xxx.x.x.xxxx"),
            (Role::CounterStaff, "x.......x..........x.x.xxx."),
            (Role::Inspector, "x.....x.....xx...xx.x...xx."),
            (Role::GridWorker, "..........................."),
            (Role::Mediator, "x.......x..x..............."),
        ];
        assert_eq!(agreed.map(|(role, _)| role), Role::ALL);
        for (role, row) in agreed {
            let actual: String = ACTIONS
                .iter()
                .map(|a| if allows(role, *a) { 'x' } else { '.' })
                .collect();
            assert_eq!(actual, row, "{role:?}");
        }
    }

    #[test]
    fn a_village_lead_edits_the_own_center_and_no_other() {
        let (own, other) = (CenterId::from_i64(1), CenterId::from_i64(2));
        let (home, neighbour) = (code("152223100202"), code("152223100203"));
        let lead = viewer(Role::CenterLead, Scope::Center(own));
        assert!(may(&lead, Action::EditCenter, Target::Center(own, &home)));
        assert!(!may(&lead, Action::EditCenter, Target::Center(other, &neighbour)));
        // Not even another center of the same village.
        assert!(!may(&lead, Action::EditCenter, Target::Center(other, &home)));
        assert!(may(&lead, Action::EditCenter, Target::Anywhere));
        assert!(!may(&lead, Action::EditSettings, Target::Deployment));
    }

    #[test]
    fn a_division_covers_what_lies_below_it_and_nothing_else() {
        let (town, village, other_town) = (code("152223100000"), code("152223100202"), code("152223101000"));
        let staff = viewer(Role::TownStaff, Scope::Division(town.clone()));
        let center = CenterId::from_i64(1);
        assert!(may(&staff, Action::EditCenter, Target::Center(center, &village)));
        assert!(!may(&staff, Action::EditCenter, Target::Center(center, &other_town)));
        // An administrator of a town is none of the deployment.
        let administrator = viewer(Role::Administrator, Scope::Division(town));
        assert!(may(&administrator, Action::EditDivision, Target::Division(&village)));
        assert!(!may(
            &administrator,
            Action::EditDivision,
            Target::Division(&other_town)
        ));
        assert!(!may(&administrator, Action::EditSettings, Target::Deployment));
    }

    #[test]
    fn a_first_password_opens_nothing() {
        let mut viewer = viewer(Role::Administrator, Scope::Everywhere);
        assert!(may(&viewer, Action::EditSettings, Target::Deployment));
        viewer.must_change_password = true;
        for action in ACTIONS {
            assert!(!may(&viewer, action, Target::Anywhere), "{action:?}");
        }
    }

    #[test]
    fn a_grant_is_read_as_it_was_written() {
        let center = CenterId::from_i64(7);
        for scope in [
            Scope::Everywhere,
            Scope::Division("152223100000".parse().unwrap()),
            Scope::Center(center),
        ] {
            let grant = Grant {
                role: Role::CenterLead,
                scope,
            };
            assert_eq!(Grant::from_code(&grant.code()), Some(grant));
        }
        for strange in [
            "",
            "inspector",
            "inspector x:1",
            "king *",
            "inspector d:1",
            "inspector c:!",
        ] {
            assert_eq!(Grant::from_code(strange), None, "{strange}");
        }
    }
}
