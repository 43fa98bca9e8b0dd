//! What somebody says beside the level, checked against the version of the form that they were shown.

use super::{Content, Level, PhotoId, Question, QuestionKind, SevenOne};
use crate::{
    AppError, FieldError, Problem,
    text::{Problems, clean, one_of, whole_number},
};
use serde::{Deserialize, Serialize};

/// The most characters of one's own words.
pub const MAX_WORDS: u32 = 500;
/// The most photos that answer one question.
pub const MOST_PHOTOS: usize = 3;
/// The most characters of an answer in words.
pub const MAX_TEXT: u32 = 200;
/// Megabytes of one photo, as it is sent.
pub const PHOTO_MB: u32 = 15;
/// Megabytes of all photos of one form.
pub const PHOTOS_MB: u32 = 2 * PHOTO_MB;

/// What the form sends after the level was given. All of it may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DetailsInput {
    /// Codes of reasons.
    pub reasons: Vec<String>,
    /// [`SevenOne::code`]s.
    pub seven: Vec<String>,
    /// Answers to the questions.
    pub answers: Vec<AnswerInput>,
    /// In one's own words.
    pub words: String,
}

/// An answer as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerInput {
    /// [`Question::code`].
    pub code: String,
    /// Codes of choices, a number, or words; empty ones are none.
    pub values: Vec<String>,
}

/// What was said, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Details {
    /// Ticks and answers.
    pub answers: Answers,
    /// In one's own words; may be empty.
    pub words: String,
}

/// Ticks and answers, by their codes within the version of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// Codes of reasons.
    pub reasons: Vec<String>,
    /// Which of the seven ones there were.
    pub seven: Vec<SevenOne>,
    /// Answers to questions.
    pub answers: Vec<Answer>,
}

/// An answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// [`Question::code`].
    pub code: String,
    /// Codes of choices, a number, words, or names of photos.
    pub values: Vec<String>,
}

impl Details {
    /// Adds the photos that were sent with it, each with the code of its question.
    ///
    /// # Errors
    /// More than [`MOST_PHOTOS`] of one question; a question that is not answered with photos.
    pub fn with_photos(mut self, content: &Content, photos: &[(String, PhotoId)]) -> Result<Self, AppError> {
        let mut problems = Problems::new();
        for (code, id) in photos {
            let question = content.question(code).filter(|q| q.kind == QuestionKind::Photo);
            let before = self.answers.answers.iter().position(|a| a.code == *code);
            match (question, before.map(|i| &mut self.answers.answers[i].values)) {
                (None, _) => problems.add("form", unknown()),
                (_, Some(photos)) if photos.len() >= MOST_PHOTOS => problems.add(photo_field(code), too_many()),
                (_, Some(photos)) => photos.push(id.to_string()),
                (_, None) => self.answers.answers.push(Answer {
                    code: code.clone(),
                    values: vec![id.to_string()],
                }),
            }
        }
        problems.finish(self)
    }
}

/// Checks photos before they are read, each by the code of its question and its bytes.
///
/// # Errors
/// Every one that is too large; too many of one question; too much in all.
pub fn check_photos(photos: &[(String, u64)]) -> Result<(), AppError> {
    const MB: u64 = 1024 * 1024;
    let mut problems = Problems::new();
    let too_large =
        |max_mb: u32, bytes: u64| (bytes > u64::from(max_mb) * MB).then_some(Problem::FileTooLarge { max_mb });
    for (i, (code, bytes)) in photos.iter().enumerate() {
        if let Some(problem) = too_large(PHOTO_MB, *bytes) {
            problems.add(photo_field(code), problem);
        }
        // Once a question.
        let of_it = photos.iter().enumerate().filter(|(_, (other, _))| other == code);
        if of_it.clone().count() > MOST_PHOTOS && of_it.map(|(n, _)| n).next() == Some(i) {
            problems.add(photo_field(code), too_many());
        }
    }
    // Said once: of one that is too large by itself it is clear what to do.
    let fits = photos.iter().all(|(_, bytes)| too_large(PHOTO_MB, *bytes).is_none());
    let problem = too_large(PHOTOS_MB, photos.iter().map(|(_, bytes)| bytes).sum());
    if let (true, Some(problem), Some((code, _))) = (fits, problem, photos.last()) {
        problems.add(photo_field(code), problem);
    }
    problems.finish(())
}

fn too_many() -> Problem {
    Problem::OutOfRange {
        min: "0".to_owned(),
        max: MOST_PHOTOS.to_string(),
    }
}

/// The code of the question that the photos of a field answer.
#[must_use]
pub fn photo_code(field: &str) -> Option<&str> {
    field.strip_prefix("photos[")?.strip_suffix(']')
}

/// The field of a form in which photos answer the question of that code.
#[must_use]
pub fn photo_field(code: &str) -> String {
    format!("photos[{code}]")
}

