//! A matter as a form or a row of a spreadsheet says it: texts, with lists as lines (see [`super::notation`]).

mod rows;

pub use rows::{MaterialInput, QuestionInput};

use super::{
    CaseKind, Content, Fee, Form, Kind, Level, Limit, LimitUnit, Mode, Person, Qa, ServiceObject, Step, Topic,
    notation::{line, lines, parts},
};
use crate::{
    AppError, FieldError, Problem,
    text::{Names, Problems, one_of, whole_number},
};
use serde::{Deserialize, Serialize};

/// See the module. Codes are those of [`Content`]'s enums.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs)] // The fields are those of `Content`.
pub struct MatterInput {
    pub code: String,
    pub implementation_code: String,
    pub name: String,
    pub name_en: String,
    pub summary: String,
    pub summary_en: String,
    /// One a line.
    pub keywords: String,
    pub topics: Vec<String>,
    pub people: Vec<String>,
    pub kind: String,
    pub level: String,
    /// One a line.
    pub basis: String,
    pub body: String,
    pub body_code: String,
    /// One a line.
    pub partners: String,
    pub objects: Vec<String>,
    pub case_kind: String,
    /// A number; empty for none.
    pub statutory: String,
    pub statutory_unit: String,
    /// A number; 0 is at once.
    pub promised: String,
    pub promised_unit: String,
    pub special: String,
    /// One a line.
    pub conditions: String,
    /// `name | what | how many | unit`, one a line.
    pub steps: String,
    pub result: String,
    pub fee: String,
    pub fee_basis: String,
    pub reach: String,
    pub quota: String,
    pub forms: Vec<String>,
    pub modes: Vec<String>,
    pub online_payment: bool,
    pub delivery: bool,
    pub online: String,
    pub visits: String,
    pub place: String,
    pub when: String,
    pub consult: String,
    pub supervise: String,
    pub questions: Vec<QuestionInput>,
    pub materials: Vec<MaterialInput>,
    /// `question | answer`, one a line.
    pub faq: String,
}

/// Lines of a text, each by itself.
fn texts(text: &str) -> Vec<String> {
    let one = |text: &str| text.replace("\\n", "\n");
    lines(text).map(one).collect()
}

fn written(all: &[String]) -> String {
    let all = all.iter().map(|one| one.replace("\r\n", "\\n").replace('\n', "\\n"));
    all.collect::<Vec<_>>().join("\n")
}

/// The values of a list that are known; the first that is not is named.
fn codes<T: Copy>(
    problems: &mut Problems,
    field: &str,
    sent: &[String],
    all: &[T],
    code: fn(T) -> &'static str,
) -> Vec<T> {
    let sent = sent.iter().filter(|text| !text.trim().is_empty());
    let read: Vec<_> = sent.map(|text| one_of(field, text, all, code)).collect();
    read.into_iter().filter_map(|one| problems.note(one)).collect()
}

/// How many, and of what; none where nothing was said.
fn limit(field: &str, count: &str, unit: &str) -> Result<Option<Limit>, FieldError> {
    if count.trim().is_empty() {
        return Ok(None);
    }
    let count = whole_number(field, count, 0, 3650)?;
    let unit = match unit.trim() {
        "" => LimitUnit::default(),
        text => LimitUnit::ALL
            .into_iter()
            .find(|unit| unit.code() == text || unit.zh() == text)
            .ok_or_else(|| {
                let allowed = "working_day, day".to_owned();
                FieldError::new(field, Problem::Unknown { allowed })
            })?,
    };
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    Ok(Some(Limit { count, unit }))
}

fn limit_texts(limit: Option<Limit>) -> (String, String) {
    limit.map_or_else(Default::default, |limit| {
        (limit.count.to_string(), limit.unit.code().to_owned())
    })
}

