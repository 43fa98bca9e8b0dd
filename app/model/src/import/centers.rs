//! Rows of centers, with their weekly hours and amenities.

use super::{
    Change, Parsed, Row, Table,
    table::{Column, Line, Sheet, fields},
    words::{CENTERS, POSITIONS},
};
use crate::{
    FieldError, Problem,
    amenity::Amenity,
    center::{CenterFields, CenterId, CenterInput},
    division::DivisionCode,
    geo::degrees,
    hours::{WEEKDAYS, WeekHours, format_day, parse_day},
};
use std::collections::{HashMap, HashSet};

pub(super) const COLUMNS: &[Column] = &[
    Column(
        "division",
        &["区划代码", "所属区划", "所属区划代码", "division_code"],
        true,
    ),
    Column("name", &["名称", "中心名称", "中文名"], true),
    Column("name_en", &["英文名", "英文名称"], false),
    Column("kind", &["类型", "类别"], true),
    Column("address", &["地址"], false),
    Column("phone", &["电话", "联系电话"], false),
    Column("lng", &["经度", "longitude", "lng_wgs84"], false),
    Column("lat", &["纬度", "latitude", "lat_wgs84"], false),
    Column("lng_gcj02", &["经度gcj02", "经度_gcj02", "高德经度"], false),
    Column("lat_gcj02", &["纬度gcj02", "纬度_gcj02", "高德纬度"], false),
    Column("position_source", &["位置来源"], false),
    Column("area_reception", &["咨询接待"], false),
    Column("area_counter", &["业务办理"], false),
    Column("area_waiting", &["休闲等候"], false),
    Column("area_convenience", &["便民服务"], false),
    Column("amenities", &["便民设施", "设施"], false),
    Column("hours_mon", &["周一", "星期一"], false),
    Column("hours_tue", &["周二", "星期二"], false),
    Column("hours_wed", &["周三", "星期三"], false),
    Column("hours_thu", &["周四", "星期四"], false),
    Column("hours_fri", &["周五", "星期五"], false),
    Column("hours_sat", &["周六", "星期六"], false),
    Column("hours_sun", &["周日", "星期日", "星期天"], false),
    Column("introduction", &["简介"], false),
    Column("introduction_en", &["英文简介"], false),
];

/// Everything that a row says of a center.
#[derive(Debug, Clone, PartialEq)]
pub struct CenterRecord {
    /// The center's own fields.
    pub fields: CenterFields,
    /// Its weekly hours.
    pub hours: WeekHours,
    /// Codes of its amenities, sorted.
    pub amenities: Vec<String>,
}

/// Headings of an export.
#[must_use]
pub fn center_headings() -> Vec<&'static str> {
    COLUMNS
        .iter()
        .map(|c| c.0)
        .filter(|name| !name.ends_with("_gcj02"))
        .collect()
}

/// One row of an export, under [`center_headings`].
#[must_use]
pub fn center_row(center: &CenterRecord) -> Vec<String> {
    let f = &center.fields;
    let yes_no = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
    let mut row = vec![
        f.division.to_string(),
        f.names.zh.clone(),
        f.names.en.clone(),
        f.kind.code().to_owned(),
        f.address.clone(),
        f.phone.clone(),
        degrees(f.position.map(|p| p.at.lng)),
        degrees(f.position.map(|p| p.at.lat)),
        f.position.map_or("none", |p| p.source.code()).to_owned(),
        yes_no(f.areas.reception),
        yes_no(f.areas.counter),
        yes_no(f.areas.waiting),
        yes_no(f.areas.convenience),
        center.amenities.join("; "),
    ];
    row.extend(center.hours.0.iter().map(|day| format_day(day)));
    row.extend([f.introduction.zh.clone(), f.introduction.en.clone()]);
    row
}

/// Puts the Chinese names of its amenities into a row under [`center_headings`]. One whose name would not be read as it keeps its code.
pub fn name_amenities(row: &mut [String], known: &[Amenity]) {
    let place = center_headings().iter().position(|heading| *heading == "amenities");
    let Some(cell) = place.and_then(|place| row.get_mut(place)) else {
        return;
    };
    let word = |code: &str| {
        let name = known.iter().find(|a| a.code == code).map(|a| a.names.zh.as_str());
        let read = |name: &&str| listed(name).eq([*name]) && amenity(name, known) == code;
        name.filter(read).unwrap_or(code).to_owned()
    };
    *cell = listed(cell).map(word).collect::<Vec<_>>().join("、");
}

/// What a cell lists.
fn listed(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '；', ',', '，', '、'])
        .map(str::trim)
        .filter(|one| !one.is_empty())
}

