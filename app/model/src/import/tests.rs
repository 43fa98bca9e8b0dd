//! What tables do to what is stored: what is wrong is named by line and column, and an export imported again is the same.

use super::*;
use crate::{
    amenity::{Amenity, AmenityId},
    center::{CenterFields, CenterKind, CounterAreas, Position, PositionSource},
    division::{Division, DivisionLevel},
    geo::LngLat,
    hours::{Interval, Shift, WeekHours},
    matter::MatterId,
    permission::{Grant, Role, Scope},
    room::{RoomFields, RoomId, RoomKind},
    staff::{Staff, StaffId},
    text::Names,
    zone::{Alias, ZoneTemplate},
};
use proptest::prelude::*;

fn table(lines: &[&str]) -> Table {
    let split = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    Table {
        headings: split(lines[0]),
        rows: lines[1..].iter().map(|line| split(line)).collect(),
    }
}

fn found<T, K>(parsed: &Parsed<T, K>) -> Vec<(u32, &str, &Problem)> {
    parsed
        .problems
        .iter()
        .map(|p| (p.line, p.column.as_str(), &p.problem))
        .collect()
}

fn code(text: &str) -> DivisionCode {
    text.parse().unwrap()
}

fn key(id: i64, division: &str, name: &str) -> CenterKey {
    CenterKey {
        id: CenterId::from_i64(id),
        division: code(division),
        name: name.into(),
    }
}

const TOWN: &str = "152223100000";
const VILLAGE: &str = "152223100202";

#[test]
fn the_published_table_of_divisions_is_read_and_reading_it_again_changes_nothing() {
    let published = table(&[
        "\u{feff}code|parent_code|name|level|lng_gcj02|lat_gcj02",
        "152223100202|152223100000|东风村|village||",
        "152223100000||音德尔镇|town|122.933736|46.734119",
        "",
    ]);
    let parsed = parse_divisions(&published, &[]);
    assert_eq!(found(&parsed), []);
    assert_eq!(parsed.counts(), (2, 0, 0));
    // Parents come first, and the position has become WGS-84.
    let town = &parsed.rows[0];
    assert_eq!((town.line, town.value.code.as_str()), (3, TOWN));
    let at = town.value.position.unwrap();
    assert!(
        (at.lng - 122.9277).abs() < 0.001 && (at.lat - 46.732).abs() < 0.002,
        "{at:?}"
    );
    let stored: Vec<Division> = parsed.rows.into_iter().map(|row| row.value).collect();
    assert_eq!(parse_divisions(&published, &stored).counts(), (0, 0, 2));
}

#[test]
fn every_bad_row_is_named_with_its_line_and_column() {
    let bad = table(&[
        "代码|上级代码|名称|级别|lng|lat",
        "152223100000||音德尔镇|镇|122.93|46.73",
        "",
        "15222310|152223100000|短码村|村||",
        "152223100202|152223100000|东风村|村|122.9|200",
        "152223100203|152223100000|反村|村|46.7|122.9",
        "152223100204|152223999000|孤村|hamlet||",
        "152223100205|152229100000|远村|村||",
        "152223100000||音德尔镇|镇||",
        "152223100206|152223100000||村|122.9|",
    ]);
    let parsed = parse_divisions(&bad, &[]);
    let places: Vec<(u32, &str)> = parsed.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    assert_eq!(
        places,
        [
            (4, "代码"),
            (5, "lat"),
            (6, "lng"),
            (7, "上级代码"),
            (7, "级别"),
            (8, "上级代码"),
            (9, "代码"),
            (10, "名称"),
            (10, "lat"),
        ]
    );
    assert_eq!(parsed.problems[2].problem, Problem::Swapped);
    assert_eq!(parsed.problems[6].problem, Problem::Taken);
    assert_eq!(parsed.rows.len(), 1);
}

