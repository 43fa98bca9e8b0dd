//! Questions and materials as rows of a form, and as cells of a spreadsheet.

use super::super::{
    Choice, Issuer, Material, MaterialForm, Question,
    notation::{all_of, any_of, line, lines, parts, read_all_of, read_any_of},
};
use crate::{
    FieldError, Problem,
    text::{Names, Problems, whole_number},
};
use serde::{Deserialize, Serialize};

/// A question as sent; one with `drop`, or a new one without anything, is not kept. One that is there goes by `drop` only: who has
/// emptied its texts is asked for them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionInput {
    /// [`Question::code`] of one that is there; empty for a new one.
    pub was: String,
    /// [`Question::code`].
    pub code: String,
    /// Chinese.
    pub text: String,
    /// English; may be empty.
    pub text_en: String,
    /// `who=agent & kind=new`: asked only then.
    pub only_if: String,
    /// `code | 中文 | English | stop | hint`, one a line.
    pub choices: String,
    /// The row goes.
    pub drop: bool,
}

/// A material as sent; as for [`QuestionInput`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MaterialInput {
    /// [`Material::code`] of one that is there; empty for a new one.
    pub was: String,
    /// [`Material::code`].
    pub code: String,
    /// Chinese.
    pub name: String,
    /// English; may be empty.
    pub name_en: String,
    /// An [`Issuer::code`]; empty for the applicant.
    pub issuer: String,
    /// How to get it.
    pub source: String,
    /// Originals.
    pub originals: String,
    /// Copies.
    pub copies: String,
    /// A [`MaterialForm::code`]; empty for paper.
    pub form: String,
    /// Brought only by whoever has it.
    pub optional: bool,
    /// What has to be on it.
    pub note: String,
    /// `who=agent ; who=other & kind=new`: needed only then.
    pub when: String,
    /// The row goes.
    pub drop: bool,
}

/// The rows that are kept, and where each stands in the form.
pub(super) fn kept<T>(rows: &[T], is_kept: fn(&T) -> bool) -> (Vec<&T>, Vec<usize>) {
    let kept = rows.iter().enumerate().filter(|(_, row)| is_kept(row));
    kept.map(|(at, row)| (row, at)).unzip()
}

/// The field of a kept row by its place in the form: `materials[1][name]` → `materials[3][name]`.
pub(super) fn renamed(field: &str, list: &str, places: &[usize]) -> Option<String> {
    let rest = field.strip_prefix(list)?.strip_prefix('[')?;
    let (at, rest) = rest.split_once(']')?;
    let place = places.get(at.parse::<usize>().ok()?)?;
    Some(format!("{list}[{place}]{rest}"))
}

impl QuestionInput {
    pub(super) fn is_kept(&self) -> bool {
        !self.drop
            && [
                &self.was,
                &self.code,
                &self.text,
                &self.text_en,
                &self.only_if,
                &self.choices,
            ]
            .iter()
            .any(|text| !text.trim().is_empty())
    }

    pub(super) fn read(&self) -> Question {
        let choices = lines(&self.choices).map(|one| {
            let all = parts(one);
            let at = |i: usize| all.get(i).cloned().unwrap_or_default();
            Choice {
                code: at(0),
                text: Names::new(at(1), at(2)),
                stop: at(3),
                hint: at(4),
            }
        });
        Question {
            code: self.code.clone(),
            text: Names::new(self.text.clone(), self.text_en.clone()),
            choices: choices.collect(),
            only_if: read_all_of(&self.only_if),
        }
    }

    /// Questions of a cell: `? code | 中文 | English | only if`, and below it the choices, a line each.
    pub(crate) fn write_all(all: &[Self]) -> String {
        let one = |q: &Self| {
            let head = format!("? {}", line(&[&q.code, &q.text, &q.text_en, &q.only_if]));
            std::iter::once(head)
                .chain(lines(&q.choices).map(str::to_owned))
                .collect::<Vec<_>>()
        };
        all.iter().flat_map(one).collect::<Vec<_>>().join("\n")
    }

    /// Reads [`Self::write_all`].
    ///
    /// # Errors
    /// A choice before the first question.
    pub(crate) fn read_all(text: &str) -> Result<Vec<Self>, FieldError> {
        let mut all: Vec<Self> = Vec::new();
        for one in lines(text) {
            if let Some(head) = one.strip_prefix(['?', '？']) {
                let head = parts(head);
                let at = |i: usize| head.get(i).cloned().unwrap_or_default();
                all.push(Self {
                    code: at(0),
                    text: at(1),
                    text_en: at(2),
                    only_if: at(3),
                    ..Self::default()
                });
            } else if let Some(question) = all.last_mut() {
                if !question.choices.is_empty() {
                    question.choices.push('\n');
                }
                question.choices.push_str(one);
            } else {
                let allowed = "? code | 中文 | English | who=agent".to_owned();
                return Err(FieldError::new("questions", Problem::Unknown { allowed }));
            }
        }
        Ok(all)
    }
}

impl From<&Question> for QuestionInput {
    fn from(q: &Question) -> Self {
        let choice = |c: &Choice| line(&[&c.code, &c.text.zh, &c.text.en, &c.stop, &c.hint]);
        Self {
            was: q.code.clone(),
            code: q.code.clone(),
            text: q.text.zh.clone(),
            text_en: q.text.en.clone(),
            only_if: all_of(&q.only_if),
            choices: q.choices.iter().map(choice).collect::<Vec<_>>().join("\n"),
            drop: false,
        }
    }
}

