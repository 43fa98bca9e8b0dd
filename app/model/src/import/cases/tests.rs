//! Cases from paper: every bad cell is named, and what a row says is a case that its steps alone make again.

use super::*;
use crate::{
    case::{Case, State, Step},
    matter::{Limit, LimitUnit},
    permission::{Grant, Role, Scope},
    workday::Calendar,
};
use proptest::prelude::*;

const NOW: LocalMinute = LocalMinute {
    day: Date::constant(2026, 9, 18),
    minute: 600,
};
const HEAD: &str = "登记编号|中心|收件日期|收件时间|事项|办理方式|姓名|手机号|代办人|本人同意代办|上门地址|状态|结果日期|原因或说明|经办人";

fn table(lines: &[&str]) -> Table {
    let split = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    Table {
        headings: split(lines[0]),
        rows: lines[1..].iter().map(|line| split(line)).collect(),
    }
}

fn key(id: i64, division: &str, name: &str) -> CenterKey {
    CenterKey {
        id: CenterId::from_i64(id),
        division: division.parse().unwrap(),
        name: name.into(),
    }
}

fn centers() -> Vec<CenterKey> {
    vec![
        key(1, "152223100202", "东风村党群服务中心"),
        key(2, "152223100000", "镇党群服务中心"),
        key(3, "152223101000", "别镇党群服务中心"),
    ]
}

fn matter(code: &str, name: &str, modes: &[Mode], retired: bool) -> PaperMatter {
    PaperMatter {
        code: code.into(),
        name: name.into(),
        modes: modes.to_vec(),
        retired,
    }
}

fn matters() -> Vec<PaperMatter> {
    vec![
        matter("C0101", "高龄津贴申请", &Mode::ALL, false),
        matter("C0102", "老年证", &[Mode::Immediate], false),
        matter("C0099", "旧事项", &Mode::ALL, true),
    ]
}

fn person(id: i64, username: &str, name: &str, center: i64) -> Staff {
    Staff {
        id: StaffId::from_i64(id),
        username: username.into(),
        name: name.into(),
        phone: String::new(),
        grants: vec![Grant {
            role: Role::CounterStaff,
            scope: Scope::Center(CenterId::from_i64(center)),
        }],
        must_change_password: false,
        locked_until: None,
        retired: id == 9,
        last_sign_in: None,
        version: 1,
    }
}

fn parse(table: &Table) -> Parsed<CaseRecord, CaseId> {
    let (centers, matters) = (centers(), matters());
    let towns = [CenterId::from_i64(2), CenterId::from_i64(3)];
    let people = [
        person(7, "wang.fang", "王芳", 1),
        person(8, "li.na", "李娜", 2),
        // Left since: what was done then was done by them.
        person(9, "zhao.lei", "赵磊", 1),
    ];
    let world = CaseWorld {
        centers: &centers,
        towns: &towns,
        matters: &matters,
        people: &people,
        now: NOW,
    };
    parse_cases(table, &world)
}

