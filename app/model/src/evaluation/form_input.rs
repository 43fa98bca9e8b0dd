//! A form of evaluations as the builder sends it: rows told apart by what they are, of which the empty ones are dropped.

use super::{Choice, Content, Level, Question, QuestionKind, Reason};
use crate::{
    AppError, Problem,
    text::{Names, Problems, clean, one_of, whole_number},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most reasons.
const MAX_REASONS: usize = 40;
/// The most questions: whoever is asked more answers none.
const MAX_QUESTIONS: usize = 10;
/// The most choices of a question.
const MAX_CHOICES: usize = 12;

/// The builder's form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FormInput {
    /// Reasons, in order.
    pub reasons: Vec<ReasonInput>,
    /// The seven ones are asked.
    pub seven: bool,
    /// Questions, in order.
    pub questions: Vec<QuestionInput>,
}

/// A reason as sent; one without a name, or with `drop`, is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ReasonInput {
    /// [`Reason::code`] of one that is there; empty for a new one.
    pub was: String,
    /// Chinese.
    pub name: String,
    /// English; may be empty.
    pub name_en: String,
    /// Codes of levels.
    pub levels: Vec<String>,
    /// The row goes.
    pub drop: bool,
}

/// A question as sent; one without a name, or with `drop`, is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionInput {
    /// [`Question::code`] of one that is there; empty for a new one.
    pub was: String,
    /// Chinese.
    pub name: String,
    /// English; may be empty.
    pub name_en: String,
    /// A [`QuestionKind::code`].
    pub kind: String,
    /// A choice a line: `中文 | English`.
    pub choices: String,
    /// The row goes.
    pub drop: bool,
}

impl FormInput {
    /// Checks the form. Fields of a row are named as in the form: `reasons[0][name]`.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<Content, AppError> {
        let mut problems = Problems::new();
        let (max_reasons, max_questions) = (MAX_REASONS.to_string(), MAX_QUESTIONS.to_string());
        let most = |max: String| Problem::OutOfRange {
            min: "0".to_owned(),
            max,
        };
        let kept = |name: &str, drop: bool| !drop && !name.trim().is_empty();
        if self.reasons.iter().filter(|r| kept(&r.name, r.drop)).count() > MAX_REASONS {
            problems.add("reasons[0][name]", most(max_reasons));
        }
        if self.questions.iter().filter(|q| kept(&q.name, q.drop)).count() > MAX_QUESTIONS {
            problems.add("questions[0][name]", most(max_questions));
        }
        let mut codes = Codes::of('r', self.reasons.iter().map(|r| r.was.as_str()));
        let reasons = self
            .reasons
            .iter()
            .enumerate()
            .filter(|(_, r)| !(r.drop || r.name.trim().is_empty() && r.name_en.trim().is_empty()))
            .map(|(i, r)| r.check(i, &mut codes, &mut problems))
            .collect();
        let mut codes = Codes::of('q', self.questions.iter().map(|q| q.was.as_str()));
        let questions = self
            .questions
            .iter()
            .enumerate()
            .filter(|(_, q)| !(q.drop || q.name.trim().is_empty() && q.name_en.trim().is_empty()))
            .filter_map(|(i, q)| q.check(i, &mut codes, &mut problems))
            .collect();
        problems.finish(Content {
            reasons,
            seven: self.seven,
            questions,
        })
    }
}

/// Gives out codes: a row that is there keeps its own, a new one gets the next that no row had.
struct Codes {
    letter: char,
    next: u32,
    given: BTreeSet<String>,
}

impl Codes {
    fn of<'a>(letter: char, known: impl Iterator<Item = &'a str>) -> Self {
        let number = |code: &str| code.strip_prefix(letter)?.parse::<u32>().ok();
        let next = known.filter_map(number).max().unwrap_or(0).saturating_add(1);
        Self {
            letter,
            next,
            given: BTreeSet::new(),
        }
    }

    fn take(&mut self, was: &str) -> String {
        let number = was.strip_prefix(self.letter).and_then(|n| n.parse::<u32>().ok());
        // Written anew, so that two spellings are not two rows of one code.
        let mut code = number.map(|n| format!("{}{n}", self.letter)).unwrap_or_default();
        if code.is_empty() || self.given.contains(&code) {
            code = format!("{}{}", self.letter, self.next);
            self.next = self.next.saturating_add(1);
        }
        self.given.insert(code.clone());
        code
    }
}

fn names(problems: &mut Problems, field: &dyn Fn(&str) -> String, zh: &str, en: &str, max: u32) -> Names {
    Names {
        zh: problems.take(clean(&field("name"), zh, true, max)),
        en: problems.take(clean(&field("name_en"), en, false, 2 * max)),
    }
}

impl ReasonInput {
    fn check(&self, i: usize, codes: &mut Codes, problems: &mut Problems) -> Reason {
        let field = |name: &str| format!("reasons[{i}][{name}]");
        if self.levels.is_empty() {
            problems.add(field("levels"), Problem::Required);
        }
        let read = |text: &String| whole_number(&field("levels"), text, 1, 5);
        let numbers: Vec<_> = self.levels.iter().map(read).collect();
        let numbers: BTreeSet<i64> = numbers.into_iter().filter_map(|n| problems.note(n)).collect();
        let levels = numbers
            .into_iter()
            .filter_map(|n| Level::from_code(u8::try_from(n).ok()?));
        Reason {
            code: codes.take(&self.was),
            names: names(problems, &field, &self.name, &self.name_en, 30),
            levels: levels.collect(),
        }
    }
}

