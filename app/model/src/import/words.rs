//! The words that people read and write in a table where codes are meant.

use crate::{Problem, hours::Shift, room::RoomKind, staff::EVERYWHERE};

/// For each code what is read as it; the first word is the one that is written.
pub(super) type Words = &'static [(&'static str, &'static [&'static str])];

/// Whether something is so.
pub(super) const YES_NO: Words = &[
    ("yes", &["是", "有", "y", "true", "1", "✓", "√"]),
    ("no", &["否", "无", "n", "false", "0"]),
];
/// Levels of divisions.
pub(super) const LEVELS: Words = &[
    ("province", &["省级", "省", "自治区", "直辖市"]),
    ("prefecture", &["市级", "盟", "市", "地级市", "地级"]),
    ("banner", &["县级", "旗", "县", "区", "旗县级"]),
    ("town", &["镇级", "镇", "乡", "街道", "苏木", "乡级"]),
    ("village", &["村级", "村", "嘎查", "社区", "林场"]),
];
/// Kinds of centers.
pub(super) const CENTERS: Words = &[("town", &["镇级", "镇"]), ("village", &["村级", "村", "社区", "嘎查"])];
/// Where a center's position is from.
pub(super) const POSITIONS: Words = &[
    ("surveyed", &["实测"]),
    ("schematic", &["示意"]),
    ("none", &["没有位置", "没有", "无"]),
];
/// Roles of staff.
pub(super) const ROLES: Words = &[
    ("administrator", &["管理员"]),
    ("town_staff", &["镇工作人员", "镇级工作人员"]),
    ("center_lead", &["中心负责人"]),
    ("counter_staff", &["窗口工作人员"]),
    ("inspector", &["镇纪检", "纪检", "监督员"]),
    ("grid_worker", &["网格员"]),
    ("mediator", &["调解员"]),
];

/// Where a role holds that holds everywhere: it is said, and not left out.
pub(super) const SCOPES: Words = &[(EVERYWHERE, &["全部", "everywhere"])];

/// The code that is meant; what is none of the words stays, for the check to name.
pub(super) fn code_of(text: &str, words: Words) -> &str {
    let found = words.iter().find(|(_, all)| all.contains(&text));
    found.map_or(text, |(code, _)| *code)
}

/// The word for a code; what is none stays.
pub(super) fn word_of(code: &str, words: Words) -> &str {
    let found = words.iter().find(|(one, _)| *one == code);
    found.and_then(|(_, all)| all.first().copied()).unwrap_or(code)
}

/// For readers of Chinese, a problem that names codes names their words, too, where all of them have one: `镇级/town, 村级/village`.
pub(super) fn named(problem: Problem) -> Problem {
    let Problem::Unknown { allowed } = problem else {
        return problem;
    };
    let both = |code: &str| {
        let room = RoomKind::from_code(code).map(RoomKind::zh);
        let shift = Shift::from_code(code).map(Shift::zh);
        let word = room.or(shift).unwrap_or_else(|| {
            let all = [LEVELS, POSITIONS, ROLES];
            all.into_iter().fold(code, |word, words| word_of(word, words))
        });
        (word != code).then(|| format!("{word}/{code}"))
    };
    let named: Option<Vec<String>> = allowed.split(", ").map(both).collect();
    Problem::Unknown {
        allowed: named.map_or(allowed, |named| named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        center::{CenterKind, PositionSource},
        division::DivisionLevel,
        import::RowProblem,
        permission::Role,
    };

    #[test]
    fn every_code_has_a_word_that_is_read_as_it_and_no_word_is_two_codes() {
        let codes = |words: Words| words.iter().map(|(code, _)| *code).collect::<Vec<_>>();
        assert_eq!(codes(LEVELS), DivisionLevel::ALL.map(DivisionLevel::code));
        assert_eq!(
            codes(CENTERS),
            [CenterKind::Town, CenterKind::Village].map(CenterKind::code)
        );
        let positions = [PositionSource::Surveyed, PositionSource::Schematic].map(PositionSource::code);
        assert_eq!(codes(POSITIONS)[..2], positions);
        let mut roles = (codes(ROLES), Role::ALL.map(Role::code).to_vec());
        roles.0.sort_unstable();
        roles.1.sort_unstable();
        assert_eq!(roles.0, roles.1);
        for words in [YES_NO, LEVELS, CENTERS, POSITIONS, ROLES, SCOPES] {
            for (code, all) in words {
                assert_eq!(code_of(word_of(code, words), words), *code);
                assert!(all.iter().all(|word| code_of(word, words) == *code), "{code}");
            }
        }
    }

    #[test]
    fn what_is_allowed_is_said_in_words_and_in_codes() {
        let allowed = |text: &str| match named(Problem::Unknown { allowed: text.into() }) {
            Problem::Unknown { allowed } => allowed,
            other => panic!("{other:?}"),
        };
        assert_eq!(allowed("town, village"), "镇级/town, 村级/village");
        assert_eq!(allowed("talk_room, other"), "群众说事室/talk_room, 其他/other");
        assert_eq!(allowed("morning, noon_duty"), "上午/morning, 午间值班/noon_duty");
        for as_it_is in ["yes, no, 是, 否", "benefit, other", "a-z 0-9 _"] {
            assert_eq!(allowed(as_it_is), as_it_is);
        }
        assert_eq!(named(Problem::Required), Problem::Required);
    }

    #[test]
    fn a_reader_of_english_is_told_the_codes_alone() {
        let unknown = |allowed: &str| Problem::Unknown {
            allowed: allowed.into(),
        };
        let wrong = RowProblem {
            line: 2,
            column: "kind".into(),
            problem: unknown("town, village"),
        };
        assert_eq!(wrong.told(true).problem, unknown("town, village"));
        assert_eq!(wrong.told(false).problem, unknown("镇级/town, 村级/village"));
    }
}