#[test]
fn every_bad_row_is_named_with_its_column() {
    let bad = table(&[
        HEAD,
        "1|东风村党群服务中心|2026-09-14||C9999|帮办代办|李玉兰|||是||办理中|||",
        "2|东风村党群服务中心|2026-09-14||C0102|上门办理|李玉兰|13800001234|||三组|办结|2026-09-14||",
        "3|东风村党群服务中心|2026-09-14||C0101|帮办代办|李玉兰|1380000123||是||办理中|||",
        "4|东风村党群服务中心|2026-09-19||C0101|帮办代办|李玉兰|||是||办理中|||",
        "5|东风村党群服务中心|2026-09-14||C0101|帮办代办|李玉兰|||是||办结|2026-09-13||",
        "6|不存在的中心|2026-09-14||C0101|帮办代办|李玉兰|||是||办理中|||",
        "7|东风村党群服务中心|2026-09-14||C0101|帮办代办||||||不予受理|||没有的人",
        "8|东风村党群服务中心|14 September||C0101|帮办代办|李玉兰|||是||放着|||",
        "9|东风村党群服务中心|2026-09-18|10:30|C0099|自助办理|李玉兰|||||办理中|||李娜",
        "10|东风村党群服务中心|2026-09-14||C0102|即时办理|李玉兰|||||办理中|||",
        "11|东风村党群服务中心|2026-09-14||C0101|自助办理|李玉兰|||||已收件|||",
        "11|东风村党群服务中心|2026-09-15||C0101|自助办理|张秀英|||||已收件|||",
    ]);
    let parsed = parse(&bad);
    let found: Vec<(u32, &str)> = parsed.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    assert_eq!(
        found,
        [
            (2, "事项"),
            (3, "办理方式"),
            (4, "手机号"),
            (5, "收件日期"),
            (6, "结果日期"),
            (7, "中心"),
            (8, "结果日期"),
            (8, "原因或说明"),
            (8, "经办人"),
            (8, "姓名"),
            (8, "本人同意代办"),
            (9, "收件日期"),
            (9, "状态"),
            (10, "收件时间"),
            (10, "事项"),
            (10, "经办人"),
            (11, "状态"),
            (13, "登记编号"),
        ]
    );
    let problem = |line: u32| &parsed.problems.iter().find(|p| p.line == line).unwrap().problem;
    assert_eq!(*problem(2), Problem::NoSuch { what: "C9999".into() });
    assert_eq!(*problem(3), Problem::ModeClosed);
    assert_eq!(*problem(4), Problem::Mobile);
    let range = |min: &str, max: &str| Problem::OutOfRange {
        min: min.into(),
        max: max.into(),
    };
    assert_eq!(*problem(5), range("2021-01-01", "2026-09-18"));
    assert_eq!(*problem(6), range("2026-09-14", "2026-09-18"));
    assert_eq!(*problem(13), Problem::Taken);
    // The first row with a number is good.
    assert_eq!(parsed.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [12]);
}

#[test]
fn words_and_days_are_read_as_people_write_them() {
    let good = table(&[
        HEAD,
        "A-1|东风村党群服务中心|2026/9/4|9:05|高龄津贴申请|帮办代办|李玉兰|138 0000 1234|李强|是||已办结|2026年9月7日||王芳",
        "A-2|东风村党群服务中心|2026.9.8||c0102|immediate|张秀英|||||办结|||zhao.lei",
        "A-3|东风村党群服务中心|2026-09-08||C0099 旧事项|自助办理|张秀英|||||不予批准|2026-09-09|不符合条件|",
        "A-4|东风村党群服务中心|2026-09-18||C0101|上门办理|张秀英|13800001234|||三组 5 号|转报|2026-09-18|镇里审批|",
        "示例|没有的中心|x||||||||||||",
    ]);
    let parsed = parse(&good);
    assert_eq!(parsed.problems, []);
    let values: Vec<&CaseRecord> = parsed.rows.iter().map(|row| &row.value).collect();
    let at = |day: i8, minute| LocalMinute {
        day: Date::constant(2026, 9, day),
        minute,
    };
    assert_eq!(
        (values[0].brought(NOW), values[0].came_to(NOW)),
        (at(4, 545), at(7, 720))
    );
    assert_eq!(values[0].handler, Some(StaffId::from_i64(7)));
    assert_eq!(
        (values[1].brought(NOW), values[1].came_to(NOW)),
        (at(8, 720), at(8, 720))
    );
    assert_eq!(
        (values[1].new.start, values[1].handler),
        (Start::AtOnce, Some(StaffId::from_i64(9)))
    );
    // Noon of today is still to come.
    assert_eq!(values[3].brought(NOW), NOW);
    // The only town's center above it; the other town's is none.
    assert_eq!(values[3].town, Some(CenterId::from_i64(2)));
    assert_eq!(values[3].new.visit.day, Some(Date::constant(2026, 9, 18)));
    let words = |record: &CaseRecord| -> Vec<(Step, String)> {
        let events = record.events("王芳", None, NOW).into_iter();
        events.map(|event| (event.step, event.words)).collect()
    };
    let none = String::new;
    assert_eq!(
        words(values[2]),
        [
            (Step::Register, none()),
            (Step::Accept, none()),
            (Step::Decide, "不符合条件".into())
        ]
    );
}

