//! The zone template (两站五室一广场): which kinds of rooms a center should have, and what it has and lacks.
//!
//! Two of the five rooms are not named publicly, so the set is a table that the administrator edits, never a constant.

mod input;

pub use input::{AliasInput, RequirementInput, ZoneTemplateInput};

use crate::{center::CenterKind, room::RoomKind};
use serde::{Deserialize, Serialize};

/// One line of the template: a center of `for_kind` should have `min_count` rooms of one of `kinds`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// What the template calls it: 便民服务站, 文化广场.
    pub name: String,
    /// Any of these kinds fulfils it.
    pub kinds: Vec<RoomKind>,
    /// How many rooms.
    pub min_count: u32,
    /// Which centers; none means all.
    pub for_kind: Option<CenterKind>,
}

/// An older name (两站十室) and the kind that stands for it today; used when spreadsheets are imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// 图书阅览室, 党员活动室 …
    pub old_name: String,
    /// Today's kind.
    pub kind: RoomKind,
}

/// The template with its name and its mapping from older names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ZoneTemplate {
    /// 两站五室一广场
    pub name: String,
    /// Its lines, in order.
    pub requirements: Vec<Requirement>,
    /// Older names.
    pub aliases: Vec<Alias>,
}

/// How a center stands against one line of the template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneCheck {
    /// The line's name.
    pub name: String,
    /// Rooms it has of those kinds.
    pub has: u32,
    /// Rooms it should have.
    pub wants: u32,
}

impl Requirement {
    /// What the names of lines begin with that stand for rooms which no document names: nobody lacks them until they are renamed.
    pub const SAMPLE: &str = "（示例，请按实际修改）";

    /// Whether it is the sample's, and still has the name that says so.
    #[must_use]
    pub fn is_sample(&self) -> bool {
        self.name.starts_with(Self::SAMPLE)
    }

    /// Whether centers of a kind should have it.
    #[must_use]
    pub fn asks(&self, center: CenterKind) -> bool {
        !self.is_sample() && self.for_kind.is_none_or(|kind| kind == center)
    }
}

impl ZoneCheck {
    /// How many are missing.
    #[must_use]
    pub const fn lacks(&self) -> u32 {
        self.wants.saturating_sub(self.has)
    }
}

impl ZoneTemplate {
    /// Compares the kinds of a center's rooms with the template. A room counts for the first line it fits that still
    /// lacks one, so no room is counted twice.
    #[must_use]
    pub fn check(&self, center: CenterKind, rooms: &[RoomKind]) -> Vec<ZoneCheck> {
        let mut left: Vec<RoomKind> = rooms.to_vec();
        let lines: Vec<&Requirement> = self.requirements.iter().filter(|r| r.asks(center)).collect();
        let mut checks: Vec<ZoneCheck> = lines
            .iter()
            .map(|line| {
                let mut has = 0;
                left.retain(|kind| {
                    let fits = has < line.min_count && line.kinds.contains(kind);
                    has += u32::from(fits);
                    !fits
                });
                ZoneCheck {
                    name: line.name.clone(),
                    has,
                    wants: line.min_count,
                }
            })
            .collect();
        // What is left over is more than asked for; show it where it belongs.
        for kind in left {
            if let Some(i) = lines.iter().position(|l| l.kinds.contains(&kind)) {
                checks[i].has += 1;
            }
        }
        checks
    }

    /// The kind that an older name stands for.
    #[must_use]
    pub fn kind_of(&self, old_name: &str) -> Option<RoomKind> {
        self.aliases
            .iter()
            .find(|a| a.old_name == old_name.trim())
            .map(|a| a.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, kinds: &[RoomKind], min_count: u32, for_kind: Option<CenterKind>) -> Requirement {
        Requirement {
            name: name.into(),
            kinds: kinds.to_vec(),
            min_count,
            for_kind,
        }
    }

    #[test]
    fn a_center_sees_what_it_has_and_what_it_lacks() {
        let template = ZoneTemplate {
            requirements: vec![
                line("便民服务站", &[RoomKind::ConvenienceStation], 1, None),
                line("阅享空间", &[RoomKind::ReadingSpace], 1, None),
                line("大讲堂", &[RoomKind::LectureHall], 1, Some(CenterKind::Town)),
            ],
            ..Default::default()
        };
        let checks = template.check(
            CenterKind::Village,
            &[RoomKind::ReadingSpace, RoomKind::ReadingSpace, RoomKind::Other],
        );
        assert_eq!(
            checks.iter().map(|c| (c.has, c.lacks())).collect::<Vec<_>>(),
            [(0, 1), (2, 0)]
        );
    }

    #[test]
    fn nobody_lacks_a_room_of_which_only_a_sample_speaks() {
        let sample = format!("{}第四室", Requirement::SAMPLE);
        let template = |name: &str| ZoneTemplate {
            requirements: vec![line(name, &[RoomKind::ReadingSpace], 1, None)],
            ..Default::default()
        };
        assert!(template(&sample).check(CenterKind::Village, &[]).is_empty());
        assert_eq!(template("阅享空间").check(CenterKind::Village, &[])[0].lacks(), 1);
    }

    #[test]
    fn one_room_is_not_counted_for_two_lines() {
        let template = ZoneTemplate {
            requirements: vec![
                line("a", &[RoomKind::TalkRoom, RoomKind::MediationRoom], 1, None),
                line("b", &[RoomKind::TalkRoom], 1, None),
            ],
            ..Default::default()
        };
        let checks = template.check(CenterKind::Town, &[RoomKind::TalkRoom]);
        assert_eq!(checks.iter().map(ZoneCheck::lacks).collect::<Vec<_>>(), [0, 1]);
    }
}