#[test]
fn divisions_that_are_each_others_parents_are_named_both() {
    let circle = table(&[
        "code|parent_code|name|level",
        "152223100000||音德尔镇|town",
        "152223100202|152223100203|东风村|village",
        "152223100203|152223100202|西风村|village",
        "152223100204|152223100204|自家村|village",
    ]);
    let parsed = parse_divisions(&circle, &[]);
    let wrong = &Problem::Parent;
    assert_eq!(
        found(&parsed),
        [
            (3, "parent_code", wrong),
            (4, "parent_code", wrong),
            (5, "parent_code", wrong)
        ]
    );
    // Over what is stored it is the same: a village is above no town, also where the town is below it already.
    let stored = [Division {
        code: code(VILLAGE),
        parent: Some(code(TOWN)),
        names: Names::new("东风村", ""),
        level: DivisionLevel::Village,
        position: None,
        version: 1,
    }];
    let above = table(&["code|parent_code|name|level", "152223100000|152223100202|音德尔镇|town"]);
    assert_eq!(found(&parse_divisions(&above, &stored)), [(2, "parent_code", wrong)]);
}

#[test]
fn a_matter_that_stands_twice_in_a_file_is_named_however_its_code_is_written() {
    let headings = Kind::Matters.headings(true);
    let at = headings.iter().position(|heading| heading == "code").unwrap();
    let row = |code: &str| {
        let mut row = Kind::Matters.example();
        row[at] = code.into();
        row
    };
    let twice = Table {
        headings: headings.clone(),
        rows: ["C0101", "C0102", "c0101", "C0102"].map(row).to_vec(),
    };
    let parsed = parse_matters(&twice, &[]);
    assert_eq!(
        found(&parsed),
        [(4, "code", &Problem::Taken), (5, "code", &Problem::Taken)]
    );
    // The first of each would come in, in the one way in which codes are written; nothing does while something is wrong.
    let codes: Vec<_> = parsed.rows.iter().map(|row| row.value.content.code.as_str()).collect();
    assert_eq!(codes, ["C0101", "C0102"]);
    // What is stored in capitals is the same matter, and no second one.
    let stored: Vec<_> = parsed
        .rows
        .iter()
        .map(|row| (crate::id::Id::from_i64(1), row.value.clone()))
        .collect();
    let lower = Table {
        headings,
        rows: vec![row("c0101")],
    };
    assert_eq!(parse_matters(&lower, &stored[..1]).counts(), (0, 0, 1));
}

#[test]
fn a_parent_that_nobody_knows_is_refused() {
    let orphan = table(&[
        "code|parent_code|name|level",
        "152223100202|152223100000|东风村|village",
    ]);
    let unknown = Problem::NoSuch { what: TOWN.into() };
    assert_eq!(found(&parse_divisions(&orphan, &[])), [(2, "parent_code", &unknown)]);
}

#[test]
fn a_table_without_its_key_columns_is_refused_as_a_whole() {
    let parsed = parse_divisions(&table(&["code|名字|code", "152223100202|东风村|x"]), &[]);
    assert_eq!(
        found(&parsed),
        [
            (1, "code", &Problem::Taken),
            (1, "name", &Problem::ColumnMissing),
            (1, "level", &Problem::ColumnMissing)
        ]
    );
    assert_eq!(parsed.ignored, ["名字"]);
    assert_eq!(parsed.rows, []);
}

#[test]
fn columns_that_are_not_there_leave_a_center_as_it_is() {
    let stored = vec![(CenterId::from_i64(1), center(VILLAGE, "东风村党群服务中心"))];
    let short = table(&[
        "division|name|kind|phone|hours_sat",
        "152223100202|东风村党群服务中心|village|0482-6122345|09:00-11:00",
    ]);
    let parsed = parse_centers(&short, &stored, &[code(VILLAGE)], &[]);
    assert_eq!(found(&parsed), []);
    let mut expected = stored[0].1.clone();
    expected.fields.phone = "0482-6122345".into();
    expected.hours.0[5] = vec![Interval {
        start: 540,
        end: 660,
        shift: Shift::Morning,
    }];
    assert_eq!(parsed.rows[0].value, expected);
    assert_eq!(parsed.rows[0].change, Change::Changed(CenterId::from_i64(1)));
}