#[test]
fn a_table_that_is_too_long_is_parted_by_whoever_sends_it() {
    let row = "x|东风村党群服务中心|2026-09-14||C0101|自助办理|张秀英|||||已收件|||";
    let mut lines = vec![HEAD];
    lines.extend(std::iter::repeat_n(row, MOST_CASES as usize + 1));
    let parsed = parse(&table(&lines));
    assert!(matches!(
        parsed.problems[..],
        [RowProblem {
            line: 1,
            problem: Problem::TableTooLarge { .. },
            ..
        }]
    ));
}

#[test]
fn a_day_is_read_in_the_ways_that_people_write_it() {
    for text in [
        "2026-09-04",
        "2026-9-4",
        "2026/9/4",
        "2026.09.04",
        "2026年9月4日",
        "２０２６－９－４",
    ] {
        assert_eq!(paper_day(text), Some(Date::constant(2026, 9, 4)), "{text}");
    }
    for text in [
        "",
        "2026",
        "9-4",
        "2026-02-30",
        "26-9-4",
        "2026-9-4-1",
        "2026-9-4 10:00",
        "-1-2026",
    ] {
        assert_eq!(paper_day(text), None, "{text}");
    }
}

/// Rows that a careful clerk could write.
fn row() -> impl Strategy<Value = CaseRecord> {
    let state = prop::sample::select(PaperState::ALL.to_vec());
    let mode = prop::sample::select(Mode::ALL.to_vec());
    (state, mode, 0i64..400, 0i64..60, prop::option::of(0u16..1440)).prop_filter_map(
        "a mode that ends at once has ended",
        |(state, mode, ago, later, minute)| {
            if mode == Mode::Immediate && state.decision().is_none() {
                return None;
            }
            let day = date::before(NOW.day, ago)?;
            let on = date::after(day, later)?.min(NOW.day);
            let fixed = state == PaperState::Submitted || (mode == Mode::Immediate && state != PaperState::Collected);
            let on = if fixed { day } else { on };
            let (day, on) = (date::format(day), date::format(on));
            let time = minute.map(fmt_minute).filter(|_| ago > 0).unwrap_or_default();
            let (mode, state) = (mode.code(), state.zh());
            let line = format!(
                "n|东风村党群服务中心|{day}|{time}|C0101|{mode}|李玉兰|13800001234||是|三组|{state}|{on}|缺条件|王芳"
            );
            let parsed = parse(&table(&[HEAD, &line]));
            assert_eq!(parsed.problems, [], "{line}");
            parsed.rows.into_iter().next().map(|row| row.value)
        },
    )
}

proptest! {
    #[test]
    fn the_steps_alone_make_the_case_again(record in row()) {
        let limit = Limit { count: 10, unit: LimitUnit::WorkingDay };
        let staff = Some(StaffId::from_i64(7));
        let events = record.events("王芳", staff, NOW);
        for pair in events.windows(2) {
            prop_assert!(pair[0].at <= pair[1].at && pair[0].seq + 1 == pair[1].seq);
        }
        prop_assert!(events.iter().all(|event| event.at <= NOW));
        prop_assert_eq!(events[0].at, record.brought(NOW));
        prop_assert!(events.iter().any(|event| event.words == "缺条件"));
        let case = Case::replay(record.center, record.new.mode, limit, &events).unwrap();
        let state = match record.state {
            PaperState::Submitted => State::Submitted,
            PaperState::InProgress => State::InProgress,
            PaperState::HandedUp => State::HandedUp,
            PaperState::Granted | PaperState::NotGranted => State::Decided,
            PaperState::Refused => State::Refused,
            PaperState::Collected => State::Collected,
        };
        prop_assert_eq!((case.state, case.decision), (state, record.state.decision()));
        prop_assert_eq!(case.state.is_open(), !record.state.is_ended());
        // What was promised counts from the day it was brought, whenever it is entered.
        if let Some(promised) = case.promised(&Calendar::every_day()).and_then(|reading| reading.due()) {
            prop_assert!(promised.day >= record.day && promised.day <= date::after(record.day, 12).unwrap());
        }
    }

    #[test]
    fn no_text_is_a_panic(cells in prop::collection::vec("\\PC{0,12}", 15)) {
        let table = Table { headings: HEAD.split('|').map(str::to_owned).collect(), rows: vec![cells] };
        let parsed = parse(&table);
        prop_assert!(parsed.rows.len() <= 1);
    }
}