impl MatterInput {
    /// Checks it. Fields of a row are named as in the form: `materials[0][name]`.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<Content, AppError> {
        let mut problems = Problems::new();
        let p = &mut problems;
        let kind = p.note(one_of("kind", &self.kind, &Kind::ALL, Kind::code));
        let level = p.note(one_of("level", &self.level, &Level::ALL, Level::code));
        let case_kind = p.note(one_of("case_kind", &self.case_kind, &CaseKind::ALL, CaseKind::code));
        let promised = match limit("promised", &self.promised, &self.promised_unit) {
            Ok(None) => Err(FieldError::new("promised", Problem::Required)),
            Ok(Some(limit)) => Ok(limit),
            Err(error) => Err(error),
        };
        let content = Content {
            code: self.code.clone(),
            implementation_code: self.implementation_code.clone(),
            name: Names::new(self.name.clone(), self.name_en.clone()),
            summary: Names::new(self.summary.clone(), self.summary_en.clone()),
            keywords: texts(&self.keywords),
            topics: codes(p, "topics", &self.topics, &Topic::ALL, Topic::code),
            people: codes(p, "people", &self.people, &Person::ALL, Person::code),
            kind: kind.unwrap_or(Kind::PublicService),
            level: level.unwrap_or(Level::Village),
            basis: texts(&self.basis),
            body: self.body.clone(),
            body_code: self.body_code.clone(),
            partners: texts(&self.partners),
            objects: codes(p, "objects", &self.objects, &ServiceObject::ALL, ServiceObject::code),
            case_kind: case_kind.unwrap_or(CaseKind::Other),
            statutory: p.take(limit("statutory", &self.statutory, &self.statutory_unit)),
            promised: p.note(promised).unwrap_or(Limit::AT_ONCE),
            special: self.special.clone(),
            conditions: texts(&self.conditions),
            steps: self.read_steps(p),
            result: self.result.clone(),
            fee: Fee {
                amount: self.fee.clone(),
                basis: self.fee_basis.clone(),
            },
            reach: self.reach.clone(),
            quota: self.quota.clone(),
            forms: codes(p, "forms", &self.forms, &Form::ALL, Form::code),
            modes: codes(p, "modes", &self.modes, &Mode::ALL, Mode::code),
            online_payment: self.online_payment,
            delivery: self.delivery,
            online: self.online.clone(),
            visits: p
                .take(whole_number("visits", &self.visits, 0, 99))
                .try_into()
                .unwrap_or(0),
            place: self.place.clone(),
            when: self.when.clone(),
            consult: self.consult.clone(),
            supervise: self.supervise.clone(),
            questions: Vec::new(),
            materials: Vec::new(),
            faq: self.read_faq(),
        };
        self.finish(content, problems)
    }

    /// The code that each material of [`Self::check`] had before, in the same order, and nothing of a new one. Empty where no row says
    /// one, as in a table.
    #[must_use]
    pub fn was(&self) -> Vec<String> {
        if self.materials.iter().all(|row| row.was.is_empty()) {
            return Vec::new();
        }
        let (kept, _) = rows::kept(&self.materials, MaterialInput::is_kept);
        kept.into_iter().map(|row| row.was.clone()).collect()
    }

    /// Adds the rows, and what the content as a whole has to keep.
    fn finish(&self, mut content: Content, mut problems: Problems) -> Result<Content, AppError> {
        let (questions, question_at) = rows::kept(&self.questions, QuestionInput::is_kept);
        let (materials, material_at) = rows::kept(&self.materials, MaterialInput::is_kept);
        content.questions = questions.iter().map(|row| row.read()).collect();
        content.materials = materials
            .iter()
            .zip(&material_at)
            .map(|(row, at)| row.read(*at, &mut problems))
            .collect();
        let mut wrong = match problems.finish(()) {
            Err(AppError::Invalid { fields }) => fields,
            _ => Vec::new(),
        };
        let checked = content.checked();
        let fields = match checked {
            Ok(content) if wrong.is_empty() => return Ok(content),
            Err(AppError::Invalid { fields }) => fields,
            _ => Vec::new(),
        };
        for FieldError { field, problem } in fields {
            // Rows that are not kept are still there in the form: a problem is told at its own.
            let field = rows::renamed(&field, "questions", &question_at)
                .or_else(|| rows::renamed(&field, "materials", &material_at))
                .unwrap_or(field);
            // Texts of one field that are lines of it.
            let field = ["steps", "faq"]
                .into_iter()
                .find(|name| field.strip_prefix(name).is_some_and(|rest| rest.starts_with('[')))
                .map_or(field, str::to_owned);
            // One that could not be read at all has been named already.
            if !wrong.iter().any(|known| known.field == field) {
                wrong.push(FieldError::new(field, problem));
            }
        }
        Err(AppError::Invalid { fields: wrong })
    }

    fn read_steps(&self, problems: &mut Problems) -> Vec<Step> {
        let mut steps = Vec::new();
        for one in lines(&self.steps) {
            let all = parts(one);
            let at = |i: usize| all.get(i).cloned().unwrap_or_default();
            steps.push(Step {
                limit: problems.take(limit("steps", &at(2), &at(3))),
                name: at(0),
                what: at(1),
            });
        }
        steps
    }

    fn read_faq(&self) -> Vec<Qa> {
        lines(&self.faq)
            .map(|one| {
                let mut all = parts(one).into_iter();
                Qa {
                    question: all.next().unwrap_or_default(),
                    answer: all.collect::<Vec<_>>().join(" | "),
                }
            })
            .collect()
    }
}

