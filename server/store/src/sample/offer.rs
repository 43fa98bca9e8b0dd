//! What the centers of the sample offer: hours, rooms, amenities; and the zone template. Made up, by the center's number.

use model::{
    amenity::AmenityFields,
    booking::{Mode, Rules},
    hours::{Interval, Shift, WeekHours},
    room::{RoomFields, RoomKind},
    text::Names,
    zone::{Alias, Requirement, ZoneTemplate},
};

const fn from(start: (u16, u16), end: (u16, u16), shift: Shift) -> Interval {
    Interval {
        start: start.0 * 60 + start.1,
        end: end.0 * 60 + end.1,
        shift,
    }
}

const MORNING: Interval = from((8, 30), (12, 0), Shift::Morning);
const NOON: Interval = from((12, 0), (14, 30), Shift::NoonDuty);
const AFTERNOON: Interval = from((14, 30), (17, 30), Shift::Afternoon);
const EVENING: Interval = from((17, 30), (20, 0), Shift::EveningDuty);
const WEEKEND: Interval = from((9, 0), (11, 30), Shift::Morning);

/// The week of the `i`th center; the first is the town's.
pub(super) fn hours(i: usize) -> WeekHours {
    let with_noon = vec![MORNING, NOON, AFTERNOON];
    let early = vec![
        from((8, 0), (11, 30), Shift::Morning),
        from((11, 30), (14, 0), Shift::NoonDuty),
        from((14, 0), (17, 0), Shift::Afternoon),
    ];
    let without_noon = vec![MORNING, AFTERNOON];
    let mut week = WeekHours::default();
    for day in 0..5 {
        week.0[day] = match i % 4 {
            0 | 1 => with_noon.clone(),
            2 => early.clone(),
            _ => without_noon.clone(),
        };
    }
    // Evening duty: the town on Tuesday and Thursday, some villages on Wednesday.
    let evenings: &[usize] = match i {
        0 => &[1, 3],
        _ if i % 4 == 1 => &[2],
        _ => &[],
    };
    for day in evenings {
        week.0[*day].push(EVENING);
    }
    // Weekend duty.
    if i.is_multiple_of(3) {
        week.0[5].push(WEEKEND);
    }
    if i.is_multiple_of(6) {
        week.0[6].push(WEEKEND);
    }
    week
}

struct RoomSample {
    kind: RoomKind,
    name: (&'static str, &'static str),
    capacity: u32,
    equipment: &'static str,
    /// Whether the `i`th village has it; the town has all.
    village: fn(usize) -> bool,
}

const ROOMS: [RoomSample; 11] = [
    RoomSample {
        kind: RoomKind::ConvenienceStation,
        name: ("便民服务站", "Convenience station"),
        capacity: 12,
        equipment: "服务台\n复印机\n等候座椅",
        village: |_| true,
    },
    RoomSample {
        kind: RoomKind::PracticeStation,
        name: ("新时代文明实践站", "Civilization practice station"),
        capacity: 30,
        equipment: "折叠桌椅\n音响",
        village: |_| true,
    },
    RoomSample {
        kind: RoomKind::PartyStudio,
        name: ("智慧党建综合活动室", "Party-building studio"),
        capacity: 40,
        equipment: "投影仪\n视频会议设备",
        village: |i| i % 2 == 0,
    },
    RoomSample {
        kind: RoomKind::ReadingSpace,
        name: ("阅享空间", "Reading space"),
        capacity: 16,
        equipment: "图书\n阅读灯\n书桌",
        village: |i| i % 3 != 2,
    },
    RoomSample {
        kind: RoomKind::TalkRoom,
        name: ("群众说事室", "Talk room"),
        capacity: 10,
        equipment: "圆桌",
        village: |i| i % 4 != 3,
    },
    RoomSample {
        kind: RoomKind::MediationRoom,
        name: ("矛盾调解室", "Mediation room"),
        capacity: 8,
        equipment: "圆桌\n饮水机",
        village: |i| i % 3 == 0,
    },
    RoomSample {
        kind: RoomKind::LectureHall,
        name: ("乡村振兴大讲堂", "Rural lecture hall"),
        capacity: 60,
        equipment: "投影仪\n音响\n讲台",
        village: |i| i % 5 == 0,
    },
    RoomSample {
        kind: RoomKind::WomensHome,
        name: ("妇女之家", "Women's home"),
        capacity: 15,
        equipment: "手工桌",
        village: |i| i % 4 == 1,
    },
    RoomSample {
        kind: RoomKind::WarmCorner,
        name: ("暖心服务角", "Warm corner"),
        capacity: 6,
        equipment: "热水\n微波炉\n急救箱",
        village: |i| i % 6 == 0,
    },
    RoomSample {
        kind: RoomKind::CultureSquare,
        name: ("文化广场", "Culture square"),
        capacity: 0,
        equipment: "健身器材\n舞台",
        village: |i| i % 2 == 1 || i % 5 == 0,
    },
    RoomSample {
        kind: RoomKind::Other,
        name: ("多功能厅", "Multi-purpose hall"),
        capacity: 24,
        equipment: "会议桌",
        village: |i| i % 11 == 0,
    },
];

