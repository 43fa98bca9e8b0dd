//! The form of an account that exists: name, telephone, and any number of grants as rows.

use super::StaffInput;
use crate::{
    AppError, FieldError,
    permission::{Grant, Role},
    staff::Staff,
    text::{Problems, check_phone, clean, one_of},
};
use serde::{Deserialize, Serialize};

/// An account as its form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffEdit {
    /// Display name.
    pub name: String,
    /// Telephone or empty.
    pub phone: String,
    /// One row a grant; rows without a role, or with `drop`, are not kept.
    pub grants: Vec<GrantInput>,
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
    /// The grant goes.
    pub drop: bool,
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
    /// Checks everything that can be checked without the database. Fields of a row are named as in the form:
    /// `grants[0][role]`.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<StaffChange, AppError> {
        let mut problems = Problems::new();
        let name = problems.take(clean("name", &self.name, true, 40));
        let phone = problems.take(check_phone("phone", &self.phone));
        let grants = self
            .grants
            .iter()
            .enumerate()
            .filter(|(_, g)| !g.drop && !g.role.trim().is_empty())
            .filter_map(|(i, g)| g.check(i, &mut problems))
            .collect();
        problems.finish(StaffChange { name, phone, grants })
    }
}

impl GrantInput {
    fn check(&self, i: usize, problems: &mut Problems) -> Option<Grant> {
        let at = |name: &str| format!("grants[{i}][{name}]");
        let role = problems.note(one_of(&at("role"), &self.role, &Role::ALL, Role::code));
        let place = StaffInput {
            division: self.division.clone(),
            center: self.center.clone(),
            ..Default::default()
        };
        let scope = place.scope().map_err(|e| FieldError::new(at(&e.field), e.problem));
        let scope = problems.note(scope);
        Some(Grant {
            role: role?,
            scope: scope?,
        })
    }
}

impl From<&Staff> for StaffEdit {
    fn from(staff: &Staff) -> Self {
        let row = |grant: &Grant| {
            let one = StaffInput::of(staff, Some(grant));
            GrantInput {
                role: one.role,
                division: one.division,
                center: one.center,
                drop: false,
            }
        };
        Self {
            name: staff.name.clone(),
            phone: staff.phone.clone(),
            grants: staff.grants.iter().map(row).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Problem, permission::Scope};

    fn edit() -> StaffEdit {
        StaffEdit {
            name: "王芳".into(),
            grants: vec![
                GrantInput {
                    role: "inspector".into(),
                    ..Default::default()
                },
                GrantInput {
                    role: "town_staff".into(),
                    division: "152223100000".into(),
                    ..Default::default()
                },
                GrantInput::default(),
            ],
            ..Default::default()
        }
    }

    #[test]
    fn a_person_has_as_many_grants_as_rows_that_are_filled_in() {
        let grants = edit().check().unwrap().grants;
        assert_eq!(grants.len(), 2);
        assert_eq!(grants[0].scope, Scope::Everywhere);
        let mut one = edit();
        one.grants[0].drop = true;
        assert_eq!(one.check().unwrap().grants[0].role, Role::TownStaff);
    }

    #[test]
    fn a_problem_names_the_row() {
        let mut bad = edit();
        bad.grants[1].division = "15".into();
        assert_eq!(
            bad.check(),
            Err(AppError::field("grants[1][division]", Problem::DivisionCode))
        );
    }
}
