//! Whose rows somebody may import and export: those of the places that they administer.

use model::{
    center::CenterId,
    division::DivisionCode,
    import::CenterKey,
    permission::{Action, Grant, Scope, Target, may},
    staff::Viewer,
};

/// Who imports or exports; nobody is the command line, which may do everything.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a>(pub(super) Option<&'a Viewer>);

impl Asking<'_> {
    /// An import does nothing that the person may not do by hand.
    fn may(self, action: Action, target: Target<'_>) -> bool {
        self.0
            .is_none_or(|viewer| may(viewer, Action::Import, target) && may(viewer, action, target))
    }

    /// A division itself.
    pub(super) fn division(self, code: &DivisionCode) -> bool {
        self.may(Action::EditDivision, Target::Division(code))
    }

    /// Any amenity: the list is one for all places.
    pub(super) fn amenity(self) -> bool {
        self.may(Action::EditSettings, Target::Deployment)
    }

    /// A center, or one that is not there yet.
    pub(super) fn center(self, id: Option<CenterId>, division: &DivisionCode) -> bool {
        match id {
            Some(id) => self.may(Action::EditCenter, Target::Center(id, division)),
            None => self.may(Action::CreateCenter, Target::Division(division)),
        }
    }

    /// Any matter: the catalog is one for all places.
    pub(super) fn matter(self) -> bool {
        self.may(Action::EditMatters, Target::Anywhere)
    }

    /// A case at a center: whoever may register it there may also enter what was done there on paper.
    pub(super) fn case(self, center: CenterId, division: &DivisionCode) -> bool {
        self.0
            .is_none_or(|viewer| may(viewer, Action::HandleCases, Target::Center(center, division)))
    }

    /// The places of all roles of an account. One without any could be anybody's, so it belongs to those who administer everything.
    pub(super) fn roles(self, grants: &[Grant], centers: &[CenterKey]) -> bool {
        if grants.is_empty() {
            self.role(&Scope::Everywhere, centers)
        } else {
            grants.iter().all(|grant| self.role(&grant.scope, centers))
        }
    }

    /// The place of a role. That of a center which is out of service belongs to those who administer everything.
    pub(super) fn role(self, scope: &Scope, centers: &[CenterKey]) -> bool {
        let target = match scope {
            Scope::Everywhere => Target::Deployment,
            Scope::Division(code) => Target::Division(code),
            Scope::Center(id) => centers
                .iter()
                .find(|c| c.id == *id)
                .map_or(Target::Deployment, |key| Target::Center(*id, &key.division)),
        };
        self.may(Action::EditStaff, target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{permission::Role, staff::StaffId};

    #[test]
    fn an_administrator_of_a_town_keeps_to_the_town() {
        let code = |text: &str| text.parse::<DivisionCode>().unwrap();
        let (town, village, elsewhere) = (code("152223100000"), code("152223100202"), code("152223101202"));
        let viewer = Viewer {
            id: StaffId::from_i64(1),
            name: "王芳".into(),
            grants: vec![Grant {
                role: Role::Administrator,
                scope: Scope::Division(town),
            }],
            must_change_password: false,
        };
        let asking = Asking(Some(&viewer));
        let key = |id, division: &DivisionCode| CenterKey {
            id: CenterId::from_i64(id),
            division: division.clone(),
            name: "中心".into(),
        };
        let centers = [key(1, &village), key(2, &elsewhere)];
        let [own, other] = [1, 2].map(CenterId::from_i64);
        assert!(asking.division(&village) && !asking.division(&elsewhere));
        assert!(asking.center(None, &village) && !asking.center(None, &elsewhere));
        assert!(asking.center(Some(own), &village) && !asking.center(Some(other), &elsewhere));
        assert!(asking.role(&Scope::Center(own), &centers) && asking.role(&Scope::Division(village), &centers));
        for scope in [
            Scope::Everywhere,
            Scope::Center(other),
            Scope::Center(CenterId::from_i64(3)),
        ] {
            assert!(!asking.role(&scope, &centers), "{scope:?}");
        }
        let of = |scope| Grant {
            role: Role::Administrator,
            scope,
        };
        assert!(asking.roles(&[of(Scope::Center(own))], &centers));
        assert!(!asking.roles(&[of(Scope::Center(own)), of(Scope::Everywhere)], &centers));
        // An account without a role is nobody's to take.
        assert!(!asking.roles(&[], &centers) && Asking(None).roles(&[], &centers));
        assert!(Asking(None).role(&Scope::Everywhere, &centers));
    }
}
