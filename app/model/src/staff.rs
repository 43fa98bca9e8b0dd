//! Staff accounts: one account a person, roles with a scope, passwords, lock-out.

mod edit;

pub use edit::{GrantInput, StaffChange, StaffEdit};

use crate::{
    AppError, FieldError, Problem,
    division::parse_code,
    id::Id,
    permission::{Grant, Role, Scope},
    text::{Problems, check_own_phone, clean, one_of},
};
use serde::{Deserialize, Serialize};

/// Names a staff member.
pub type StaffId = Id<Staff>;

/// Failed sign-ins after which an account is locked (等保 2.0 level 2 in practice).
pub const FAILURES_TO_LOCK: i64 = 5;
/// Seconds an account stays locked.
pub const LOCK_SECONDS: i64 = 30 * 60;
/// Seconds without a request after which a staff session ends.
pub const IDLE_SECONDS: i64 = 30 * 60;
/// Seconds after which a staff session ends however busy it was.
pub const SESSION_SECONDS: i64 = 12 * 3600;

/// A staff account as administrators see it; never carries the password's hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The key.
    pub id: StaffId,
    /// What the person types to sign in: `[a-z0-9._-]`, 3 to 40 characters, unique.
    pub username: String,
    /// What others see.
    pub name: String,
    /// Telephone, may be empty.
    pub phone: String,
    /// What the person may do, and where.
    pub grants: Vec<Grant>,
    /// Must set a new password before anything else.
    pub must_change_password: bool,
    /// Locked until, epoch seconds; none if not locked.
    pub locked_until: Option<i64>,
    /// Cannot sign in any more.
    pub retired: bool,
    /// Last sign-in, epoch seconds.
    pub last_sign_in: Option<i64>,
    /// Counts saves.
    pub version: i64,
}

/// A staff account as a form or a spreadsheet row sends it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffInput {
    /// See [`Staff::username`].
    pub username: String,
    /// Display name.
    pub name: String,
    /// Telephone or empty.
    pub phone: String,
    /// A [`crate::permission::Role::code`].
    pub role: String,
    /// A division code, [`EVERYWHERE`] for the whole deployment, or empty where `center` is given.
    pub division: String,
    /// A center's identifier or, in spreadsheets, its name; empty where `division` is given.
    pub center: String,
}

/// What stands for the whole deployment where a place is chosen.
pub const EVERYWHERE: &str = "*";

/// A password for the first sign-in, of letters and digits that are hard to misread: 51 bits of `noise`.
#[must_use]
pub fn temporary_password(noise: &[u8; 9]) -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
    let letter = |byte: &u8| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]);
    // One of each class, so that it passes the rule for passwords whatever the dice say.
    noise.iter().map(letter).chain("-aK7".chars()).collect()
}

/// Who is signed in, as every page knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The account.
    pub id: StaffId,
    /// Display name.
    pub name: String,
    /// What the person may do, and where.
    pub grants: Vec<Grant>,
    /// Must set a new password before anything else.
    pub must_change_password: bool,
}

/// What [`StaffInput::check`] lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffFields {
    /// See [`Staff`].
    pub username: String,
    /// See [`Staff`].
    pub name: String,
    /// See [`Staff`].
    pub phone: String,
    /// The one role and scope that a form gives.
    pub grant: Grant,
}

impl StaffInput {
    /// Checks everything that can be checked without the database; `center` must be an identifier here.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<StaffFields, AppError> {
        let mut problems = Problems::new();
        let username = problems.take(check_username("username", &self.username));
        let name = problems.take(clean("name", &self.name, true, 40));
        let phone = problems.take(check_own_phone("phone", &self.phone));
        let role = problems.note(one_of("role", &self.role, &Role::ALL, Role::code));
        let scope = problems.note(self.scope());
        match (role, scope) {
            (Some(role), Some(scope)) => problems.finish(StaffFields {
                username,
                name,
                phone,
                grant: Grant { role, scope },
            }),
            _ => Err(AppError::Invalid {
                fields: problems.into_vec(),
            }),
        }
    }

    fn scope(&self) -> Result<Scope, FieldError> {
        match (self.division.trim(), self.center.trim()) {
            // The widest of all is chosen like any other, and not by leaving something out.
            ("", "") => Err(FieldError::new("division", Problem::Required)),
            (EVERYWHERE, "") => Ok(Scope::Everywhere),
            (division, "") => parse_code("division", division).map(Scope::Division),
            ("", center) => center.parse().map(Scope::Center).map_err(|_| {
                FieldError::new(
                    "center",
                    Problem::NoSuch {
                        what: center.to_owned(),
                    },
                )
            }),
            // One scope or the other; both would leave open which of them counts.
            (division, _) => Err(FieldError::new(
                "division",
                Problem::NoSuch {
                    what: division.to_owned(),
                },
            )),
        }
    }
}