impl From<&Content> for MatterInput {
    fn from(c: &Content) -> Self {
        let (statutory, statutory_unit) = limit_texts(c.statutory);
        let (promised, promised_unit) = limit_texts(Some(c.promised));
        let step = |step: &Step| {
            let (count, unit) = limit_texts(step.limit);
            line(&[&step.name, &step.what, &count, &unit])
        };
        Self {
            code: c.code.clone(),
            implementation_code: c.implementation_code.clone(),
            name: c.name.zh.clone(),
            name_en: c.name.en.clone(),
            summary: c.summary.zh.clone(),
            summary_en: c.summary.en.clone(),
            keywords: written(&c.keywords),
            topics: c.topics.iter().map(|t| t.code().to_owned()).collect(),
            people: c.people.iter().map(|p| p.code().to_owned()).collect(),
            kind: c.kind.code().to_owned(),
            level: c.level.code().to_owned(),
            basis: written(&c.basis),
            body: c.body.clone(),
            body_code: c.body_code.clone(),
            partners: written(&c.partners),
            objects: c.objects.iter().map(|o| o.code().to_owned()).collect(),
            case_kind: c.case_kind.code().to_owned(),
            statutory,
            statutory_unit,
            promised,
            promised_unit,
            special: c.special.clone(),
            conditions: written(&c.conditions),
            steps: c.steps.iter().map(step).collect::<Vec<_>>().join("\n"),
            result: c.result.clone(),
            fee: c.fee.amount.clone(),
            fee_basis: c.fee.basis.clone(),
            reach: c.reach.clone(),
            quota: c.quota.clone(),
            forms: c.forms.iter().map(|f| f.code().to_owned()).collect(),
            modes: c.modes.iter().map(|m| m.code().to_owned()).collect(),
            online_payment: c.online_payment,
            delivery: c.delivery,
            online: c.online.clone(),
            visits: c.visits.to_string(),
            place: c.place.clone(),
            when: c.when.clone(),
            consult: c.consult.clone(),
            supervise: c.supervise.clone(),
            questions: c.questions.iter().map(QuestionInput::from).collect(),
            materials: c.materials.iter().map(MaterialInput::from).collect(),
            faq: c
                .faq
                .iter()
                .map(|qa| line(&[&qa.question, &qa.answer]))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