impl QuestionInput {
    fn check(&self, i: usize, codes: &mut Codes, problems: &mut Problems) -> Option<Question> {
        let field = |name: &str| format!("questions[{i}][{name}]");
        let names = names(problems, &field, &self.name, &self.name_en, 60);
        let kind = problems.note(one_of(
            &field("kind"),
            &self.kind,
            &QuestionKind::ALL,
            QuestionKind::code,
        ))?;
        let lines = self.choices.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut choices = Vec::new();
        if kind.has_choices() {
            for (n, line) in lines.enumerate() {
                let (zh, en) = line.split_once(['|', '｜']).unwrap_or((line, ""));
                choices.push(Choice {
                    code: (n + 1).to_string(),
                    names: Names {
                        zh: problems.take(clean(&field("choices"), zh, true, 30)),
                        en: problems.take(clean(&field("choices"), en, false, 60)),
                    },
                });
            }
            if !(2..=MAX_CHOICES).contains(&choices.len()) {
                let (min, max) = ("2".to_owned(), MAX_CHOICES.to_string());
                problems.add(field("choices"), Problem::OutOfRange { min, max });
            }
        }
        Some(Question {
            code: codes.take(&self.was),
            names,
            kind,
            choices,
        })
    }
}

impl From<&Content> for FormInput {
    fn from(content: &Content) -> Self {
        let reason = |r: &Reason| ReasonInput {
            was: r.code.clone(),
            name: r.names.zh.clone(),
            name_en: r.names.en.clone(),
            levels: r.levels.iter().map(|level| level.code().to_string()).collect(),
            drop: false,
        };
        let line = |c: &Choice| match c.names.en.as_str() {
            "" => c.names.zh.clone(),
            en => format!("{} | {en}", c.names.zh),
        };
        let question = |q: &Question| QuestionInput {
            was: q.code.clone(),
            name: q.names.zh.clone(),
            name_en: q.names.en.clone(),
            kind: q.kind.code().to_owned(),
            choices: q.choices.iter().map(line).collect::<Vec<_>>().join("\n"),
            drop: false,
        };
        Self {
            reasons: content.reasons.iter().map(reason).collect(),
            seven: content.seven,
            questions: content.questions.iter().map(question).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> FormInput {
        FormInput {
            reasons: vec![ReasonInput {
                was: "r3".into(),
                name: "等得太久".into(),
                name_en: "Waited too long".into(),
                levels: vec!["4".into(), "5".into()],
                drop: false,
            }],
            seven: true,
            questions: vec![QuestionInput {
                was: "q1".into(),
                name: "从哪里知道这里？".into(),
                kind: "one".into(),
                choices: "邻居 | Neighbours\n\n村干部\n".into(),
                ..Default::default()
            }],
        }
    }

    #[test]
    fn a_form_is_opened_as_it_was_saved() {
        let content = form().check().unwrap();
        assert_eq!(
            content.reasons[0].levels,
            [Level::Dissatisfied, Level::VeryDissatisfied]
        );
        assert_eq!(content.questions[0].choices[1].names, Names::new("村干部", ""));
        let again = FormInput::from(&content);
        assert_eq!(again.check(), Ok(content));
    }

    #[test]
    fn a_new_row_gets_a_code_that_no_row_had_and_empty_and_dropped_ones_go() {
        let mut input = form();
        input.reasons.push(ReasonInput::default());
        input.reasons.push(ReasonInput {
            name: "没解决".into(),
            levels: vec!["5".into()],
            ..Default::default()
        });
        input.questions[0].drop = true;
        let content = input.check().unwrap();
        let codes: Vec<_> = content.reasons.iter().map(|r| r.code.as_str()).collect();
        assert_eq!(codes, ["r3", "r4"]);
        assert!(content.questions.is_empty());
    }

    #[test]
    fn two_rows_that_claim_one_code_are_two_rows() {
        let mut input = form();
        input.reasons.push(input.reasons[0].clone());
        input.reasons[1].was = "r03".into();
        let codes: Vec<_> = input.check().unwrap().reasons.into_iter().map(|r| r.code).collect();
        assert_eq!(codes, ["r3", "r4"]);
    }

    #[test]
    fn a_problem_names_the_row_of_the_form() {
        let mut input = form();
        input.reasons.push(ReasonInput {
            name: "没解决".into(),
            levels: vec!["6".into()],
            ..Default::default()
        });
        input.questions[0].choices = "只有一个".into();
        let Err(AppError::Invalid { fields }) = input.check() else {
            panic!("refused");
        };
        let fields: Vec<_> = fields.into_iter().map(|f| f.field).collect();
        assert_eq!(fields, ["reasons[1][levels]", "questions[0][choices]"]);
    }

    #[test]
    fn a_form_has_an_end() {
        let mut input = form();
        input.questions = vec![input.questions[0].clone(); MAX_QUESTIONS + 1];
        assert!(matches!(input.check(), Err(AppError::Invalid { fields }) if fields[0].field == "questions[0][name]"));
    }
}
