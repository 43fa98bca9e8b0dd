//! Rows of rooms.

use super::{
    CenterKey, Centers, Change, Parsed, Row, Table,
    table::{Column, Sheet, fields},
};
use crate::{
    FieldError, Problem,
    center::CenterId,
    room::{RoomFields, RoomId, RoomInput, RoomKind},
    zone::ZoneTemplate,
};
use std::collections::{HashMap, HashSet};

pub(super) const COLUMNS: &[Column] = &[
    Column(
        "division",
        &["区划代码", "所属区划", "所属区划代码", "division_code"],
        false,
    ),
    Column("center", &["中心", "中心名称", "所属中心"], true),
    Column("name", &["名称", "功能室名称", "中文名"], true),
    Column("name_en", &["英文名", "英文名称"], false),
    Column("kind", &["类型", "类别", "功能室类型"], true),
    Column("capacity", &["容纳人数", "人数"], false),
    Column("equipment", &["设备", "设施设备"], false),
    Column("accessibility", &["无障碍"], false),
];

/// Everything that a row says of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRecord {
    /// Whose room it is.
    pub center: CenterId,
    /// The room's own fields.
    pub fields: RoomFields,
}

/// Headings of an export.
#[must_use]
pub fn room_headings() -> Vec<&'static str> {
    COLUMNS.iter().map(|c| c.0).collect()
}

/// One row of an export, under [`room_headings`].
#[must_use]
pub fn room_row(center: &CenterKey, room: &RoomFields) -> Vec<String> {
    vec![
        center.division.to_string(),
        center.name.clone(),
        room.names.zh.clone(),
        room.names.en.clone(),
        room.kind.code().to_owned(),
        room.capacity.to_string(),
        room.equipment.clone(),
        room.accessibility.clone(),
    ]
}

/// Reads rooms. `existing` are those in service. A kind may be given by its code, by its Chinese name or by an older name
/// that `template` knows.
#[must_use]
pub fn parse_rooms(
    table: &Table,
    existing: &[(RoomId, RoomRecord)],
    centers: &[CenterKey],
    template: &ZoneTemplate,
) -> Parsed<RoomRecord, RoomId> {
    let (sheet, mut problems, ignored) = Sheet::new(table, COLUMNS);
    let mut rows = Vec::new();
    if !problems.is_empty() {
        return Parsed {
            rows,
            problems,
            ignored,
        };
    }
    let centers = Centers::new(centers);
    let stored: HashMap<(CenterId, &str), &(RoomId, RoomRecord)> = existing
        .iter()
        .map(|e| ((e.1.center, e.1.fields.names.zh.as_str()), e))
        .collect();
    let mut seen = HashSet::new();
    for line in sheet.lines() {
        let mut wrong: Vec<FieldError> = Vec::new();
        let center = centers
            .find(line.text("center"), line.text("division"))
            .map_err(|e| wrong.push(e))
            .ok();
        let key = center.map(|c| (c.id, line.text("name")));
        let old = key.and_then(|key| stored.get(&key).copied());
        let mut input = old.map(|e| RoomInput::from(&e.1.fields)).unwrap_or_default();
        line.set("name", &mut input.name);
        line.set("name_en", &mut input.name_en);
        line.set("kind", &mut input.kind);
        if let Some(kind) = kind_of(&input.kind, template) {
            kind.code().clone_into(&mut input.kind);
        }
        line.set("capacity", &mut input.capacity);
        line.set("equipment", &mut input.equipment);
        line.set("accessibility", &mut input.accessibility);
        if key.is_some_and(|key| !key.1.is_empty() && !seen.insert(key)) {
            wrong.push(FieldError::new("name", Problem::Taken));
        }
        match (input.check(), center) {
            (Ok(fields), Some(center)) if wrong.is_empty() => {
                let record = RoomRecord {
                    center: center.id,
                    fields,
                };
                let change = Change::of(old.map(|(id, record)| (*id, record)), &record);
                rows.push(Row {
                    line: line.number,
                    change,
                    value: record,
                });
            }
            (checked, _) => {
                wrong.extend(checked.err().map(fields).unwrap_or_default());
                problems.extend(line.problems(wrong));
            }
        }
    }
    Parsed {
        rows,
        problems,
        ignored,
    }
}

fn kind_of(text: &str, template: &ZoneTemplate) -> Option<RoomKind> {
    // The reading space is written both ways.
    let named = if text == "悦享空间" {
        Some(RoomKind::ReadingSpace)
    } else {
        None
    };
    named
        .or_else(|| RoomKind::from_code(text))
        .or_else(|| RoomKind::ALL.into_iter().find(|kind| kind.zh() == text))
        .or_else(|| template.kind_of(text))
}