#[test]
fn a_centers_faults_are_all_named() {
    let bad = table(&[
        "division|name|kind|amenities|hours_mon|area_counter|lng|lat|position_source",
        "152223100202|甲|village|wifi; sauna|22:00-06:00|maybe|122.9|46.7|",
        "152223100299|乙|village|||||",
        "152223100202|丙|镇||||||",
        "152223100202|丙|镇||||||",
    ]);
    let parsed = parse_centers(&bad, &[], &[code(VILLAGE)], &[amenity("wifi", "无线网络")]);
    let places: Vec<(u32, &str)> = parsed.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    assert_eq!(
        places,
        [
            (2, "position_source"),
            (2, "area_counter"),
            (2, "hours_mon"),
            (2, "amenities"),
            (3, "division"),
            (5, "name"),
        ]
    );
    assert_eq!(parsed.rows[0].value.fields.kind, CenterKind::Town);
}

#[test]
fn rooms_are_understood_by_code_by_name_and_by_older_name() {
    let template = ZoneTemplate {
        aliases: vec![Alias {
            old_name: "图书阅览室".into(),
            kind: RoomKind::ReadingSpace,
        }],
        ..Default::default()
    };
    let rooms = table(&[
        "center|name|kind|capacity",
        "东风村|一|talk_room|",
        "东风村|二|群众说事室|8",
        "东风村|三|图书阅览室|",
        "东风村|四|悦享空间|",
        "东风村|五|地窖|",
        "西风村|六|other|",
        "东风村|一|other|",
    ]);
    let parsed = parse_rooms(&rooms, &[], &[key(1, VILLAGE, "东风村")], &template);
    let kinds: Vec<RoomKind> = parsed.rows.iter().map(|row| row.value.fields.kind).collect();
    assert_eq!(
        kinds,
        [
            RoomKind::TalkRoom,
            RoomKind::TalkRoom,
            RoomKind::ReadingSpace,
            RoomKind::ReadingSpace
        ]
    );
    let places: Vec<(u32, &str)> = parsed.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    assert_eq!(places, [(6, "kind"), (7, "center"), (8, "name")]);
}

#[test]
fn centers_of_one_name_are_told_apart_by_division() {
    let centers = [key(1, VILLAGE, "中心"), key(2, "152223100203", "中心")];
    let rows = table(&[
        "division|center|name|kind",
        "|中心|一|other",
        "152223100203|中心|一|other",
    ]);
    let parsed = parse_rooms(&rows, &[], &centers, &ZoneTemplate::default());
    assert_eq!(found(&parsed), [(2, "division", &Problem::Required)]);
    assert_eq!(parsed.rows[0].value.center, CenterId::from_i64(2));
}

#[test]
fn a_person_with_two_roles_has_two_rows() {
    let centers = [key(7, VILLAGE, "东风村")];
    let rows = table(&[
        "用户名|姓名|电话|角色|区划代码|中心",
        "wang.fang|王芳||center_lead||东风村",
        "Wang.Fang|王芳||grid_worker|152223100202|",
        "wang.fang|王方||inspector|全部|",
        "wang.fang|王芳||center_lead|152223100202|东风村",
        "li|李||boss|*|",
        "zhao|赵||administrator||",
        "qian|钱||counter_staff||西风村",
    ]);
    let parsed = parse_staff(&rows, &[], &centers);
    let places: Vec<(u32, &str)> = parsed.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    // Nobody gets the whole deployment because a cell was left empty.
    let wrong = [
        (4, "姓名"),
        (5, "用户名"),
        (6, "用户名"),
        (6, "角色"),
        (7, "区划代码"),
        (8, "中心"),
    ];
    assert_eq!(places, wrong);
    assert_eq!(parsed.rows.len(), 1);
    assert_eq!(parsed.rows[0].value.grants.len(), 2);
}

fn amenity(code: &str, name: &str) -> Amenity {
    Amenity {
        id: AmenityId::from_i64(1),
        code: code.into(),
        names: Names::new(name, ""),
        icon: String::new(),
        rank: 0,
        retired: false,
    }
}

