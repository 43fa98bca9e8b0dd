//! What a matter's content has to keep, for whoever writes it: the panel, a spreadsheet, the sample.

use super::{Answer, CaseKind, Content, Form, Limit, Mode};
use crate::{
    AppError, FieldError, Problem,
    text::{Problems, check_phone, clean, clean_code},
};
use std::collections::BTreeSet;

/// Longest basic code (GB/T 39046-2020).
pub const MAX_CODE: u32 = 10;
/// Longest implementation code (GB/T 39046-2020).
pub const MAX_IMPLEMENTATION_CODE: u32 = 24;
/// The most rows of one kind: materials, questions, steps.
pub const MAX_ROWS: usize = 60;
/// The most days of a limit: ten years of them.
const MAX_DAYS: u16 = 3650;
/// The longest text of one field.
const LONG: u32 = 2000;
/// The longest name.
const SHORT: u32 = 120;

impl Content {
    /// The content, trimmed, if it keeps the rules.
    ///
    /// # Errors
    /// Everything that is wrong; rows are named `materials[0][name]`.
    pub fn checked(mut self) -> Result<Self, AppError> {
        let mut problems = Problems::new();
        self.code = problems.take(basic_code(&self.code));
        let max = MAX_IMPLEMENTATION_CODE;
        trim(
            &mut problems,
            "implementation_code",
            &mut self.implementation_code,
            false,
            max,
        );
        trim(&mut problems, "name", &mut self.name.zh, true, SHORT);
        trim(&mut problems, "name_en", &mut self.name.en, false, 200);
        trim(&mut problems, "summary", &mut self.summary.zh, false, LONG);
        trim(&mut problems, "summary_en", &mut self.summary.en, false, LONG);
        lines(&mut problems, "keywords", &mut self.keywords, 40);
        lines(&mut problems, "basis", &mut self.basis, LONG);
        trim(&mut problems, "body", &mut self.body, true, 200);
        trim(&mut problems, "body_code", &mut self.body_code, false, 24);
        lines(&mut problems, "partners", &mut self.partners, 200);
        lines(&mut problems, "conditions", &mut self.conditions, LONG);
        for (field, text) in [
            ("special", &mut self.special),
            ("result", &mut self.result),
            ("fee", &mut self.fee.amount),
            ("fee_basis", &mut self.fee.basis),
            ("reach", &mut self.reach),
            ("quota", &mut self.quota),
            ("place", &mut self.place),
            ("when", &mut self.when),
            ("online", &mut self.online),
        ] {
            trim(&mut problems, field, text, false, LONG);
        }
        self.consult = problems.take(check_phone("consult", &self.consult));
        self.supervise = problems.take(check_phone("supervise", &self.supervise));
        once(&mut self.topics);
        once(&mut self.people);
        once(&mut self.objects);
        once(&mut self.forms);
        once(&mut self.modes);
        self.limits(&mut problems);
        self.reachable(&mut problems);
        self.asked(&mut problems);
        self.brought(&mut problems);
        self.told(&mut problems);
        problems.finish(self)
    }

    fn limits(&self, problems: &mut Problems) {
        let mut within = |field: String, limit: Limit| {
            if limit.count > MAX_DAYS {
                let (min, max) = ("0".to_owned(), MAX_DAYS.to_string());
                problems.add(field, Problem::OutOfRange { min, max });
            }
        };
        within("promised".to_owned(), self.promised);
        if let Some(limit) = self.statutory {
            within("statutory".to_owned(), limit);
        }
        for (i, step) in self.steps.iter().enumerate() {
            if let Some(limit) = step.limit {
                within(format!("steps[{i}][limit]"), limit);
            }
        }
        // Nobody promises to take longer than the law allows; days of two kinds are not compared.
        if let Some(legal) = self.statutory
            && legal.unit == self.promised.unit
            && legal.count < self.promised.count
        {
            let (min, max) = ("0".to_owned(), legal.count.to_string());
            problems.add("promised", Problem::OutOfRange { min, max });
        }
        // 即办件 is what is done at once, and nothing else is.
        if (self.case_kind == CaseKind::AtOnce) != (self.promised.count == 0) {
            problems.add("promised", Problem::Differs);
        }
        if !self.fee.is_free() && self.fee.basis.is_empty() {
            problems.add("fee_basis", Problem::Required);
        }
    }

    /// How it can be had at all.
    fn reachable(&self, problems: &mut Problems) {
        if self.modes.is_empty() {
            problems.add("modes", Problem::Required);
        }
        if self.objects.is_empty() {
            problems.add("objects", Problem::Required);
        }
        let web = self.online.starts_with("https://") || self.online.starts_with("http://");
        if !self.online.is_empty() && (!web || self.online.chars().any(|c| c.is_whitespace() || "<>\"'\\".contains(c)))
        {
            let allowed = "https://…".to_owned();
            problems.add("online", Problem::Unknown { allowed });
        }
        // By oneself: on a platform that has an address, or at a machine.
        if self.modes.contains(&Mode::SelfService) && self.online.is_empty() && !self.forms.contains(&Form::Other) {
            problems.add("online", Problem::Required);
        }
    }

