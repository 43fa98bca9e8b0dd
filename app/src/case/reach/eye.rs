//! Who looks at cases, and what they need to know to say what they see: centers from the directory's snapshot, and of people only those
//! who are named.

use super::super::api::Row;
use crate::server::Server;
use model::{
    AppError,
    center::{Center, CenterId, CenterKind},
    directory::{Directory, Entry},
    division::DivisionCode,
    permission::{Action, Role, Scope, Target, allows, may},
    staff::{StaffId, Viewer},
    text::{Names, mask_name},
    workday::Calendar,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use store::{
    case::{Case, Yours},
    matter::Catalog,
};

/// A center, in service or not any more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) id: CenterId,
    pub(super) kind: CenterKind,
    pub(super) division: &'a DivisionCode,
    pub(super) names: &'a Names,
    pub(super) phone: &'a str,
    pub(super) retired: bool,
}

impl<'a> Place<'a> {
    const fn of(entry: &'a Entry) -> Self {
        Self {
            id: entry.id,
            kind: entry.kind,
            division: &entry.division,
            names: &entry.names,
            phone: entry.phone.as_str(),
            retired: false,
        }
    }

    const fn retired(center: &'a Center) -> Self {
        Self {
            id: center.id,
            kind: center.kind,
            division: &center.division,
            names: &center.names,
            phone: center.phone.as_str(),
            retired: true,
        }
    }

    pub(super) const fn target(&self) -> Target<'a> {
        Target::Center(self.id, self.division)
    }
}

/// See the module.
pub(super) struct Eye {
    pub(super) viewer: Viewer,
    directory: Arc<Directory>,
    retired: Vec<Center>,
    catalog: Arc<Catalog>,
    calendar: Calendar,
    names: HashMap<StaffId, String>,
}

impl Eye {
    pub(super) async fn of(server: &Server, viewer: Viewer) -> Result<Self, AppError> {
        Ok(Self {
            viewer,
            directory: server.store.directory(server.local_now().day).await?,
            retired: store::center::retired(server.store.db()).await?,
            catalog: server.store.catalog().await?,
            calendar: store::workday::calendar(server.store.db()).await?,
            names: HashMap::new(),
        })
    }

    /// Learns what the people are called whom cases name.
    pub(super) async fn meets(
        &mut self,
        server: &Server,
        named: impl Iterator<Item = Option<StaffId>>,
    ) -> Result<(), AppError> {
        let unknown: HashSet<StaffId> = named.flatten().filter(|id| !self.names.contains_key(id)).collect();
        let unknown: Vec<StaffId> = unknown.into_iter().collect();
        self.names
            .extend(store::staff::names(server.store.db(), &unknown).await?);
        Ok(())
    }

    pub(super) fn place(&self, id: CenterId) -> Option<Place<'_>> {
        let served = self.directory.get(id).map(Place::of);
        served.or_else(|| self.retired.iter().find(|center| center.id == id).map(Place::retired))
    }

    /// All of them, the town's first, those out of service last.
    pub(super) fn places(&self) -> impl Iterator<Item = Place<'_>> {
        let served = self.directory.entries().iter().map(Place::of);
        served.chain(self.retired.iter().map(Place::retired))
    }

    /// Whether the viewer may do something at a center; never at one that there is not.
    pub(super) fn may(&self, action: Action, center: CenterId) -> bool {
        let place = self.place(center);
        place.is_some_and(|place| may(&self.viewer, action, place.target()))
    }

    /// The centers where the viewer may do something.
    pub(super) fn at(&self, action: Action) -> Vec<Place<'_>> {
        let places = self.places();
        places
            .filter(|place| may(&self.viewer, action, place.target()))
            .collect()
    }

    /// Whether the viewer may do something wherever it is.
    pub(super) fn everywhere(&self, action: Action) -> bool {
        let mut grants = self.viewer.grants.iter();
        grants.any(|grant| grant.scope == Scope::Everywhere && allows(grant.role, action))
    }

    /// Whether the viewer answers for a center: its lead, or whoever is above.
    pub(super) fn leads(&self, center: CenterId) -> bool {
        const ABOVE: [Role; 3] = [Role::CenterLead, Role::TownStaff, Role::Administrator];
        self.place(center).is_some_and(|place| {
            let mut grants = self.viewer.grants.iter();
            grants.any(|g| ABOVE.contains(&g.role) && g.scope.covers(place.target()))
        })
    }

    /// What is told to the viewer by itself. Staff of a town are those of its own center; of a village they are the third level.
    pub(super) fn yours(&self) -> Yours {
        let of = |roles: &[Role], only: Option<CenterKind>| -> Vec<CenterId> {
            let holds = |place: &Place<'_>| {
                let mut grants = self.viewer.grants.iter();
                grants.any(|g| roles.contains(&g.role) && g.scope.covers(place.target()))
            };
            let places = self.places();
            let places = places.filter(|place| only.is_none_or(|kind| place.kind == kind) && holds(place));
            places.map(|place| place.id).collect()
        };
        let mut staff = of(&[Role::CounterStaff, Role::CenterLead], None);
        staff.extend(of(&[Role::TownStaff], Some(CenterKind::Town)));
        Yours {
            me: self.viewer.id,
            staff,
            leads: of(&[Role::CenterLead], None),
            town: of(&[Role::TownStaff], None),
        }
    }

    pub(super) fn name(&self, id: Option<StaffId>) -> Option<String> {
        id.and_then(|id| self.names.get(&id)).cloned()
    }

    pub(super) fn center_name(&self, id: CenterId) -> Names {
        self.place(id).map(|place| place.names.clone()).unwrap_or_default()
    }

    /// Whether the viewer handles a case: who has it, who gets it back from the town, and who has received it.
    pub(super) fn handles(&self, one: &Case) -> bool {
        self.reaches(Action::HandleCases, one)
    }

    /// Whether the viewer may do something at one of the centers whose case it is.
    pub(super) fn reaches(&self, action: Action, one: &Case) -> bool {
        one.places().into_iter().any(|center| self.may(action, center))
    }

    /// Whose a case is, as much as the viewer needs to know: who does not handle it sees what has become of it, and not whose it is.
    fn calls(&self, one: &Case) -> String {
        if self.handles(one) {
            one.name.clone()
        } else {
            mask_name(&one.name)
        }
    }

    pub(super) fn row(&self, server: &Server, one: &Case, yours: &Yours) -> Row {
        let now = server.local_now();
        let moment = (now.day, now.minute);
        Row {
            number: one.number,
            matter: self.catalog.called(one.matter, &one.matter_name),
            mode: one.mode,
            handler: self.center_name(one.handler),
            name: self.calls(one),
            state: one.state,
            due: one.due.map(|(day, minute)| (model::date::format(day), minute)),
            unsure: one.due.is_some_and(|(day, _)| !self.calendar.knows(day.year())),
            overdue: one.due.is_some_and(|due| due <= moment),
            today: one.due.is_some_and(|due| due > moment && due.0 == now.day),
            climbed: one.climbed,
            yours: yours.is(one),
            assignee: self.name(one.assignee),
        }
    }
}