#[test]
fn amenities_stand_in_a_table_under_their_names_unless_these_would_be_read_as_something_else() {
    let known = [
        amenity("wifi", "无线网络"),
        amenity("water", "水"),
        amenity("tea", "水"),
        amenity("printing", "打印、复印"),
    ];
    let mut record = center(VILLAGE, "东风村党群服务中心");
    record.amenities = ["printing", "water", "wifi"].map(str::to_owned).to_vec();
    let mut row = center_row(&record);
    name_amenities(&mut row, &known);
    assert!(row.contains(&"printing、water、无线网络".to_owned()), "{row:?}");
}

fn center(division: &str, name: &str) -> CenterRecord {
    CenterRecord {
        fields: CenterFields {
            kind: CenterKind::Village,
            division: code(division),
            names: Names::new(name, "A center"),
            address: "振兴路2号".into(),
            phone: String::new(),
            position: Some(Position {
                at: LngLat::new(122.93, 46.73),
                source: PositionSource::Schematic,
            }),
            areas: CounterAreas {
                counter: true,
                ..Default::default()
            },
            introduction: Names::default(),
        },
        hours: WeekHours::default(),
        amenities: vec![],
    }
}

/// Text of the kind that survives trimming.
fn text(max: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(
        proptest::sample::select("村东a;,\"'<>=|/ \n".chars().collect::<Vec<_>>()),
        1..max,
    )
    .prop_map(|chars| format!("x{}x", chars.into_iter().collect::<String>()))
}

fn position() -> impl Strategy<Value = Option<LngLat>> {
    proptest::option::of((73.5..135.0_f64, 18.0..53.5_f64).prop_map(|(lng, lat)| LngLat::new(lng, lat)))
}

fn as_table(headings: Vec<&'static str>, rows: Vec<Vec<String>>) -> Table {
    Table {
        headings: headings.into_iter().map(str::to_owned).collect(),
        rows,
    }
}

/// An export in codes, and one in the words of a Chinese clerk.
fn both(kind: Kind, rows: &[Vec<String>]) -> [Table; 2] {
    [true, false].map(|english| Table {
        headings: kind.headings(english),
        rows: rows.iter().map(|row| kind.in_words(row.clone(), english)).collect(),
    })
}