impl StaffInput {
    /// The form for one of a person's grants.
    #[must_use]
    pub fn of(staff: &Staff, grant: Option<&Grant>) -> Self {
        let (division, center) = match grant.map(|g| &g.scope) {
            Some(Scope::Division(code)) => (code.to_string(), String::new()),
            Some(Scope::Center(id)) => (String::new(), id.to_string()),
            Some(Scope::Everywhere) => (EVERYWHERE.to_owned(), String::new()),
            None => Default::default(),
        };
        Self {
            username: staff.username.clone(),
            name: staff.name.clone(),
            phone: staff.phone.clone(),
            role: grant.map(|g| g.role.code().to_owned()).unwrap_or_default(),
            division,
            center,
        }
    }
}

/// With the first of the person's grants: the one that the form shows.
impl From<&Staff> for StaffInput {
    fn from(staff: &Staff) -> Self {
        Self::of(staff, staff.grants.first())
    }
}

/// Checks a user name: `[a-z0-9._-]`, 3 to 40 characters; capitals become small letters.
///
/// # Errors
/// The first problem, under `field`.
pub fn check_username(field: &str, text: &str) -> Result<String, FieldError> {
    let name = clean(field, text, true, 40)?.to_ascii_lowercase();
    if name.chars().count() < 3 {
        Err(FieldError::new(field, Problem::TooShort { min: 3 }))
    } else if name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
    {
        Ok(name)
    } else {
        Err(FieldError::new(
            field,
            Problem::Unknown {
                allowed: "a-z 0-9 . _ -".to_owned(),
            },
        ))
    }
}

/// Checks a new password: 8 to 128 characters, three of the classes small letter, capital, digit and other, and not
/// containing the user name.
///
/// # Errors
/// [`Problem::WeakPassword`] under `field`.
pub fn check_password(field: &str, password: &str, username: &str) -> Result<(), FieldError> {
    let length = password.chars().count();
    let has = |class: fn(&char) -> bool| usize::from(password.chars().any(|c| class(&c)));
    let classes = has(char::is_ascii_lowercase)
        + has(char::is_ascii_uppercase)
        + has(char::is_ascii_digit)
        + has(|c| !c.is_ascii_alphanumeric());
    let named = !username.is_empty() && password.to_lowercase().contains(&username.to_lowercase());
    // The whole rule is said at once, whichever part of it is broken.
    if !(8..=128).contains(&length) || classes < 3 || named {
        return Err(FieldError::new(field, Problem::WeakPassword));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_mixed_and_not_the_user_name() {
        for good in ["Doorstep-26", "家门口是我abc1", "aB3!aB3!"] {
            assert_eq!(check_password("password", good, "wangfang"), Ok(()), "{good}");
        }
        let long = "aB3!".repeat(33);
        for bad in ["", "aB3!aB3", "lowercase12", "WangFang-2026", &long] {
            let problem = check_password("password", bad, "wangfang").unwrap_err().problem;
            assert_eq!(problem, Problem::WeakPassword, "{bad}");
        }
    }

    #[test]
    fn a_person_has_one_scope() {
        let input = |division: &str, center: &str| StaffInput {
            username: "Wang.Fang".into(),
            name: "王芳".into(),
            role: "counter_staff".into(),
            division: division.into(),
            center: center.into(),
            ..Default::default()
        };
        let scope = |division: &str, center: &str| input(division, center).check().map(|f| f.grant.scope);
        let center = crate::center::CenterId::from_i64(7);
        assert_eq!(scope(EVERYWHERE, ""), Ok(Scope::Everywhere));
        assert_eq!(scope("", ""), Err(AppError::field("division", Problem::Required)));
        assert_eq!(scope("", &center.to_string()), Ok(Scope::Center(center)));
        assert!(matches!(scope("152223100000", ""), Ok(Scope::Division(_))));
        assert!(scope("152223100000", &center.to_string()).is_err());
        assert!(scope("", "nowhere").is_err());
        assert_eq!(input(EVERYWHERE, "").check().unwrap().username, "wang.fang");
    }

    #[test]
    fn a_temporary_password_passes_the_rule() {
        for noise in [[0; 9], [255; 9], [1, 2, 3, 4, 5, 6, 7, 8, 9]] {
            let password = temporary_password(&noise);
            assert_eq!(check_password("password", &password, "wang.fang"), Ok(()), "{password}");
        }
    }

    #[test]
    fn user_names_are_plain() {
        for name in ["ab", "王芳芳", "a b c", "a@b.c"] {
            assert!(check_username("username", name).is_err(), "{name}");
        }
    }
}
