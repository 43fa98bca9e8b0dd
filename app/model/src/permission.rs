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
}

impl Role {
    /// In the order of forms.
    pub const ALL: [Self; 6] =
        [Self::Administrator, Self::TownStaff, Self::CenterLead, Self::CounterStaff, Self::Inspector, Self::GridWorker];

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
    fn covers(&self, target: Target<'_>) -> bool {
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
        R::Administrator => true,
        R::TownStaff => matches!(action, A::OpenPanel | A::EditCenter),
        R::CenterLead => matches!(action, A::OpenPanel | A::EditCenter),
        R::CounterStaff => matches!(action, A::OpenPanel),
        R::Inspector => matches!(action, A::OpenPanel | A::ReadAudit),
        R::GridWorker => false,
    }
}

/// Whether `viewer` may do `action` to `target`. Somebody who has to change their password first may do nothing.
#[must_use]
pub fn may(viewer: &Viewer, action: Action, target: Target<'_>) -> bool {
    !viewer.must_change_password
        && viewer.grants.iter().any(|g| allows(g.role, action) && g.scope.covers(target))
}