/// The code of the amenity that a word is the code of, or the Chinese name of no other; what is neither stays, for the check to name.
fn amenity<'a>(word: &'a str, known: &'a [Amenity]) -> &'a str {
    if known.iter().any(|a| a.code == word) {
        return word;
    }
    let mut named = known.iter().filter(|a| a.names.zh == word);
    match (named.next(), named.next()) {
        (Some(one), None) => &one.code,
        _ => word,
    }
}

/// Reads centers. `existing` are those in service; `divisions` and `amenities` are what may be referred to, amenities by their codes or
/// by their Chinese names.
#[must_use]
pub fn parse_centers(
    table: &Table,
    existing: &[(CenterId, CenterRecord)],
    divisions: &[DivisionCode],
    amenities: &[Amenity],
) -> Parsed<CenterRecord, CenterId> {
    let (sheet, mut problems, ignored) = Sheet::new(table, COLUMNS);
    let mut rows = Vec::new();
    if !problems.is_empty() {
        return Parsed {
            rows,
            problems,
            ignored,
        };
    }
    let stored: HashMap<(&str, &str), &(CenterId, CenterRecord)> = existing
        .iter()
        .map(|e| ((e.1.fields.division.as_str(), e.1.fields.names.zh.as_str()), e))
        .collect();
    let divisions: HashSet<&str> = divisions.iter().map(DivisionCode::as_str).collect();
    let mut seen = HashSet::new();
    for line in sheet.lines() {
        let key = (line.text("division"), line.text("name"));
        let old = stored.get(&key).copied();
        let (record, mut wrong) = read(&line, old.map(|e| &e.1), amenities);
        let division_known = divisions.contains(key.0);
        if !division_known && key.0.parse::<DivisionCode>().is_ok() {
            wrong.push(FieldError::new("division", Problem::NoSuch { what: key.0.to_owned() }));
        }
        if !key.1.is_empty() && !seen.insert(key) {
            wrong.push(FieldError::new("name", Problem::Taken));
        }
        match record {
            Some(record) if wrong.is_empty() => {
                let change = Change::of(old.map(|(id, record)| (*id, record)), &record);
                rows.push(Row {
                    line: line.number,
                    change,
                    value: record,
                });
            }
            _ => problems.extend(line.problems(wrong)),
        }
    }
    Parsed {
        rows,
        problems,
        ignored,
    }
}

/// One row over what is stored: the record if its fields are right, and everything that is wrong.
fn read(line: &Line<'_>, old: Option<&CenterRecord>, known: &[Amenity]) -> (Option<CenterRecord>, Vec<FieldError>) {
    let mut wrong = Vec::new();
    let mut input = old.map(|o| CenterInput::from(&o.fields)).unwrap_or_default();
    line.set("division", &mut input.division);
    line.set("name", &mut input.name);
    line.set("name_en", &mut input.name_en);
    line.set_word("kind", CENTERS, &mut input.kind);
    line.set("address", &mut input.address);
    line.set("phone", &mut input.phone);
    line.set_position(&mut input.lng, &mut input.lat, &mut input.datum);
    line.set_word("position_source", POSITIONS, &mut input.position_source);
    line.set("introduction", &mut input.introduction);
    line.set("introduction_en", &mut input.introduction_en);
    for (column, flag) in [
        ("area_reception", &mut input.area_reception),
        ("area_counter", &mut input.area_counter),
        ("area_waiting", &mut input.area_waiting),
        ("area_convenience", &mut input.area_convenience),
    ] {
        wrong.extend(line.set_flag(column, flag).err());
    }
    // A table without the source's column cannot say that there is a position now, or none any more.
    if line.get("position_source").is_none() && (input.lng.is_empty() == (input.position_source != "none")) {
        input.position_source.clear();
    }

    let mut hours = old.map(|o| o.hours.clone()).unwrap_or_default();
    for (day, weekday) in hours.0.iter_mut().zip(WEEKDAYS) {
        let column = format!("hours_{weekday}");
        match line.get(&column).map(|cell| parse_day(&column, cell)) {
            Some(Ok(intervals)) => *day = intervals,
            Some(Err(e)) => wrong.push(e),
            None => {}
        }
    }
    let mut amenities = old.map(|o| o.amenities.clone()).unwrap_or_default();
    if let Some(cell) = line.get("amenities") {
        amenities = listed(cell).map(|word| amenity(word, known).to_owned()).collect();
    }
    amenities.sort_unstable();
    amenities.dedup();
    if let Some(unknown) = amenities.iter().find(|code| !known.iter().any(|a| a.code == **code)) {
        wrong.push(FieldError::new("amenities", Problem::NoSuch { what: unknown.clone() }));
    }
    match input.check() {
        Ok(fields) => (
            Some(CenterRecord {
                fields,
                hours,
                amenities,
            }),
            wrong,
        ),
        Err(error) => {
            let mut all = fields(error);
            all.append(&mut wrong);
            (None, all)
        }
    }
}