/// The rooms of the `i`th center; the first is the town's and has all.
pub(super) fn rooms(i: usize) -> impl Iterator<Item = RoomFields> {
    ROOMS
        .iter()
        .filter(move |r| i == 0 || (r.village)(i))
        .map(move |r| RoomFields {
            kind: r.kind,
            names: Names::new(r.name.0, r.name.1),
            capacity: if i == 0 { r.capacity * 2 } else { r.capacity },
            equipment: r.equipment.to_owned(),
            accessibility: if i.is_multiple_of(2) {
                "入口无台阶".to_owned()
            } else {
                String::new()
            },
        })
}

/// How a room of the sample is booked: as its kind is by default, and the reading spaces also as a whole.
pub(super) fn rules(room: &RoomFields) -> Rules {
    if room.kind == RoomKind::COUNTER {
        return counter(room);
    }
    Rules {
        whole_too: room.kind == RoomKind::ReadingSpace,
        bring: match room.kind {
            RoomKind::MediationRoom => "身份证；与事情有关的材料".to_owned(),
            RoomKind::ReadingSpace => "水杯".to_owned(),
            _ => String::new(),
        },
        ..Rules::of_kind(room.kind, room.capacity)
    }
}

/// Appointments at the counter: at the town's four windows, at one in villages whose entrance has no step. The others take people as they
/// come.
fn counter(room: &RoomFields) -> Rules {
    let by_kind = Rules::of_kind(room.kind, room.capacity);
    let windows = match (room.capacity > 12, room.accessibility.is_empty()) {
        (true, _) => 4,
        (false, false) => 1,
        (false, true) => return by_kind,
    };
    Rules {
        mode: Mode::Seats,
        units: windows,
        party_max: 1,
        longest_minutes: 30,
        ahead_days: 14,
        quota_day: 2,
        quota_week: 6,
        bring: "办件号；要办的事的材料".to_owned(),
        ..by_kind
    }
}

/// Code, icon, names.
const AMENITIES: [(&str, &str, &str, &str); 12] = [
    ("step_free", "wheelchair", "无障碍通道", "Step-free entrance"),
    ("toilet", "toilet", "卫生间", "Toilet"),
    ("water", "water", "饮水", "Drinking water"),
    ("seats", "one-chair", "休息座椅", "Seats"),
    ("desk", "desk", "书写台", "Writing desk"),
    ("wifi", "wifi", "无线网络", "Wi-Fi"),
    ("charging", "charging", "手机充电", "Phone charging"),
    ("print", "printer", "复印打印", "Copying and printing"),
    ("newspapers", "newspaper", "报刊", "Newspapers"),
    ("glasses", "search", "老花镜", "Reading glasses"),
    ("umbrella", "umbrella", "雨伞", "Umbrellas"),
    ("first_aid", "medicine", "急救箱", "First-aid kit"),
];

/// The list of amenities.
pub(super) fn amenities() -> impl Iterator<Item = AmenityFields> {
    (1_i64..)
        .zip(AMENITIES)
        .map(|(rank, (code, icon, zh, en))| AmenityFields {
            code: code.to_owned(),
            names: Names::new(zh, en),
            icon: icon.to_owned(),
            rank: rank * 10,
        })
}

/// Which of them, by place in the list, the `i`th center has; the town's has all, each has water and seats.
pub(super) fn amenities_of(i: usize) -> impl Iterator<Item = usize> {
    (0..AMENITIES.len()).filter(move |n| i == 0 || matches!(n, 2 | 3) || !(i * 7 + n * 5).is_multiple_of(3))
}

/// 两站五室一广场. Two of the five rooms are not named publicly: their lines say that they are samples and are there to be
/// edited. The older names are common ones of the kind that 两站十室 used.
pub(super) fn zone_template() -> ZoneTemplate {
    use RoomKind as K;
    let line = |name: &str, kinds: &[K]| Requirement {
        name: name.to_owned(),
        kinds: kinds.to_vec(),
        min_count: 1,
        for_kind: None,
    };
    let alias = |(old, kind): (&str, K)| Alias {
        old_name: old.to_owned(),
        kind,
    };
    ZoneTemplate {
        name: "两站五室一广场".to_owned(),
        requirements: vec![
            line("便民服务站", &[K::ConvenienceStation]),
            line("新时代文明实践站", &[K::PracticeStation]),
            line("智慧党建综合活动室", &[K::PartyStudio]),
            line("群众说事室", &[K::TalkRoom]),
            line("矛盾调解室", &[K::MediationRoom]),
            line(&format!("{}第四室", Requirement::SAMPLE), &[K::ReadingSpace]),
            line(
                &format!("{}第五室", Requirement::SAMPLE),
                &[K::LectureHall, K::WomensHome, K::Other],
            ),
            line("文化广场", &[K::CultureSquare]),
        ],
        aliases: [
            ("便民服务室", K::ConvenienceStation),
            ("党员活动室", K::PartyStudio),
            ("图书阅览室", K::ReadingSpace),
            ("农家书屋", K::ReadingSpace),
            ("悦享空间", K::ReadingSpace),
            ("人民调解室", K::MediationRoom),
            ("会议室", K::LectureHall),
            ("文体活动广场", K::CultureSquare),
        ]
        .map(alias)
        .to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::hours::check_day;

    #[test]
    fn all_sample_hours_keep_the_rules_of_a_day() {
        for i in 0..43 {
            for day in hours(i).0 {
                assert_eq!(check_day("day", day.clone()), Ok(day));
            }
        }
    }

    #[test]
    fn the_towns_center_has_a_room_of_every_kind() {
        assert_eq!(rooms(0).map(|r| r.kind).collect::<Vec<_>>(), RoomKind::ALL);
    }
}