impl DetailsInput {
    /// Checks it against what was asked of somebody who gave this level.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self, content: &Content, level: Level) -> Result<Details, AppError> {
        let mut problems = Problems::new();
        let mut answers = Answers::default();
        for reason in content.reasons_of(level) {
            if self.reasons.contains(&reason.code) {
                answers.reasons.push(reason.code.clone());
            }
        }
        let offered = |code: &String| content.reasons_of(level).any(|r| r.code == *code);
        if !self.reasons.iter().all(offered) {
            problems.add("reasons", unknown());
        }
        for code in &self.seven {
            let one = problems.note(one_of("seven", code, &SevenOne::ALL, SevenOne::code));
            answers.seven.extend(one.filter(|_| content.seven));
        }
        answers
            .seven
            .sort_by_key(|one| SevenOne::ALL.iter().position(|o| o == one));
        answers.seven.dedup();
        for (i, answer) in self.answers.iter().enumerate() {
            let field = format!("answers[{i}][values]");
            match content.question(&answer.code) {
                Some(_) if answers.answers.iter().any(|a| a.code == answer.code) => problems.add(field, unknown()),
                Some(question) => {
                    // An answer in words is a field by itself.
                    let of_it = if question.kind == QuestionKind::Text { "[0]" } else { "" };
                    let field = format!("{field}{of_it}");
                    let values = problems.take(values(&field, question, &answer.values));
                    if !values.is_empty() {
                        let code = answer.code.clone();
                        answers.answers.push(Answer { code, values });
                    }
                }
                None => problems.add(field, unknown()),
            }
        }
        let words = problems.take(clean("words", &self.words, false, MAX_WORDS));
        problems.finish(Details { answers, words })
    }
}

const fn unknown() -> Problem {
    Problem::Unknown { allowed: String::new() }
}

