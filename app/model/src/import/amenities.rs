//! Rows of amenities: centers name them by their codes, so an empty deployment needs them first.

use super::{
    Change, Parsed, Row, Table,
    table::{Column, Line, Sheet, fields},
};
use crate::{
    FieldError, Problem,
    amenity::{Amenity, AmenityFields, AmenityId, AmenityInput},
};
use std::collections::{HashMap, HashSet};

pub(super) const COLUMNS: &[Column] = &[
    Column("code", &["代码", "设施代码"], true),
    Column("name", &["名称", "中文名"], true),
    Column("name_en", &["英文名", "英文名称"], false),
    Column("icon", &["图标"], false),
    Column("rank", &["顺序", "排序"], false),
    Column("retired", &["停用"], false),
];

/// Everything that a row says of an amenity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmenityRecord {
    /// What it says.
    pub fields: AmenityFields,
    /// No longer offered in forms.
    pub retired: bool,
}

impl From<&Amenity> for AmenityRecord {
    fn from(a: &Amenity) -> Self {
        Self {
            fields: AmenityFields {
                code: a.code.clone(),
                names: a.names.clone(),
                icon: a.icon.clone(),
                rank: a.rank,
            },
            retired: a.retired,
        }
    }
}

/// Headings of an export.
#[must_use]
pub fn amenity_headings() -> Vec<&'static str> {
    COLUMNS.iter().map(|c| c.0).collect()
}

/// One row of an export, under [`amenity_headings`].
#[must_use]
pub fn amenity_row(amenity: &AmenityRecord) -> Vec<String> {
    let f = &amenity.fields;
    vec![
        f.code.clone(),
        f.names.zh.clone(),
        f.names.en.clone(),
        f.icon.clone(),
        f.rank.to_string(),
        if amenity.retired { "yes" } else { "no" }.to_owned(),
    ]
}

/// Reads amenities over those that are there, retired ones too.
#[must_use]
pub fn parse_amenities(table: &Table, existing: &[Amenity]) -> Parsed<AmenityRecord, AmenityId> {
    let (sheet, mut problems, ignored) = Sheet::new(table, COLUMNS);
    let mut rows = Vec::new();
    if !problems.is_empty() {
        return Parsed {
            rows,
            problems,
            ignored,
        };
    }
    let stored: HashMap<&str, (AmenityId, AmenityRecord)> = existing
        .iter()
        .map(|a| (a.code.as_str(), (a.id, AmenityRecord::from(a))))
        .collect();
    let mut seen = HashSet::new();
    for line in sheet.lines() {
        let code = line.text("code");
        let old = stored.get(code);
        let mut wrong = Vec::new();
        if !code.is_empty() && !seen.insert(code) {
            wrong.push(FieldError::new("code", Problem::Taken));
        }
        match read(&line, old.map(|(_, record)| record), &mut wrong) {
            Some(record) if wrong.is_empty() => rows.push(Row {
                line: line.number,
                change: Change::of(old.map(|(id, record)| (*id, record)), &record),
                value: record,
            }),
            _ => problems.extend(line.problems(wrong)),
        }
    }
    Parsed {
        rows,
        problems,
        ignored,
    }
}

/// One row over what is stored.
fn read(line: &Line<'_>, old: Option<&AmenityRecord>, wrong: &mut Vec<FieldError>) -> Option<AmenityRecord> {
    let mut input = old.map(|o| input(&o.fields)).unwrap_or_default();
    for (column, target) in [
        ("code", &mut input.code),
        ("name", &mut input.name),
        ("name_en", &mut input.name_en),
        ("icon", &mut input.icon),
        ("rank", &mut input.rank),
    ] {
        line.set(column, target);
    }
    if input.rank.is_empty() {
        "0".clone_into(&mut input.rank);
    }
    let mut retired = old.is_some_and(|o| o.retired);
    wrong.extend(line.set_flag("retired", &mut retired).err());
    match input.check() {
        Ok(fields) => Some(AmenityRecord { fields, retired }),
        Err(error) => {
            wrong.extend(fields(error));
            None
        }
    }
}

fn input(f: &AmenityFields) -> AmenityInput {
    AmenityInput {
        code: f.code.clone(),
        name: f.names.zh.clone(),
        name_en: f.names.en.clone(),
        icon: f.icon.clone(),
        rank: f.rank.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Names;

    fn table(rows: &[[&str; 4]]) -> Table {
        let cells = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        Table {
            headings: cells(&["代码", "名称", "顺序", "停用"]),
            rows: rows.iter().map(|row| cells(row)).collect(),
        }
    }

    fn wifi(rank: i64, retired: bool) -> Amenity {
        Amenity {
            id: AmenityId::from_i64(7),
            code: "wifi".into(),
            names: Names::new("无线网络", "Wi-Fi"),
            icon: "wifi".into(),
            rank,
            retired,
        }
    }

    #[test]
    fn a_row_adds_an_amenity_or_changes_the_one_of_its_code_and_what_the_table_lacks_stays() {
        let parsed = parse_amenities(
            &table(&[["wifi", "无线网", "3", "是"], ["water", "饮用水", "", ""]]),
            &[wifi(2, false)],
        );
        assert_eq!(parsed.problems, []);
        assert_eq!(parsed.rows[0].change, Change::Changed(AmenityId::from_i64(7)));
        let changed = &parsed.rows[0].value;
        assert_eq!(
            (changed.fields.names.en.as_str(), changed.fields.icon.as_str()),
            ("Wi-Fi", "wifi")
        );
        assert_eq!((changed.fields.rank, changed.retired), (3, true));
        assert_eq!(
            (parsed.rows[1].change, parsed.rows[1].value.fields.rank),
            (Change::New, 0)
        );
    }

    #[test]
    fn an_export_says_what_is_stored() {
        for stored in [wifi(2, false), wifi(-1, true)] {
            let export = Table {
                headings: amenity_headings().into_iter().map(str::to_owned).collect(),
                rows: vec![amenity_row(&AmenityRecord::from(&stored))],
            };
            assert_eq!(parse_amenities(&export, &[stored]).counts(), (0, 0, 1));
        }
    }

    #[test]
    fn a_code_that_is_none_or_comes_twice_is_named_by_its_line() {
        let parsed = parse_amenities(
            &table(&[
                ["Wi-Fi", "无线网络", "1", ""],
                ["water", "饮用水", "x", ""],
                ["tea", "热茶", "", ""],
                ["tea", "茶", "", ""],
            ]),
            &[],
        );
        let named: Vec<_> = parsed.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
        assert_eq!(named, [(2, "代码"), (3, "顺序"), (5, "代码")]);
    }
}