#[test]
fn an_export_in_words_imports_unchanged_as_one_in_codes_does() {
    let owner = key(7, VILLAGE, "东风村");
    let division = |text: &str, parent: Option<&str>, level: DivisionLevel| Division {
        code: code(text),
        parent: parent.map(code),
        names: Names::new("某地", ""),
        level,
        position: None,
        version: 1,
    };
    let divisions = [
        division("150000000000", None, DivisionLevel::Province),
        division("152200000000", Some("150000000000"), DivisionLevel::Prefecture),
        division("152223000000", Some("152200000000"), DivisionLevel::Banner),
        division(TOWN, Some("152223000000"), DivisionLevel::Town),
        division(VILLAGE, Some(TOWN), DivisionLevel::Village),
    ];
    let tables = both(Kind::Divisions, &divisions.each_ref().map(division_row));
    assert_eq!(
        tables[1].rows.iter().map(|row| row[4].as_str()).collect::<Vec<_>>(),
        ["省级", "市级", "县级", "镇级", "村级"]
    );
    for table in &tables {
        assert_eq!(parse_divisions(table, &divisions).counts(), (0, 0, 5));
    }

    let mut town = center(VILLAGE, "镇中心");
    town.fields.kind = CenterKind::Town;
    town.fields.position = None;
    let centers: Vec<_> = (1..)
        .map(CenterId::from_i64)
        .zip([center(VILLAGE, "村中心"), town])
        .collect();
    let rows: Vec<_> = centers.iter().map(|(_, record)| center_row(record)).collect();
    let tables = both(Kind::Centers, &rows);
    for word in ["村级", "镇级", "示意", "没有位置", "是", "否"] {
        assert!(tables[1].rows.iter().flatten().any(|cell| cell == word), "{word}");
    }
    for table in &tables {
        assert_eq!(
            parse_centers(table, &centers, &[code(VILLAGE)], &[]).counts(),
            (0, 0, 2)
        );
    }

    let room = |kind: RoomKind| RoomFields {
        kind,
        names: Names::new(kind.code(), ""),
        capacity: 8,
        equipment: String::new(),
        accessibility: String::new(),
    };
    let rooms: Vec<_> = (1..)
        .map(RoomId::from_i64)
        .zip(RoomKind::ALL.map(|kind| RoomRecord {
            center: owner.id,
            fields: room(kind),
        }))
        .collect();
    let rows: Vec<_> = rooms
        .iter()
        .map(|(_, record)| room_row(&owner, &record.fields))
        .collect();
    let tables = both(Kind::Rooms, &rows);
    assert!(tables[1].rows.iter().any(|row| row[4] == "群众说事室"));
    for table in &tables {
        let parsed = parse_rooms(table, &rooms, std::slice::from_ref(&owner), &ZoneTemplate::default());
        assert_eq!(parsed.counts(), (0, 0, rooms.len()));
    }

    let person = Staff {
        id: StaffId::from_i64(9),
        username: "wang.fang".into(),
        name: "王芳".into(),
        phone: String::new(),
        grants: Role::ALL
            .map(|role| Grant {
                role,
                scope: Scope::Everywhere,
            })
            .to_vec(),
        must_change_password: false,
        locked_until: None,
        retired: false,
        last_sign_in: None,
        version: 1,
    };
    let rows = staff_rows(&StaffRecord::from(&person), std::slice::from_ref(&owner));
    let tables = both(Kind::Staff, &rows);
    assert!(tables[1].rows.iter().any(|row| row[3] == "窗口工作人员"));
    for table in &tables {
        let parsed = parse_staff(table, std::slice::from_ref(&person), std::slice::from_ref(&owner));
        assert_eq!((found(&parsed), parsed.counts()), (vec![], (0, 0, 1)));
    }

    let example = Table {
        headings: Kind::Matters.headings(true),
        rows: vec![Kind::Matters.example()],
    };
    let example = parse_matters(&example, &[]).rows.into_iter().map(|row| row.value);
    let matters: Vec<_> = (1..).map(MatterId::from_i64).zip(example).collect();
    let rows: Vec<_> = matters.iter().map(|(_, record)| matter_row(record)).collect();
    let tables = both(Kind::Matters, &rows);
    for (table, material) in tables.iter().zip([
        "id | 老人身份证 | government | 1 | 1 | yes |",
        "id | 老人身份证 | 政府部门核发 | 1 | 1 | 是 |",
    ]) {
        assert!(
            table.rows[0].iter().any(|cell| cell.starts_with(material)),
            "{:?}",
            table.rows
        );
        assert_eq!(parse_matters(table, &matters).counts(), (0, 0, 1));
    }
}