/// One of the codes, also by its Chinese word; the first for an empty text.
fn word<T: Copy>(
    field: String,
    text: &str,
    all: &[T],
    code: fn(T) -> &'static str,
    zh: fn(T) -> &'static str,
) -> Result<T, FieldError> {
    let text = text.trim();
    let found = all
        .iter()
        .copied()
        .find(|one| text.is_empty() || code(*one) == text || zh(*one) == text);
    found.ok_or_else(|| {
        let allowed = all.iter().map(|one| code(*one)).collect::<Vec<_>>().join(", ");
        FieldError::new(field, Problem::Unknown { allowed })
    })
}

impl MaterialInput {
    pub(super) fn is_kept(&self) -> bool {
        !self.drop
            && [
                &self.was,
                &self.code,
                &self.name,
                &self.name_en,
                &self.source,
                &self.note,
                &self.when,
            ]
            .iter()
            .any(|text| !text.trim().is_empty())
    }

    pub(super) fn read(&self, at: usize, problems: &mut Problems) -> Material {
        let field = |name: &str| format!("materials[{at}][{name}]");
        let mut count = |name: &str, text: &str| {
            let number = problems.take(whole_number(&field(name), text, 0, 99));
            u8::try_from(number).unwrap_or(0)
        };
        let (originals, copies) = (count("originals", &self.originals), count("copies", &self.copies));
        let issuer = word(field("issuer"), &self.issuer, &Issuer::ALL, Issuer::code, Issuer::zh);
        let form = word(
            field("form"),
            &self.form,
            &MaterialForm::ALL,
            MaterialForm::code,
            MaterialForm::zh,
        );
        Material {
            code: self.code.clone(),
            name: Names::new(self.name.clone(), self.name_en.clone()),
            issuer: problems.take(issuer),
            source: self.source.clone(),
            originals,
            copies,
            form: problems.take(form),
            required: !self.optional,
            note: self.note.clone(),
            when: read_any_of(&self.when),
            // A form says nothing of files: see `Content::keep_files`.
            blank: None,
            sample: None,
        }
    }

    /// Materials of a cell, a line each: `code | 名称 | issuer | originals | copies | required | note | when | form | source | English`.
    pub(crate) fn write_all(all: &[Self]) -> String {
        Self::written(all, ["yes", "no"])
    }

    fn written(all: &[Self], [yes, no]: [&str; 2]) -> String {
        let one = |m: &Self| {
            let required = if m.optional { no } else { yes };
            line(&[
                &m.code,
                &m.name,
                &m.issuer,
                &m.originals,
                &m.copies,
                required,
                &m.note,
                &m.when,
                &m.form,
                &m.source,
                &m.name_en,
            ])
        };
        all.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    /// A cell of [`Self::write_all`] with the Chinese words in place of the codes, which are read as they are; a cell that is none stays.
    pub(crate) fn in_words(cell: &str) -> String {
        let Ok(mut all) = Self::read_all(cell) else {
            return cell.to_owned();
        };
        for material in &mut all {
            if let Some(issuer) = Issuer::ALL.into_iter().find(|one| one.code() == material.issuer) {
                issuer.zh().clone_into(&mut material.issuer);
            }
            if let Some(form) = MaterialForm::ALL.into_iter().find(|one| one.code() == material.form) {
                form.zh().clone_into(&mut material.form);
            }
        }
        Self::written(&all, ["是", "否"])
    }

    /// Reads [`Self::write_all`].
    ///
    /// # Errors
    /// Neither yes nor no.
    pub(crate) fn read_all(text: &str) -> Result<Vec<Self>, FieldError> {
        lines(text)
            .map(|one| {
                let all = parts(one);
                let at = |i: usize| all.get(i).cloned().unwrap_or_default();
                let optional = match at(5).to_lowercase().as_str() {
                    "" | "yes" | "y" | "true" | "1" | "是" | "必备" => false,
                    "no" | "n" | "false" | "0" | "否" | "非必备" => true,
                    _ => {
                        let allowed = "yes, no, 是, 否".to_owned();
                        return Err(FieldError::new("materials", Problem::Unknown { allowed }));
                    }
                };
                Ok(Self {
                    code: at(0),
                    name: at(1),
                    issuer: at(2),
                    originals: at(3),
                    copies: at(4),
                    optional,
                    note: at(6),
                    when: at(7),
                    form: at(8),
                    source: at(9),
                    name_en: at(10),
                    ..Self::default()
                })
            })
            .collect()
    }
}

impl From<&Material> for MaterialInput {
    fn from(m: &Material) -> Self {
        Self {
            was: m.code.clone(),
            code: m.code.clone(),
            name: m.name.zh.clone(),
            name_en: m.name.en.clone(),
            issuer: m.issuer.code().to_owned(),
            source: m.source.clone(),
            originals: m.originals.to_string(),
            copies: m.copies.to_string(),
            form: m.form.code().to_owned(),
            optional: !m.required,
            note: m.note.clone(),
            when: any_of(&m.when),
            drop: false,
        }
    }
}
