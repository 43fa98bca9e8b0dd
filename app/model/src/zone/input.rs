//! The zone template as a form sends it: rows, of which the empty ones are dropped.

use super::{Alias, Requirement, ZoneTemplate};
use crate::{
    AppError, Problem,
    center::CenterKind,
    room::RoomKind,
    text::{Problems, clean, one_of, whole_number},
};
use serde::{Deserialize, Serialize};

/// The most lines, and the most aliases.
const MAX_ROWS: usize = 60;

/// The template's form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ZoneTemplateInput {
    /// 两站五室一广场
    pub name: String,
    /// Lines, in order.
    pub requirements: Vec<RequirementInput>,
    /// Older names.
    pub aliases: Vec<AliasInput>,
}

/// A line as sent; one without a name and without kinds, or with `drop`, is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequirementInput {
    /// What the template calls it.
    pub name: String,
    /// [`RoomKind::code`]s.
    pub kinds: Vec<String>,
    /// How many rooms, as typed; empty means 1.
    pub min_count: String,
    /// A [`CenterKind::code`], or empty for all centers.
    pub for_kind: String,
    /// The line goes.
    pub drop: bool,
}

/// An older name as sent; one without a name, or with `drop`, is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AliasInput {
    /// The older name.
    pub old_name: String,
    /// A [`RoomKind::code`].
    pub kind: String,
    /// The name goes.
    pub drop: bool,
}

impl ZoneTemplateInput {
    /// Checks the form. Fields of a row are named as in the form: `requirements[0][name]`.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<ZoneTemplate, AppError> {
        let mut problems = Problems::new();
        let name = problems.take(clean("name", &self.name, true, 40));
        if self.requirements.len() > MAX_ROWS || self.aliases.len() > MAX_ROWS {
            problems.add("name", Problem::TooLong { max: MAX_ROWS as u32 });
        }
        let requirements = self
            .requirements
            .iter()
            .enumerate()
            .filter(|(_, r)| !r.drop && (!r.name.trim().is_empty() || !r.kinds.is_empty()))
            .filter_map(|(i, r)| r.check(i, &mut problems))
            .collect();
        let aliases = self
            .aliases
            .iter()
            .enumerate()
            .filter(|(_, a)| !a.drop && !a.old_name.trim().is_empty())
            .filter_map(|(i, a)| {
                let old_name = problems.take(clean(&format!("aliases[{i}][old_name]"), &a.old_name, true, 40));
                let field = format!("aliases[{i}][kind]");
                let kind = problems.note(one_of(&field, &a.kind, &RoomKind::ALL, RoomKind::code))?;
                Some(Alias { old_name, kind })
            })
            .collect();
        problems.finish(ZoneTemplate {
            name,
            requirements,
            aliases,
        })
    }
}

impl RequirementInput {
    fn check(&self, i: usize, problems: &mut Problems) -> Option<Requirement> {
        let field = |name: &str| format!("requirements[{i}][{name}]");
        let name = problems.take(clean(&field("name"), &self.name, true, 40));
        let count = match self.min_count.trim() {
            "" => 1,
            text => problems.take(whole_number(&field("min_count"), text, 1, 20)),
        };
        if self.kinds.is_empty() {
            problems.add(field("kinds"), Problem::Required);
        }
        let kinds = self
            .kinds
            .iter()
            .filter_map(|k| problems.note(one_of(&field("kinds"), k, &RoomKind::ALL, RoomKind::code)))
            .collect();
        let for_kind = match self.for_kind.trim() {
            "" => None,
            text => problems.note(one_of(&field("for_kind"), text, &CenterKind::ALL, CenterKind::code)),
        };
        Some(Requirement {
            name,
            kinds,
            min_count: u32::try_from(count).ok()?,
            for_kind,
        })
    }
}

impl From<&ZoneTemplate> for ZoneTemplateInput {
    fn from(t: &ZoneTemplate) -> Self {
        let requirement = |r: &Requirement| RequirementInput {
            name: r.name.clone(),
            kinds: r.kinds.iter().map(|k| k.code().to_owned()).collect(),
            min_count: r.min_count.to_string(),
            for_kind: r.for_kind.map(|k| k.code().to_owned()).unwrap_or_default(),
            drop: false,
        };
        let alias = |a: &Alias| AliasInput {
            old_name: a.old_name.clone(),
            kind: a.kind.code().to_owned(),
            drop: false,
        };
        Self {
            name: t.name.clone(),
            requirements: t.requirements.iter().map(requirement).collect(),
            aliases: t.aliases.iter().map(alias).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ZoneTemplateInput {
        let template = ZoneTemplate {
            name: "两站五室一广场".into(),
            requirements: vec![Requirement {
                name: "阅享空间".into(),
                kinds: vec![RoomKind::ReadingSpace, RoomKind::TalkRoom],
                min_count: 2,
                for_kind: Some(CenterKind::Town),
            }],
            aliases: vec![Alias {
                old_name: "图书阅览室".into(),
                kind: RoomKind::ReadingSpace,
            }],
        };
        let input = ZoneTemplateInput::from(&template);
        assert_eq!(input.check(), Ok(template));
        input
    }

    #[test]
    fn empty_and_dropped_rows_are_not_kept() {
        let mut input = form();
        input.requirements.push(RequirementInput::default());
        input.aliases.push(AliasInput::default());
        assert_eq!(input.check(), form().check());
        input.requirements[0].drop = true;
        input.aliases[0].drop = true;
        let left = input.check().unwrap();
        assert!(left.requirements.is_empty() && left.aliases.is_empty());
    }

    #[test]
    fn a_problem_names_the_row_of_the_form() {
        let mut input = form();
        input.requirements.push(RequirementInput {
            name: "新房间".into(),
            ..Default::default()
        });
        assert_eq!(
            input.check(),
            Err(AppError::field("requirements[1][kinds]", Problem::Required))
        );
        let mut input = form();
        input.aliases[0].kind = "cellar".into();
        assert!(matches!(input.check(), Err(AppError::Invalid { fields }) if fields[0].field == "aliases[0][kind]"));
    }
}
