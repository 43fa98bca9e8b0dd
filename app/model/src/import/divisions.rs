//! Rows of divisions.

use super::{
    Change, Parsed, Row, RowProblem, Table,
    table::{Column, Sheet, fields},
    words::LEVELS,
};
use crate::{
    FieldError, Problem,
    division::{Division, DivisionInput},
    geo::degrees,
};
use std::collections::{HashMap, HashSet};

pub(super) const COLUMNS: &[Column] = &[
    Column("code", &["代码", "区划代码", "行政区划代码", "division_code"], true),
    Column("parent_code", &["上级代码", "上级", "parent"], false),
    Column("name", &["名称", "中文名", "区划名称"], true),
    Column("name_en", &["英文名", "英文名称"], false),
    Column("level", &["级别", "层级"], true),
    Column("lng", &["经度", "longitude", "lng_wgs84"], false),
    Column("lat", &["纬度", "latitude", "lat_wgs84"], false),
    Column("lng_gcj02", &["经度gcj02", "经度_gcj02", "高德经度"], false),
    Column("lat_gcj02", &["纬度gcj02", "纬度_gcj02", "高德纬度"], false),
];

/// Headings of an export.
#[must_use]
pub fn division_headings() -> Vec<&'static str> {
    vec!["code", "parent_code", "name", "name_en", "level", "lng", "lat"]
}

/// One row of an export, under [`division_headings`].
#[must_use]
pub fn division_row(d: &Division) -> Vec<String> {
    vec![
        d.code.to_string(),
        d.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
        d.names.zh.clone(),
        d.names.en.clone(),
        d.level.code().to_owned(),
        degrees(d.position.map(|p| p.lng)),
        degrees(d.position.map(|p| p.lat)),
    ]
}

/// Reads divisions; good rows come with parents before their children, and with the version that is stored.
#[must_use]
pub fn parse_divisions(table: &Table, existing: &[Division]) -> Parsed<Division, ()> {
    let (sheet, mut problems, ignored) = Sheet::new(table, COLUMNS);
    if !problems.is_empty() {
        return Parsed {
            rows: Vec::new(),
            problems,
            ignored,
        };
    }
    let stored: HashMap<&str, &Division> = existing.iter().map(|d| (d.code.as_str(), d)).collect();
    let in_file: HashSet<&str> = sheet.lines().map(|line| line.text("code")).collect();
    let mut seen = HashSet::new();
    let mut rows: Vec<Row<Division, ()>> = Vec::new();
    for line in sheet.lines() {
        let old = stored.get(line.text("code")).copied();
        let mut input = old.map(DivisionInput::from).unwrap_or_default();
        line.set("code", &mut input.code);
        line.set("parent_code", &mut input.parent_code);
        line.set("name", &mut input.name);
        line.set("name_en", &mut input.name_en);
        line.set_word("level", LEVELS, &mut input.level);
        line.set_position(&mut input.lng, &mut input.lat, &mut input.datum);
        match input.check() {
            Err(error) => problems.extend(line.problems(fields(error))),
            Ok(division) => {
                let mut wrong = Vec::new();
                if !seen.insert(division.code.clone()) {
                    wrong.push(FieldError::new("code", Problem::Taken));
                }
                if let Some(parent) = division.parent.as_ref().map(|p| p.as_str())
                    && !in_file.contains(parent)
                    && !stored.contains_key(parent)
                {
                    wrong.push(FieldError::new(
                        "parent_code",
                        Problem::NoSuch {
                            what: parent.to_owned(),
                        },
                    ));
                }
                if wrong.is_empty() {
                    let change = Change::of(old.map(|d| ((), d)), &division);
                    rows.push(Row {
                        line: line.number,
                        change,
                        value: division,
                    });
                } else {
                    problems.extend(line.problems(wrong));
                }
            }
        }
    }
    // A parent's code ends in zeros where its child's does not, so it sorts before it.
    rows.sort_by(|a, b| a.value.code.cmp(&b.value.code));
    problems.sort_by_key(|p: &RowProblem| p.line);
    Parsed {
        rows,
        problems,
        ignored,
    }
}
