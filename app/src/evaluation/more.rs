//! What may be said beside the level: reasons, the seven ones, questions, words. The form's preview shows the very same.

use super::words;
use crate::{
    lang::{t, use_lang},
    ui::{FormState, PhotosField, TextArea, TextField, field_id},
};
use leptos::prelude::*;
use model::evaluation::{
    Content, Level, MAX_TEXT, MAX_WORDS, MOST_PHOTOS, Question, QuestionKind, SevenOne, photo_field,
};

/// The fields for whoever gave this level, inside of a form whose argument is `input`.
#[component]
pub fn MoreFields(content: Content, level: Level) -> impl IntoView {
    use t::evaluation as e;
    let lang = use_lang();
    let reasons: Vec<(String, String)> = content
        .reasons_of(level)
        .map(|r| (r.code.clone(), r.names.get(lang.english()).to_owned()))
        .collect();
    let title = if level.is_bad() {
        e::what_bad(lang)
    } else {
        e::what_good(lang)
    };
    let reasons = (!reasons.is_empty()).then(|| view! { <Boxes field="reasons" legend=title boxes=reasons /> });
    let seven = content.seven.then(|| {
        let boxes = SevenOne::ALL.map(|one| (one.code().to_owned(), words::seven(lang, one).to_owned()));
        view! { <Boxes field="seven" legend=e::seven(lang) boxes=boxes.to_vec() /> }
    });
    let questions = content.questions.into_iter().enumerate();
    let questions = questions
        .map(|(i, question)| view! { <Asked i question /> })
        .collect_view();
    view! {
        {reasons}
        {seven}
        {questions}
        <TextArea field="words" label=e::words(lang) hint=e::words_hint(lang) rows=3 most=MAX_WORDS />
    }
}

/// Boxes to tick.
#[component]
fn Boxes(
    /// The field that they are values of.
    field: &'static str,
    /// What they are about.
    #[prop(into)]
    legend: String,
    /// Codes and what they are called.
    boxes: Vec<(String, String)>,
) -> impl IntoView {
    let form = FormState::current();
    let name = format!("{}[]", form.name(field));
    let ticked = form.typed_all(&name).unwrap_or_default();
    let boxes = boxes
        .into_iter()
        .map(|(code, text)| {
            let (name, checked) = (name.clone(), ticked.contains(&code));
            view! { <label class="check"><input type="checkbox" name=name value=code checked=checked />{text}</label> }
        })
        .collect_view();
    view! { <fieldset class="group" id=field_id(field)><legend>{legend}</legend><div class="checks">{boxes}</div></fieldset> }
}

/// One question.
#[component]
fn Asked(i: usize, question: Question) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let (code, values) = (format!("answers[{i}][code]"), format!("answers[{i}][values]"));
    let text = question.names.get(lang.english()).to_owned();
    let control = match question.kind {
        // Named as a list of one: all answers are.
        QuestionKind::Text => view! { <TextField field=format!("{values}[0]") label=text most=MAX_TEXT /> }.into_any(),
        QuestionKind::Photo => {
            let hint = t::evaluation::photo_hint(lang, MOST_PHOTOS);
            return view! { <PhotosField field=photo_field(&question.code) label=text hint /> }.into_any();
        }
        kind => {
            let choices: Vec<(String, String)> = match kind {
                QuestionKind::Scale => (1..=QuestionKind::SCALE)
                    .map(|n| (n.to_string(), scale(lang, n)))
                    .collect(),
                _ => question
                    .choices
                    .iter()
                    .map(|c| (c.code.clone(), c.names.get(lang.english()).to_owned()))
                    .collect(),
            };
            let (kind, name) = match kind {
                QuestionKind::Several => ("checkbox", format!("{}[]", form.name(&values))),
                _ => ("radio", format!("{}[0]", form.name(&values))),
            };
            let ticked = form.typed_all(&name).unwrap_or_default();
            let boxes = choices
                .into_iter()
                .map(|(code, text)| {
                    let (name, checked) = (name.clone(), ticked.contains(&code));
                    view! { <label class="check"><input type=kind name=name value=code checked=checked />{text}</label> }
                })
                .collect_view();
            view! { <fieldset class="group" id=field_id(&values)><legend>{text}</legend><div class="checks">{boxes}</div></fieldset> }
                .into_any()
        }
    };
    view! { <input type="hidden" name=form.name(&code) value=question.code />{control} }.into_any()
}

/// A number of a scale, with words at its ends.
fn scale(lang: crate::lang::Lang, number: i64) -> String {
    match number {
        1 => t::evaluation::scale_least(lang, number),
        QuestionKind::SCALE => t::evaluation::scale_most(lang, number),
        _ => number.to_string(),
    }
}
