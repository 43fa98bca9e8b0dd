//! Rows of staff: one row a role, so a person with two roles has two rows under the same user name.

use super::{
    CenterKey, Centers, Change, Parsed, Row, Table,
    table::{Column, Line, Sheet, fields},
    words::{ROLES, SCOPES, code_of},
};
use crate::{
    FieldError, Problem,
    center::CenterId,
    permission::{Role, Scope},
    staff::{EVERYWHERE, Staff, StaffFields, StaffId, StaffInput},
};
use std::collections::HashMap;

pub(super) const COLUMNS: &[Column] = &[
    Column("username", &["用户名", "账号", "user_name"], true),
    Column("name", &["姓名", "名称"], true),
    Column("phone", &["电话", "联系电话", "手机"], false),
    Column("role", &["角色"], true),
    Column("division", &["区划代码", "所属区划", "division_code"], true),
    Column("center", &["中心", "中心名称", "所属中心"], true),
];

/// Everything that the rows of one user name say of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRecord {
    /// See [`Staff`].
    pub username: String,
    /// See [`Staff`].
    pub name: String,
    /// See [`Staff`].
    pub phone: String,
    /// Sorted, without repeats.
    pub grants: Vec<crate::permission::Grant>,
}

impl From<&Staff> for StaffRecord {
    fn from(s: &Staff) -> Self {
        let mut grants = s.grants.clone();
        grants.sort_unstable();
        Self {
            username: s.username.clone(),
            name: s.name.clone(),
            phone: s.phone.clone(),
            grants,
        }
    }
}

/// Headings of an export.
#[must_use]
pub fn staff_headings() -> Vec<&'static str> {
    COLUMNS.iter().map(|c| c.0).collect()
}

/// The rows of one person in an export, under [`staff_headings`]: one for each role. A center that `centers` does not
/// hold is left out, because no row could name it.
#[must_use]
pub fn staff_rows(staff: &StaffRecord, centers: &[CenterKey]) -> Vec<Vec<String>> {
    let place = |scope: &Scope| match scope {
        Scope::Everywhere => Some((EVERYWHERE.to_owned(), String::new())),
        Scope::Division(code) => Some((code.to_string(), String::new())),
        Scope::Center(id) => centers
            .iter()
            .find(|c| c.id == *id)
            .map(|c| (c.division.to_string(), c.name.clone())),
    };
    let row = |role: Role, (division, center): (String, String)| {
        let role = role.code().to_owned();
        vec![
            staff.username.clone(),
            staff.name.clone(),
            staff.phone.clone(),
            role,
            division,
            center,
        ]
    };
    staff
        .grants
        .iter()
        .filter_map(|g| Some(row(g.role, place(&g.scope)?)))
        .collect()
}

/// Reads staff. The rows of a user name replace all roles of that person.
#[must_use]
pub fn parse_staff(table: &Table, existing: &[Staff], centers: &[CenterKey]) -> Parsed<StaffRecord, StaffId> {
    let (sheet, mut problems, ignored) = Sheet::new(table, COLUMNS);
    if !problems.is_empty() {
        return Parsed {
            rows: Vec::new(),
            problems,
            ignored,
        };
    }
    let centers = Centers::new(centers);
    let stored: HashMap<&str, (StaffId, StaffRecord)> = existing
        .iter()
        .map(|s| (s.username.as_str(), (s.id, StaffRecord::from(s))))
        .collect();
    let mut people: Vec<(u32, StaffRecord)> = Vec::new();
    let mut place: HashMap<String, usize> = HashMap::new();
    for line in sheet.lines() {
        let old = stored
            .get(line.text("username").to_ascii_lowercase().as_str())
            .map(|(_, record)| record);
        let added = read(&line, old, &centers).and_then(|read| {
            let index = *place.entry(read.username.clone()).or_insert_with(|| {
                let record = StaffRecord {
                    username: read.username.clone(),
                    name: read.name.clone(),
                    phone: read.phone.clone(),
                    grants: Vec::new(),
                };
                people.push((line.number, record));
                people.len() - 1
            });
            add(&mut people[index].1, read)
        });
        if let Err(wrong) = added {
            problems.extend(line.problems(wrong));
        }
    }
    let rows = people
        .into_iter()
        .map(|(line, mut record)| {
            record.grants.sort_unstable();
            let old = stored.get(record.username.as_str());
            Row {
                line,
                change: Change::of(old.map(|(id, record)| (*id, record)), &record),
                value: record,
            }
        })
        .collect();
    Parsed {
        rows,
        problems,
        ignored,
    }
}

/// One row: a person and one role.
fn read(line: &Line<'_>, old: Option<&StaffRecord>, centers: &Centers<'_>) -> Result<StaffFields, Vec<FieldError>> {
    let mut input = StaffInput::default();
    line.set("username", &mut input.username);
    line.set("name", &mut input.name);
    line.set("phone", &mut input.phone);
    line.set_word("role", ROLES, &mut input.role);
    let mut wrong = Vec::new();
    let (division, center) = (line.text("division"), line.text("center"));
    if center.is_empty() {
        code_of(division, SCOPES).clone_into(&mut input.division);
    } else {
        match centers.find(center, division) {
            Ok(key) => input.center = key.id.to_string(),
            Err(e) => {
                wrong.push(e);
                // A place is named, only none that there is: nothing else is wrong with it.
                input.center = CenterId::from_i64(0).to_string();
            }
        }
    }
    match input.check() {
        Ok(mut fields) if wrong.is_empty() => {
            // What the table does not have stays as it is, also where it would be taken from nobody today.
            if let (None, Some(old)) = (line.get("phone"), old) {
                fields.phone.clone_from(&old.phone);
            }
            Ok(fields)
        }
        Ok(_) => Err(wrong),
        Err(error) => {
            wrong.extend(fields(error));
            Err(wrong)
        }
    }
}

/// Adds a row's role to the person, whose other rows must say the same of them.
fn add(person: &mut StaffRecord, row: StaffFields) -> Result<(), Vec<FieldError>> {
    let wrong = if person.name != row.name {
        FieldError::new("name", Problem::Differs)
    } else if person.phone != row.phone {
        FieldError::new("phone", Problem::Differs)
    } else if person.grants.contains(&row.grant) {
        FieldError::new("username", Problem::Taken)
    } else {
        person.grants.push(row.grant);
        return Ok(());
    };
    Err(vec![wrong])
}