fn values(field: &str, question: &Question, sent: &[String]) -> Result<Vec<String>, FieldError> {
    let sent: Vec<&str> = sent.iter().map(|v| v.trim()).filter(|v| !v.is_empty()).collect();
    let Some(first) = sent.first() else {
        return Ok(Vec::new());
    };
    let refused = |problem| Err(FieldError::new(field, problem));
    if question.kind != QuestionKind::Several && sent.len() > 1 {
        return refused(unknown());
    }
    match question.kind {
        QuestionKind::Text => clean(field, first, false, MAX_TEXT).map(|text| vec![text]),
        // They come as files.
        QuestionKind::Photo => refused(unknown()),
        QuestionKind::Scale => {
            whole_number(field, first, 1, QuestionKind::SCALE).map(|number| vec![number.to_string()])
        }
        QuestionKind::One | QuestionKind::Several => {
            if sent.iter().any(|v| !question.choices.iter().any(|c| c.code == *v)) {
                return refused(unknown());
            }
            let chosen = question.choices.iter().filter(|c| sent.contains(&c.code.as_str()));
            Ok(chosen.map(|c| c.code.clone()).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Choice, Reason};
    use super::*;
    use crate::text::Names;

    fn question(code: &str, kind: QuestionKind) -> Question {
        let choice = |code: &str| Choice {
            code: code.into(),
            names: Names::new(code, ""),
        };
        Question {
            code: code.into(),
            names: Names::new(code, ""),
            kind,
            choices: if kind.has_choices() {
                vec![choice("1"), choice("2")]
            } else {
                Vec::new()
            },
        }
    }

    fn content() -> Content {
        Content {
            reasons: vec![Reason {
                code: "r1".into(),
                names: Names::new("等得太久", ""),
                levels: vec![Level::Dissatisfied],
            }],
            seven: true,
            questions: vec![
                question("q1", QuestionKind::One),
                question("q2", QuestionKind::Several),
                question("q3", QuestionKind::Scale),
                question("q4", QuestionKind::Text),
                question("q5", QuestionKind::Photo),
            ],
        }
    }

    fn answer(code: &str, values: &[&str]) -> AnswerInput {
        AnswerInput {
            code: code.into(),
            values: values.iter().map(|v| (*v).to_owned()).collect(),
        }
    }

    #[test]
    fn everything_may_be_left_empty() {
        let input = DetailsInput {
            answers: vec![answer("q1", &[]), answer("q4", &["  "])],
            ..Default::default()
        };
        assert_eq!(input.check(&content(), Level::Satisfied), Ok(Details::default()));
    }

    #[test]
    fn what_was_said_is_kept_in_the_order_of_the_form() {
        let input = DetailsInput {
            reasons: vec!["r1".into(), "r1".into()],
            seven: vec!["tea".into(), "smile".into(), "tea".into()],
            answers: vec![answer("q2", &["2", "1"]), answer("q3", &["4"]), answer("q4", &[" 好 "])],
            words: " 等了一个小时 ".into(),
        };
        let said = input.check(&content(), Level::Dissatisfied).unwrap();
        assert_eq!(said.answers.reasons, ["r1"]);
        assert_eq!(said.answers.seven, [SevenOne::Smile, SevenOne::Tea]);
        let values: Vec<_> = said.answers.answers.iter().map(|a| a.values.join(",")).collect();
        assert_eq!(
            (values, said.words.as_str()),
            (vec!["1,2".into(), "4".into(), "好".into()], "等了一个小时")
        );
    }

    #[test]
    fn photos_answer_the_question_that_asks_for_them() {
        let photo = |code: &str, id| (code.to_owned(), PhotoId::from_i64(id));
        let said = |photos: &[(String, PhotoId)]| Details::default().with_photos(&content(), photos);
        let kept = said(&[photo("q5", 7), photo("q5", 8)]).unwrap();
        assert_eq!(
            kept.answers.answers,
            [Answer {
                code: "q5".into(),
                values: vec![PhotoId::from_i64(7).to_string(), PhotoId::from_i64(8).to_string()],
            }]
        );
        let refused = |photos: &[(String, PhotoId)]| match said(photos) {
            Err(AppError::Invalid { fields }) => fields[0].field.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(&[1, 2, 3, 4].map(|id| photo("q5", id))), "photos[q5]");
        assert_eq!(refused(&[photo("q4", 1)]), "form");
        assert_eq!(refused(&[photo("q9", 1)]), "form");
    }

    #[test]
    fn photos_are_refused_by_their_size_and_number_before_they_are_read() {
        let mb = |code: &str, n: u64| (code.to_owned(), n * 1024 * 1024);
        let refused = |photos: &[(String, u64)]| match check_photos(photos) {
            Ok(()) => None,
            Err(AppError::Invalid { fields }) => {
                assert_eq!(fields.len(), 1);
                fields.into_iter().next()
            }
            Err(other) => panic!("{other:?}"),
        };
        let large = |field: &str, max_mb| Some(FieldError::new(field, Problem::FileTooLarge { max_mb }));
        assert_eq!(refused(&[]), None);
        assert_eq!(refused(&[mb("q5", 15), mb("q6", 15)]), None);
        assert_eq!(refused(&[mb("q5", 1), mb("q5", 16)]), large("photos[q5]", PHOTO_MB));
        assert_eq!(
            refused(&[mb("q5", 15), mb("q6", 15), mb("q7", 1)]),
            large("photos[q7]", PHOTOS_MB)
        );
        assert_eq!(
            refused(&[1; 4].map(|n| mb("q5", n))),
            Some(FieldError::new("photos[q5]", too_many()))
        );
        assert_eq!((photo_code("photos[q5]"), photo_code("words")), (Some("q5"), None));
    }

    #[test]
    fn a_line_break_is_one_character_however_it_was_sent() {
        let words = |line: &str| DetailsInput {
            words: format!("{}好", line.repeat(249)),
            ..Default::default()
        };
        for line in ["好\n", "好\r\n"] {
            assert!(words(line).check(&content(), Level::Dissatisfied).is_ok(), "{line:?}");
        }
        let too_long = DetailsInput {
            words: "好\r\n".repeat(250) + "好",
            ..Default::default()
        };
        assert!(too_long.check(&content(), Level::Dissatisfied).is_err());
    }

    #[test]
    fn what_was_not_asked_is_refused_by_its_field() {
        let wrong = [
            (
                DetailsInput {
                    reasons: vec!["r9".into()],
                    ..Default::default()
                },
                "reasons",
            ),
            (
                DetailsInput {
                    seven: vec!["eighth".into()],
                    ..Default::default()
                },
                "seven",
            ),
            (
                DetailsInput {
                    answers: vec![answer("q9", &["1"])],
                    ..Default::default()
                },
                "answers[0][values]",
            ),
            (
                DetailsInput {
                    answers: vec![answer("q1", &["1", "2"])],
                    ..Default::default()
                },
                "answers[0][values]",
            ),
            (
                DetailsInput {
                    answers: vec![answer("q1", &["3"])],
                    ..Default::default()
                },
                "answers[0][values]",
            ),
            (
                DetailsInput {
                    answers: vec![answer("q3", &["6"])],
                    ..Default::default()
                },
                "answers[0][values]",
            ),
            (
                DetailsInput {
                    answers: vec![answer("q4", &["a\u{0}"])],
                    ..Default::default()
                },
                "answers[0][values][0]",
            ),
            (
                DetailsInput {
                    answers: vec![answer("q5", &["7"])],
                    ..Default::default()
                },
                "answers[0][values]",
            ),
            (
                DetailsInput {
                    words: "好".repeat(501),
                    ..Default::default()
                },
                "words",
            ),
        ];
        for (input, field) in wrong {
            let refused = input.check(&content(), Level::Dissatisfied);
            assert!(
                matches!(&refused, Err(AppError::Invalid { fields }) if fields[0].field == field),
                "{refused:?}"
            );
        }
        // A reason of another level is none of this one.
        let other = DetailsInput {
            reasons: vec!["r1".into()],
            ..Default::default()
        };
        assert!(other.check(&content(), Level::Satisfied).is_err());
    }
}