    fn asked(&mut self, problems: &mut Problems) {
        rows(problems, "questions", self.questions.len());
        let mut known: Vec<(String, String)> = Vec::new();
        let mut codes = BTreeSet::new();
        for (i, question) in self.questions.iter_mut().enumerate() {
            let at = |field: &str| format!("questions[{i}][{field}]");
            question.code = problems.take(clean_code(&at("code"), &question.code, 30));
            if !codes.insert(question.code.clone()) {
                problems.add(at("code"), Problem::Taken);
            }
            trim(problems, &at("text"), &mut question.text.zh, true, 200);
            trim(problems, &at("text_en"), &mut question.text.en, false, 300);
            known_only(problems, &at("only_if"), &question.only_if, &known);
            if question.choices.len() < 2 {
                problems.add(at("choices"), Problem::TooShort { min: 2 });
            }
            rows(problems, &at("choices"), question.choices.len());
            let mut own = BTreeSet::new();
            for choice in &mut question.choices {
                choice.code = problems.take(clean_code(&at("choices"), &choice.code, 30));
                if !own.insert(choice.code.clone()) {
                    problems.add(at("choices"), Problem::Taken);
                }
                trim(problems, &at("choices"), &mut choice.text.zh, true, 200);
                trim(problems, &at("choices"), &mut choice.text.en, false, 300);
                trim(problems, &at("choices"), &mut choice.stop, false, LONG);
                trim(problems, &at("choices"), &mut choice.hint, false, LONG);
            }
            // Only now: a question does not hang on its own answer, and so there is no circle.
            known.extend(
                question
                    .choices
                    .iter()
                    .map(|choice| (question.code.clone(), choice.code.clone())),
            );
        }
    }

    fn brought(&mut self, problems: &mut Problems) {
        rows(problems, "materials", self.materials.len());
        let known: Vec<_> = self
            .questions
            .iter()
            .flat_map(|q| q.choices.iter().map(|c| (q.code.clone(), c.code.clone())))
            .collect();
        let mut codes = BTreeSet::new();
        for (i, material) in self.materials.iter_mut().enumerate() {
            let at = |field: &str| format!("materials[{i}][{field}]");
            material.code = problems.take(clean_code(&at("code"), &material.code, 30));
            if !codes.insert(material.code.clone()) {
                problems.add(at("code"), Problem::Taken);
            }
            trim(problems, &at("name"), &mut material.name.zh, true, 200);
            trim(problems, &at("name_en"), &mut material.name.en, false, 300);
            trim(problems, &at("source"), &mut material.source, false, LONG);
            trim(problems, &at("note"), &mut material.note, false, LONG);
            material.when.retain(|all| !all.is_empty());
            for all in &material.when {
                known_only(problems, &at("when"), all, &known);
            }
        }
    }

    fn told(&mut self, problems: &mut Problems) {
        rows(problems, "steps", self.steps.len());
        for (i, step) in self.steps.iter_mut().enumerate() {
            trim(problems, &format!("steps[{i}][name]"), &mut step.name, true, SHORT);
            trim(problems, &format!("steps[{i}][what]"), &mut step.what, false, LONG);
        }
        rows(problems, "faq", self.faq.len());
        for (i, qa) in self.faq.iter_mut().enumerate() {
            trim(problems, &format!("faq[{i}][question]"), &mut qa.question, true, 300);
            trim(problems, &format!("faq[{i}][answer]"), &mut qa.answer, true, LONG);
        }
    }
}

/// Whether a text can be a matter's code at all; what stands in an address is looked at before a database is asked.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let most = usize::try_from(MAX_CODE).unwrap_or_default();
    (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// A basic code: 1 to 10 of `A-Z 0-9 -`; small letters are taken for capitals.
fn basic_code(text: &str) -> Result<String, FieldError> {
    let code = clean("code", text, true, MAX_CODE)?.to_ascii_uppercase();
    if code
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
    {
        Ok(code)
    } else {
        let allowed = "A-Z 0-9 -".to_owned();
        Err(FieldError::new("code", Problem::Unknown { allowed }))
    }
}

fn trim(problems: &mut Problems, field: &str, text: &mut String, required: bool, max: u32) {
    match clean(field, text, required, max) {
        Ok(clean) => *text = clean,
        Err(FieldError { field, problem }) => problems.add(field, problem),
    }
}

fn lines(problems: &mut Problems, field: &str, all: &mut Vec<String>, max: u32) {
    rows(problems, field, all.len());
    for text in all.iter_mut() {
        trim(problems, field, text, false, max);
    }
    all.retain(|text| !text.is_empty());
}

fn rows(problems: &mut Problems, field: &str, rows: usize) {
    if rows > MAX_ROWS {
        let (min, max) = ("0".to_owned(), MAX_ROWS.to_string());
        problems.add(field, Problem::OutOfRange { min, max });
    }
}

fn known_only(problems: &mut Problems, field: &str, answers: &[Answer], known: &[(String, String)]) {
    for answer in answers {
        if !known.iter().any(|(q, a)| *q == answer.q && *a == answer.a) {
            let what = format!("{}={}", answer.q, answer.a);
            problems.add(field, Problem::NoSuch { what });
        }
    }
}

fn once<T: PartialEq + Copy>(all: &mut Vec<T>) {
    let mut kept = Vec::with_capacity(all.len());
    for one in all.drain(..) {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    *all = kept;
}
