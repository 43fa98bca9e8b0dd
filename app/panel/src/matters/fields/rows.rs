//! Questions and materials of a matter as rows, with empty ones below for what is added.

use super::options;
use crate::rows::{Row, compared, sent, with_empty};
use app::{
    lang::{t, use_lang},
    matter::official as words,
    ui::{CheckField, ConflictRow, FormState, SelectField, TextArea, TextField},
};
use leptos::prelude::*;
use model::matter::{Issuer, MaterialForm, MaterialInput, QuestionInput};

fn sent_questions() -> Vec<Row<QuestionInput>> {
    sent("questions", |form, name| {
        let typed = |field: &str| form.typed(&name(field)).unwrap_or_default();
        QuestionInput {
            was: typed("was"),
            code: typed("code"),
            text: typed("text"),
            text_en: typed("text_en"),
            only_if: typed("only_if"),
            choices: typed("choices"),
            drop: form.typed(&name("drop")).is_some(),
        }
    })
}

fn sent_materials() -> Vec<Row<MaterialInput>> {
    sent("materials", |form, name| {
        let typed = |field: &str| form.typed(&name(field)).unwrap_or_default();
        MaterialInput {
            was: typed("was"),
            code: typed("code"),
            name: typed("name"),
            name_en: typed("name_en"),
            issuer: typed("issuer"),
            source: typed("source"),
            originals: typed("originals"),
            copies: typed("copies"),
            form: typed("form"),
            optional: form.typed(&name("optional")).is_some(),
            note: typed("note"),
            when: typed("when"),
            drop: form.typed(&name("drop")).is_some(),
        }
    })
}

/// The comparison of both lists, a line a row.
pub(super) fn compared_rows(questions: &[QuestionInput], materials: &[MaterialInput]) -> Vec<ConflictRow> {
    let dropped = |drop: bool, text: String| if drop { String::new() } else { text };
    let question = |q: &QuestionInput| {
        let text = format!("{} · {} · {} · {}\n{}", q.code, q.text, q.text_en, q.only_if, q.choices);
        dropped(q.drop, text)
    };
    let material = |m: &MaterialInput| {
        let counts = format!("{} + {}", m.originals, m.copies);
        let optional = if m.optional { "?" } else { "!" };
        let all = [
            &m.code, &m.name, &m.name_en, &m.issuer, &counts, &m.form, &m.source, &m.note, &m.when,
        ];
        let text = all.map(String::as_str).join(" · ");
        dropped(m.drop, format!("{text} {optional}"))
    };
    let mut rows = compared(sent_questions(), questions, |q| &q.was, question);
    rows.extend(compared(sent_materials(), materials, |m| &m.was, material));
    rows
}

#[component]
pub(super) fn Questions(stored: Vec<QuestionInput>) -> impl IntoView {
    let rows = with_empty(sent_questions(), &stored, |q| &q.was)
        .into_iter()
        .enumerate();
    rows.map(|(i, (was, question))| view! { <QuestionRow i was question /> })
        .collect_view()
}

#[component]
pub(super) fn Materials(stored: Vec<MaterialInput>) -> impl IntoView {
    let rows = with_empty(sent_materials(), &stored, |m| &m.was)
        .into_iter()
        .enumerate();
    rows.map(|(i, (was, material))| view! { <MaterialRow i was material /> })
        .collect_view()
}

#[component]
fn QuestionRow(i: usize, was: String, question: QuestionInput) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let form = FormState::current();
    let field = |name: &str| format!("questions[{i}][{name}]");
    let new = was.is_empty();
    let legend = if new {
        c::new_question(lang).to_owned()
    } else {
        question.text.clone()
    };
    view! {
        <fieldset class="group box">
            <legend>{legend}</legend>
            <input type="hidden" name=form.name(&field("was")) value=was />
            <div class="fields">
                <TextField field=field("code") label=c::row_code(lang) value=question.code />
                <TextField field=field("text") label=c::question_text(lang) value=question.text />
                <TextField field=field("text_en") label=c::in_english(lang) value=question.text_en />
                <TextField field=field("only_if") label=c::only_if(lang) value=question.only_if />
            </div>
            <TextArea field=field("choices") label=c::choices(lang) hint=c::choices_hint(lang) value=question.choices rows=4 />
            {(!new).then(|| view! { <CheckField field=field("drop") label=c::drop_row(lang) checked=question.drop /> })}
        </fieldset>
    }
}

#[component]
fn MaterialRow(i: usize, was: String, material: MaterialInput) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let form = FormState::current();
    let field = |name: &str| format!("materials[{i}][{name}]");
    let new = was.is_empty();
    let legend = if new {
        c::new_material(lang).to_owned()
    } else {
        material.name.clone()
    };
    let issuers = options(lang, &Issuer::ALL, Issuer::code, words::issuer);
    let forms = options(lang, &MaterialForm::ALL, MaterialForm::code, words::material_form);
    // Untouched, an empty row sends the first of each list: it is kept only where it has a name or a code.
    view! {
        <fieldset class="group box">
            <legend>{legend}</legend>
            <input type="hidden" name=form.name(&field("was")) value=was />
            <div class="fields">
                <TextField field=field("code") label=c::row_code(lang) value=material.code />
                <TextField field=field("name") label=c::material_name(lang) value=material.name />
                <TextField field=field("name_en") label=c::in_english(lang) value=material.name_en />
                <SelectField field=field("issuer") label=c::issuer(lang) options=issuers value=material.issuer />
                <TextField field=field("originals") label=c::originals(lang) value=material.originals inputmode="numeric" />
                <TextField field=field("copies") label=c::copies(lang) value=material.copies inputmode="numeric" />
                <SelectField field=field("form") label=c::material_form(lang) options=forms value=material.form />
                <TextField field=field("when") label=c::needed_when(lang) value=material.when />
            </div>
            <TextArea field=field("note") label=c::note(lang) value=material.note rows=2 />
            <TextField field=field("source") label=c::source(lang) value=material.source />
            <CheckField field=field("optional") label=c::optional(lang) checked=material.optional />
            {(!new).then(|| view! { <CheckField field=field("drop") label=c::drop_row(lang) checked=material.drop /> })}
        </fieldset>
    }
}
