//! The form of an account that exists: name, telephone, the grants that stay, and a further one.

use super::StaffInput;
use crate::{
    AppError, FieldError, Problem,
    permission::{Grant, Role},
    staff::Staff,
    text::{Problems, check_own_phone, clean, one_of},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An account as its form sends it. Grants that the person has are named by what they are and not by their place in a list:
/// somebody else may have given or taken others since the form was opened.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffEdit {
    /// Display name.
    pub name: String,
    /// Telephone or empty.
    pub phone: String,
    /// [`Grant::code`]s of the grants that the form has shown.
    pub held: Vec<String>,
    /// Those of them that go.
    pub drop: Vec<String>,
    /// A further grant; none where it has no role.
    pub added: GrantInput,
}

/// A grant as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GrantInput {
    /// A [`Role::code`] or empty.
    pub role: String,
    /// See [`StaffInput::division`].
    pub division: String,
    /// See [`StaffInput::center`].
    pub center: String,
}

/// What [`StaffEdit::check`] lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffChange {
    /// See [`Staff::name`].
    pub name: String,
    /// See [`Staff::phone`].
    pub phone: String,
    /// See [`Staff::grants`].
    pub grants: Vec<Grant>,
}

impl StaffEdit {
    /// Checks everything that can be checked without the database. Fields of the further grant are named as in the form:
    /// `added[role]`.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<StaffChange, AppError> {
        let mut problems = Problems::new();
        let name = problems.take(clean("name", &self.name, true, 40));
        let phone = problems.take(check_own_phone("phone", &self.phone));
        let mut grants = BTreeSet::new();
        for code in self.held.iter().filter(|code| !self.drop.contains(code)) {
            match Grant::from_code(code) {
                Some(grant) => _ = grants.insert(grant),
                None => problems.add("role", Problem::NoSuch { what: code.clone() }),
            }
        }
        if !self.added.role.trim().is_empty() {
            grants.extend(self.added.check(&mut problems));
        }
        let grants = grants.into_iter().collect();
        problems.finish(StaffChange { name, phone, grants })
    }
}

impl GrantInput {
    fn check(&self, problems: &mut Problems) -> Option<Grant> {
        let at = |name: &str| format!("added[{name}]");
        let role = problems.note(one_of(&at("role"), &self.role, &Role::ALL, Role::code));
        let place = StaffInput {
            division: self.division.clone(),
            center: self.center.clone(),
            ..Default::default()
        };
        let scope = place.scope().map_err(|e| FieldError::new(at(&e.field), e.problem));
        let scope = problems.note(scope);
        let (role, scope) = (role?, scope?);
        let grant = Grant { role, scope };
        if grant.lacks_place() {
            problems.add(at("center"), Problem::Required);
            return None;
        }
        Some(grant)
    }
}

impl From<&Staff> for StaffEdit {
    fn from(staff: &Staff) -> Self {
        Self {
            name: staff.name.clone(),
            phone: staff.phone.clone(),
            held: staff.grants.iter().map(Grant::code).collect(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{permission::Scope, staff::EVERYWHERE};

    const TOWN: &str = "town_staff d:152223100000";

    fn edit() -> StaffEdit {
        StaffEdit {
            name: "王芳".into(),
            held: vec!["inspector *".into(), TOWN.into()],
            ..Default::default()
        }
    }

    #[test]
    fn nobody_works_at_every_counter_because_none_was_chosen() {
        let mut edit = edit();
        edit.added.role = "counter_staff".into();
        assert_eq!(edit.check(), Err(AppError::field("added[division]", Problem::Required)));
        edit.added.division = EVERYWHERE.into();
        assert_eq!(edit.check(), Err(AppError::field("added[center]", Problem::Required)));
        edit.added.division = "152223100000".into();
        assert!(edit.check().is_ok());
    }

    #[test]
    fn a_person_keeps_what_is_not_dropped_and_gets_what_is_added() {
        let grants = edit().check().unwrap().grants;
        assert_eq!(grants.len(), 2);
        assert!(grants.iter().any(|g| g.scope == Scope::Everywhere));
        let mut one = edit();
        one.drop = vec!["inspector *".into(), "not held".into()];
        assert_eq!(one.check().unwrap().grants[0].role, Role::TownStaff);
        // What the person has already is not had twice.
        one.added = GrantInput {
            role: "town_staff".into(),
            division: "152223100000".into(),
            ..Default::default()
        };
        assert_eq!(one.check().unwrap().grants.len(), 1);
    }

    #[test]
    fn a_problem_names_the_field_of_the_further_grant() {
        let mut bad = edit();
        bad.added = GrantInput {
            role: "town_staff".into(),
            division: "15".into(),
            ..Default::default()
        };
        let problem = AppError::field("added[division]", Problem::DivisionCode);
        assert_eq!(bad.check(), Err(problem));
        let mut strange = edit();
        strange.held.push("king *".into());
        assert!(strange.check().is_err());
    }
}
