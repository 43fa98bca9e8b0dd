//! What somebody wants to say, checked before it is sent: by the model's own rules, which are the server's too. The server stays the
//! judge; whoever chose a photo of 40 megabytes hears of it before it is on its way, and without a network.

use model::{
    AppError,
    evaluation::{AnswerInput, Content, DetailsInput, Level, check_photos},
};

/// More answers than any form asks for.
const MOST_ANSWERS: usize = 200;

/// The fields of a form whose argument is `input`, as the server reads them.
fn read(fields: impl IntoIterator<Item = (String, String)>) -> DetailsInput {
    let mut input = DetailsInput::default();
    for (name, value) in fields {
        let inside = name.strip_prefix("input[").and_then(|rest| rest.strip_suffix(']'));
        let mut parts = inside.unwrap_or_default().split("][");
        match (parts.next(), parts.next(), parts.next()) {
            (Some("words"), ..) => input.words = value,
            (Some("reasons"), ..) => input.reasons.push(value),
            (Some("seven"), ..) => input.seven.push(value),
            (Some("answers"), Some(i), Some(what)) => {
                let Some(i) = i.parse().ok().filter(|i| *i < MOST_ANSWERS) else {
                    continue;
                };
                if input.answers.len() <= i {
                    input.answers.resize_with(i + 1, AnswerInput::default);
                }
                match what {
                    "code" => input.answers[i].code = value,
                    _ => input.answers[i].values.push(value),
                }
            }
            _ => {}
        }
    }
    input
}

/// Checks what is about to be sent: the fields, and the photos by their question and size.
///
/// # Errors
/// Every problem, by field, as the server would name it.
pub(super) fn check(
    fields: impl IntoIterator<Item = (String, String)>,
    photos: &[(String, u64)],
    content: &Content,
    level: Level,
) -> Result<(), AppError> {
    let mut problems = Vec::new();
    for checked in [read(fields).check(content, level).map(drop), check_photos(photos)] {
        match checked {
            Ok(()) => {}
            Err(AppError::Invalid { fields }) => problems.extend(fields),
            Err(other) => return Err(other),
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(AppError::Invalid { fields: problems })
    }
}

/// The same of a form in the browser.
///
/// # Errors
/// See [`check`].
#[cfg(feature = "hydrate")]
pub(super) fn check_form(event: &leptos::ev::SubmitEvent, content: &Content, level: Level) -> Result<(), AppError> {
    use model::evaluation::photo_code;
    use wasm_bindgen::JsCast as _;
    let form = event
        .target()
        .and_then(|t| t.dyn_into::<web_sys::HtmlFormElement>().ok());
    let Some(data) = form.and_then(|form| web_sys::FormData::new_with_form(&form).ok()) else {
        return Ok(());
    };
    let (mut fields, mut photos) = (Vec::new(), Vec::new());
    let entries = js_sys::try_iter(&data).ok().flatten();
    for entry in entries.into_iter().flatten().flatten() {
        let entry = js_sys::Array::from(&entry);
        let Some(name) = entry.get(0).as_string() else { continue };
        let value = entry.get(1);
        if let Some(text) = value.as_string() {
            fields.push((name, text));
        } else if let Some(code) = photo_code(&name) {
            // Nothing chosen is an empty file.
            let size = js_sys::Reflect::get(&value, &"size".into())
                .ok()
                .and_then(|size| size.as_f64());
            let bytes = size.unwrap_or_default() as u64;
            if bytes > 0 {
                photos.push((code.to_owned(), bytes));
            }
        }
    }
    check(fields, &photos, content, level)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::{call::JsonOrForm, evaluation::api::TellMore};
    use model::{
        Problem,
        evaluation::{Question, QuestionKind},
        text::Names,
    };
    use server_fn::Decodes as _;

    const SENT: [(&str, &str); 11] = [
        ("at", "b1"),
        ("input[reasons][]", "r1"),
        ("input[reasons][]", "r5"),
        ("input[seven][]", "tea"),
        ("input[answers][0][code]", "q1"),
        ("input[answers][0][values][0]", "3"),
        ("input[answers][1][code]", "q2"),
        ("input[answers][1][values][]", "1"),
        ("input[answers][1][values][]", "2"),
        ("input[answers][2][code]", "q3"),
        ("input[words]", "等了一个小时，\n没有人"),
    ];

    fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        fields.iter().map(owned).collect()
    }

    #[test]
    fn a_form_is_read_as_the_server_reads_it() {
        let text = serde_urlencoded::to_string(&SENT[..]).unwrap();
        let sent: TellMore = JsonOrForm::decode(text.into()).unwrap();
        assert_eq!(read(owned(&SENT)), sent.input);
        assert_eq!(sent.input.answers[1].values, ["1", "2"]);
        // Names that nobody gave a field are nobody's.
        for strange in [
            "input[",
            "input[]",
            "input[answers][x][code]",
            "input[answers][9999999][code]",
            "",
        ] {
            assert_eq!(read(owned(&[(strange, "x")])), DetailsInput::default(), "{strange}");
        }
    }

    #[test]
    fn everything_wrong_is_named_at_once_as_the_server_names_it() {
        let question = |code: &str, kind| Question {
            code: code.into(),
            names: Names::new(code, ""),
            kind,
            choices: Vec::new(),
        };
        let content = Content {
            questions: vec![question("q1", QuestionKind::Text), question("q2", QuestionKind::Photo)],
            ..Content::default()
        };
        let (answer, words) = ("字".repeat(201), "字".repeat(501));
        let fields = owned(&[
            ("input[answers][0][code]", "q1"),
            ("input[answers][0][values][0]", &answer),
            ("input[words]", &words),
        ]);
        let photos = [("q2".to_owned(), 40 * 1024 * 1024)];
        let Err(AppError::Invalid { fields }) = check(fields, &photos, &content, Level::Satisfied) else {
            panic!("it is wrong");
        };
        let named: Vec<_> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(named, ["answers[0][values][0]", "words", "photos[q2]"]);
        assert_eq!(fields[2].problem, Problem::FileTooLarge { max_mb: 15 });
        assert_eq!(check(owned(&SENT[10..]), &[], &content, Level::Satisfied), Ok(()));
    }
}
