//! What can be imported and exported, and what the columns of each are called.

use super::{
    Table, amenities, cases, centers, divisions, matters, rooms, staff,
    table::{Column, Sheet},
    words::{CENTERS, LEVELS, POSITIONS, ROLES, SCOPES, YES_NO, word_of},
};
use crate::{Problem, hours::day_in_words, matter::MaterialInput, permission::Action, room::RoomKind};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 行政区划
    Divisions,
    /// 便民设施
    Amenities,
    /// 党群服务中心
    Centers,
    /// 功能室
    Rooms,
    /// 人员账号
    Staff,
    /// 服务事项
    Matters,
    /// 纸质办件
    Cases,
}

impl Kind {
    /// In the order in which an empty deployment needs them.
    pub const ALL: [Self; 7] = [
        Self::Divisions,
        Self::Amenities,
        Self::Centers,
        Self::Rooms,
        Self::Staff,
        Self::Matters,
        Self::Cases,
    ];

    /// What somebody must be allowed to do, somewhere, to import it: cases are entered by whoever registers them at the counter.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Cases => Action::HandleCases,
            _ => Action::Import,
        }
    }

    /// Whether what is stored is a table to take away. Cases are not: whose they are leaves the deployment in no list.
    #[must_use]
    pub const fn is_exported(self) -> bool {
        !matches!(self, Self::Cases)
    }

    /// The word in addresses and on the command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Divisions => "divisions",
            Self::Amenities => "amenities",
            Self::Centers => "centers",
            Self::Rooms => "rooms",
            Self::Staff => "staff",
            Self::Matters => "matters",
            Self::Cases => "cases",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The columns of an export by their proper names.
    #[must_use]
    pub fn columns(self) -> Vec<&'static str> {
        match self {
            Self::Divisions => divisions::division_headings(),
            Self::Amenities => amenities::amenity_headings(),
            Self::Centers => centers::center_headings(),
            Self::Rooms => rooms::room_headings(),
            Self::Staff => staff::staff_headings(),
            Self::Matters => matters::matter_headings(),
            Self::Cases => cases::case_headings(),
        }
    }

    /// What people call a column: its proper name in English, its usual heading in Chinese. Either is understood when it
    /// is read. A name that is no column's stays as it is.
    #[must_use]
    pub fn heading(self, column: &str, english: bool) -> &str {
        let found = self.all().iter().find(|c| c.0 == column && !english);
        found.and_then(|c| c.1.first().copied()).unwrap_or(column)
    }

    /// Every column that is understood.
    const fn all(self) -> &'static [Column] {
        match self {
            Self::Divisions => divisions::COLUMNS,
            Self::Amenities => amenities::COLUMNS,
            Self::Centers => centers::COLUMNS,
            Self::Rooms => rooms::COLUMNS,
            Self::Staff => staff::COLUMNS,
            Self::Matters => matters::COLUMNS,
            Self::Cases => cases::COLUMNS,
        }
    }

    /// What a table that is taken for this is about by its headings, where they say something else: the kind of which it has every
    /// column that is needed, and more columns than of this one.
    #[must_use]
    pub fn mistaken(self, table: &Table) -> Option<Self> {
        let fit = |kind: Self| {
            let (sheet, problems, _) = Sheet::new(table, kind.all());
            let whole = problems.iter().all(|p| p.problem != Problem::ColumnMissing);
            (sheet.read(), whole)
        };
        let (own, _) = fit(self);
        let better = Self::ALL.into_iter().filter_map(|kind| {
            let (read, whole) = fit(kind);
            (whole && read > own).then_some((read, kind))
        });
        better.max_by_key(|(read, _)| *read).map(|(_, kind)| kind)
    }

    /// What stands in a column's cell: the code as it is in English, in Chinese the word that people use. Either is understood when
    /// it is read. What is no code stays as it is.
    #[must_use]
    pub fn word<'a>(self, column: &str, cell: &'a str, english: bool) -> Cow<'a, str> {
        let words = match (self, column) {
            _ if english => return cell.into(),
            (Self::Rooms, "kind") => return RoomKind::from_code(cell).map_or(cell, |kind| kind.zh()).into(),
            (Self::Matters, "materials") => return MaterialInput::in_words(cell).into(),
            (Self::Centers, column) if column.starts_with("hours_") => return day_in_words(cell).into(),
            (Self::Divisions, "level") => LEVELS,
            (Self::Centers, "kind") => CENTERS,
            (Self::Centers, "position_source") => POSITIONS,
            (Self::Staff, "role") => ROLES,
            (Self::Staff, "division") => SCOPES,
            (Self::Centers, column) if column.starts_with("area_") => YES_NO,
            (Self::Amenities | Self::Matters, "retired") | (Self::Matters, "online_payment" | "delivery") => YES_NO,
            _ => return cell.into(),
        };
        word_of(cell, words).into()
    }

    /// A row under [`Self::columns`] in the words of a language; see [`Self::word`].
    #[must_use]
    pub fn in_words(self, row: Vec<String>, english: bool) -> Vec<String> {
        let cells = self.columns().into_iter().zip(row);
        cells
            .map(|(column, cell)| self.word(column, &cell, english).into_owned())
            .collect()
    }

    /// The headings of an export.
    #[must_use]
    pub fn headings(self, english: bool) -> Vec<String> {
        let columns = self.columns().into_iter();
        columns.map(|c| self.heading(c, english).to_owned()).collect()
    }

    /// A row under [`Self::columns`] that shows what goes where; see [`Self::in_words`].
    #[must_use]
    pub fn example(self) -> Vec<String> {
        let cells: &[&str] = match self {
            Self::Divisions => &[
                "152223100202",
                "152223100000",
                "东风村",
                "Dongfeng Village",
                "village",
                "",
                "",
            ],
            Self::Amenities => &["wifi", "无线网络", "Wi-Fi", "wifi", "1", "no"],
            Self::Centers => &[
                "152223100202",
                "东风村党群服务中心",
                "",
                "village",
                "东风村委会院内",
                "",
                "",
                "",
                "",
                "yes",
                "yes",
                "yes",
                "no",
                "wifi; water",
                "08:00-12:00, 14:30-17:30",
                "08:00-12:00, 14:30-17:30",
                "08:00-12:00, 14:30-17:30",
                "08:00-12:00, 14:30-17:30",
                "08:00-12:00, 14:30-17:30",
                "",
                "",
                "",
                "",
            ],
            Self::Rooms => &[
                "152223100202",
                "东风村党群服务中心",
                "阅享空间",
                "",
                "reading_space",
                "24",
                "",
                "",
            ],
            Self::Staff => &[
                "wang.fang",
                "王芳",
                "",
                "center_lead",
                "152223100202",
                "东风村党群服务中心",
            ],
            Self::Cases => &[
                cases::EXAMPLE,
                "152223100202",
                "东风村党群服务中心",
                "2026-09-14",
                "09:30",
                "C0101",
                "帮办代办",
                "示例群众",
                "",
                "示例家人",
                "是",
                "",
                "办结",
                "2026-09-16",
                "",
                "",
                "",
                "首次申请",
            ],
            Self::Matters => &[
                "C0101",
                "",
                "高龄津贴申请",
                "Old-age allowance",
                "年满80周岁的老人按月领取高龄津贴。",
                "",
                "老年补贴\n80岁补贴",
                "高龄、养老服务",
                "老年人",
                "行政给付",
                "村级",
                "《中华人民共和国老年人权益保障法》",
                "嘎查村民委员会（受理）、旗民政局（审批）",
                "",
                "",
                "自然人",
                "承诺件",
                "",
                "",
                "10",
                "工作日",
                "",
                "年满80周岁\n户籍在本旗",
                "受理 | 核对材料，当场告知 | 0\n审批 | 旗民政局审批 | 10 | 工作日",
                "按月发放高龄津贴",
                "",
                "",
                "",
                "",
                "窗口办理",
                "即时办理; 上门办理",
                "no",
                "no",
                "",
                "1",
                "",
                "",
                "",
                "",
                "? who | 您是本人来办吗？\nself | 本人\nagent | 替家里老人办",
                "id | 老人身份证 | government | 1 | 1 | yes | 正反面复印\nagent_id | 代办人身份证 | government | 1 | 0 | yes | | who=agent",
                "多久能领到？ | 批下来的次月起按月发放。",
                "no",
            ],
        };
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        amenity::{Amenity, AmenityId},
        center::CenterId,
        hours::LocalMinute,
        import::{
            CaseWorld, CenterKey, Parsed, Table, parse_amenities, parse_cases, parse_centers, parse_divisions,
            parse_matters, parse_rooms, parse_staff,
        },
        text::Names,
        zone::ZoneTemplate,
    };
    use jiff::civil::Date;

    fn good<T, K>(parsed: &Parsed<T, K>) {
        assert_eq!((parsed.problems.as_slice(), parsed.rows.len()), (&[][..], 1));
        assert!(parsed.ignored.is_empty(), "{:?}", parsed.ignored);
    }

    #[test]
    fn every_example_is_read_under_the_headings_of_either_language() {
        let village: crate::division::DivisionCode = "152223100202".parse().unwrap();
        let town = Table {
            headings: Kind::Divisions.headings(true),
            rows: vec![
                ["152223100000", "", "音德尔镇", "", "town", "", ""]
                    .map(str::to_owned)
                    .to_vec(),
            ],
        };
        let above: Vec<_> = parse_divisions(&town, &[]).rows.into_iter().map(|r| r.value).collect();
        let center = CenterKey {
            id: CenterId::from_i64(1),
            division: village.clone(),
            name: "东风村党群服务中心".into(),
        };
        let offers = ["wifi", "water"].map(|code| Amenity {
            id: AmenityId::from_i64(1),
            code: code.to_owned(),
            names: Names::default(),
            icon: String::new(),
            rank: 0,
            retired: false,
        });
        for english in [true, false] {
            let table = |kind: Kind| Table {
                headings: kind.headings(english),
                rows: vec![kind.in_words(kind.example(), english)],
            };
            good(&parse_divisions(&table(Kind::Divisions), &above));
            good(&parse_amenities(&table(Kind::Amenities), &[]));
            good(&parse_centers(
                &table(Kind::Centers),
                &[],
                std::slice::from_ref(&village),
                &offers,
            ));
            let centers = std::slice::from_ref(&center);
            good(&parse_rooms(
                &table(Kind::Rooms),
                &[],
                centers,
                &ZoneTemplate::default(),
            ));
            good(&parse_staff(&table(Kind::Staff), &[], centers));
            good(&parse_matters(&table(Kind::Matters), &[]));
            // The example of a case is nobody's, and is passed over where it was left in.
            let world = CaseWorld {
                centers,
                towns: &[],
                matters: &[],
                people: &[],
                now: LocalMinute {
                    day: Date::constant(2026, 9, 18),
                    minute: 600,
                },
            };
            let parsed = parse_cases(&table(Kind::Cases), &world);
            assert_eq!(
                (parsed.problems, parsed.ignored.len(), parsed.rows),
                (vec![], 0, vec![])
            );
        }
    }

    #[test]
    fn a_table_of_one_kind_that_is_taken_for_another_is_known_by_its_headings() {
        for english in [true, false] {
            for kind in Kind::ALL {
                let table = Table {
                    headings: kind.headings(english),
                    rows: vec![],
                };
                assert_eq!(kind.mistaken(&table), None, "{kind:?}");
                for other in Kind::ALL.into_iter().filter(|other| *other != kind) {
                    assert_eq!(other.mistaken(&table), Some(kind), "{kind:?} taken for {other:?}");
                }
            }
        }
        let short = |headings: &[&str]| Table {
            headings: headings.iter().map(|h| (*h).to_owned()).collect(),
            rows: vec![],
        };
        // What is needed of both and no more is what it was said to be; so is what is needed of neither.
        assert_eq!(Kind::Centers.mistaken(&short(&["区划代码", "名称", "类型"])), None);
        assert_eq!(Kind::Centers.mistaken(&short(&["设备", "容纳人数"])), None);
        let rooms = short(&["中心", "名称", "类型", "容纳人数"]);
        assert_eq!(Kind::Centers.mistaken(&rooms), Some(Kind::Rooms));
    }

    #[test]
    fn a_heading_that_is_no_columns_stays_as_it_is() {
        assert_eq!(Kind::Centers.heading("hours_mon", false), "周一");
        assert_eq!(Kind::Centers.heading("hours_mon", true), "hours_mon");
        assert_eq!(Kind::Centers.heading("备注", false), "备注");
    }
}