#[test]
fn where_a_matter_is_handled_goes_out_and_comes_in_and_stays_where_a_table_does_not_say_it() {
    let example = Table {
        headings: Kind::Matters.headings(true),
        rows: vec![Kind::Matters.example()],
    };
    let mut record = parse_matters(&example, &[]).rows.remove(0).value;
    record.content.place = "二楼 3 号窗口".into();
    let stored = [(MatterId::from_i64(1), record.clone())];
    let mut out = Table {
        headings: Kind::Matters.headings(false),
        rows: vec![matter_row(&record)],
    };
    let at = out.headings.iter().position(|heading| heading == "办理地点").unwrap();
    assert_eq!(out.rows[0][at], "二楼 3 号窗口");
    assert_eq!(parse_matters(&out, &stored).counts(), (0, 0, 1));
    assert_eq!(parse_matters(&out, &[]).rows[0].value, record);
    // A table of an older export has no such column.
    out.headings.remove(at);
    out.rows[0].remove(at);
    assert_eq!(parse_matters(&out, &stored).rows[0].value, record);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_export_of_divisions_imports_unchanged(name in text(20), name_en in text(20), at in position(), level in 0..5_usize) {
        let division = |text: &str, parent: Option<&str>| Division {
            code: code(text),
            parent: parent.map(code),
            names: Names::new(&name, &name_en),
            level: DivisionLevel::ALL[level],
            position: at,
            version: 3,
        };
        let all = vec![division(TOWN, None), division(VILLAGE, Some(TOWN))];
        let export = as_table(division_headings(), all.iter().map(division_row).collect());
        let parsed = parse_divisions(&export, &all);
        prop_assert_eq!(parsed.counts(), (0, 0, 2));
        let created = parse_divisions(&export, &[]).rows.into_iter().map(|r| Division { version: 3, ..r.value });
        prop_assert_eq!(created.collect::<Vec<_>>(), all);
    }

    #[test]
    fn an_export_of_centers_imports_unchanged(
        name in text(20), address in text(30), introduction in text(40), at in position(),
        flags in any::<[bool; 4]>(), points in proptest::collection::btree_set(0..=1440_u16, 0..8), day in 0..7_usize,
        amenities in proptest::sample::subsequence(vec!["printing".to_owned(), "water".to_owned(), "wifi".to_owned()], 0..=3),
    ) {
        let mut record = center(VILLAGE, &name);
        record.fields.address = address;
        record.fields.introduction = Names::new(introduction, "");
        record.fields.position = at.map(|at| Position { at, source: PositionSource::Surveyed });
        let [reception, counter, waiting, convenience] = flags;
        record.fields.areas = CounterAreas { reception, counter, waiting, convenience };
        record.amenities = amenities;
        let points: Vec<u16> = points.into_iter().collect();
        record.hours.0[day] = points
            .chunks_exact(2)
            .map(|p| Interval { start: p[0], end: p[1], shift: Shift::ALL[usize::from(p[0]) % 4] })
            .collect();
        let export = as_table(center_headings(), vec![center_row(&record)]);
        // One name is of two amenities, and one would be read as two: those keep their codes.
        let known = [amenity("wifi", "无线网络"), amenity("water", "水"), amenity("tea", "水"), amenity("printing", "打印、复印")];
        let created = parse_centers(&export, &[], &[code(VILLAGE)], &known);
        prop_assert_eq!(found(&created), []);
        prop_assert_eq!(&created.rows[0].value, &record);
        let mut named = center_row(&record);
        name_amenities(&mut named, &known);
        let named = as_table(center_headings(), vec![Kind::Centers.in_words(named, false)]);
        let read = parse_centers(&named, &[], &[code(VILLAGE)], &known);
        prop_assert_eq!(&read.rows[0].value, &record);
        let again = parse_centers(&export, &[(CenterId::from_i64(1), record)], &[code(VILLAGE)], &known);
        prop_assert_eq!(again.counts(), (0, 0, 1));
    }

    #[test]
    fn an_export_of_rooms_imports_unchanged(name in text(20), equipment in text(40), capacity in 0..99_999_u32, kind in 0..11_usize) {
        let owner = key(1, VILLAGE, "东风村");
        let fields = RoomFields {
            kind: RoomKind::ALL[kind],
            names: Names::new(name, ""),
            capacity,
            equipment,
            accessibility: String::new(),
        };
        let export = as_table(room_headings(), vec![room_row(&owner, &fields)]);
        let stored = [(RoomId::from_i64(5), RoomRecord { center: owner.id, fields })];
        let parsed = parse_rooms(&export, &stored, &[owner], &ZoneTemplate::default());
        prop_assert_eq!(parsed.counts(), (0, 0, 1));
    }

    #[test]
    fn an_export_of_staff_imports_unchanged(name in text(20), roles in proptest::sample::subsequence(Role::ALL.to_vec(), 1..=6)) {
        let owner = key(7, VILLAGE, "东风村");
        let scopes = [Scope::Everywhere, Scope::Division(code(TOWN)), Scope::Center(owner.id)];
        let grants = roles.iter().zip(scopes.iter().cycle());
        let person = Staff {
            id: StaffId::from_i64(9),
            username: "wang.fang".into(),
            name,
            phone: "0482-6122345".into(),
            grants: grants.map(|(role, scope)| Grant { role: *role, scope: scope.clone() }).collect(),
            must_change_password: false,
            locked_until: None,
            retired: false,
            last_sign_in: None,
            version: 1,
        };
        let record = StaffRecord::from(&person);
        let export = as_table(staff_headings(), staff_rows(&record, std::slice::from_ref(&owner)));
        let parsed = parse_staff(&export, &[person], &[owner]);
        prop_assert_eq!(found(&parsed), []);
        prop_assert_eq!(parsed.counts(), (0, 0, 1));
    }
}
