//! The fields of a matter's form, in the groups of the standard, and their comparison where two have changed the same matter.

mod rows;

use app::{
    lang::{Lang, t, use_lang},
    matter::official as words,
    ui::{CheckField, ConflictPanel, ConflictRow, Field, FormState, SelectField, TextArea, TextField},
};
use leptos::prelude::*;
use model::matter::{CaseKind, Form, Kind, Level, LimitUnit, MatterInput, Mode, Person, ServiceObject, Topic};
use rows::{Materials, Questions};

type Options = Vec<(String, String)>;

fn options<T: Copy>(lang: Lang, all: &[T], code: fn(T) -> &'static str, word: fn(Lang, T) -> &'static str) -> Options {
    let option = |one: &T| (code(*one).to_owned(), word(lang, *one).to_owned());
    all.iter().map(option).collect()
}

/// See the module.
#[component]
pub(super) fn Fields(
    input: MatterInput,
    /// Its code can be typed; later it stays.
    new: bool,
) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let units = options(lang, &LimitUnit::ALL, LimitUnit::code, words::unit);
    let code = if new {
        view! { <TextField field="code" label=c::code(lang) hint=c::code_hint(lang) value=input.code required=true /> }
            .into_any()
    } else {
        let name = FormState::current().name("code");
        view! { <p>{c::code(lang)}" "<b>{input.code.clone()}</b></p><input type="hidden" name=name value=input.code /> }
            .into_any()
    };
    view! {
        <fieldset class="group box"><legend>{c::group_what(lang)}</legend>
            {code}
            <div class="fields">
                <TextField field="name" label=c::name_zh(lang) value=input.name required=true />
                <TextField field="name_en" label=c::name_en(lang) value=input.name_en />
            </div>
            <TextArea field="summary" label=c::summary(lang) hint=c::summary_hint(lang) value=input.summary rows=2 />
            <TextArea field="summary_en" label=c::summary_en(lang) value=input.summary_en rows=2 />
            <TextArea field="keywords" label=c::keywords(lang) hint=c::keywords_hint(lang) value=input.keywords rows=4 />
            <Boxes field="topics" label=c::topics(lang) all=options(lang, &Topic::ALL, Topic::code, words::topic) stored=input.topics />
            <Boxes field="people" label=c::people(lang) all=options(lang, &Person::ALL, Person::code, words::person) stored=input.people />
        </fieldset>
        <fieldset class="group box"><legend>{c::group_standard(lang)}</legend>
            <div class="fields">
                <SelectField field="kind" label=c::kind(lang) options=options(lang, &Kind::ALL, Kind::code, words::kind) value=input.kind />
                <SelectField field="level" label=c::level(lang) options=options(lang, &Level::ALL, Level::code, words::level) value=input.level />
                <SelectField field="case_kind" label=c::case_kind(lang) options=options(lang, &CaseKind::ALL, CaseKind::code, words::case_kind) value=input.case_kind />
                <TextField field="implementation_code" label=c::implementation_code(lang) value=input.implementation_code />
                <TextField field="body" label=c::body(lang) value=input.body required=true />
                <TextField field="body_code" label=c::body_code(lang) value=input.body_code />
            </div>
            <TextArea field="basis" label=c::basis(lang) hint=c::one_a_line(lang) value=input.basis rows=3 />
            <TextArea field="partners" label=c::partners(lang) hint=c::one_a_line(lang) value=input.partners rows=2 />
            <Boxes field="objects" label=c::objects(lang) all=options(lang, &ServiceObject::ALL, ServiceObject::code, words::object) stored=input.objects />
        </fieldset>
        <fieldset class="group box"><legend>{c::group_time(lang)}</legend>
            <div class="fields">
                <TextField field="promised" label=c::promised(lang) hint=c::promised_hint(lang) value=input.promised inputmode="numeric" required=true />
                <SelectField field="promised_unit" label=c::promised_unit(lang) options=units.clone() value=input.promised_unit />
                <TextField field="statutory" label=c::statutory(lang) hint=c::statutory_hint(lang) value=input.statutory inputmode="numeric" />
                <SelectField field="statutory_unit" label=c::statutory_unit(lang) options=units value=input.statutory_unit />
            </div>
            <TextArea field="special" label=c::special(lang) value=input.special rows=2 />
            <div class="fields">
                <TextField field="fee" label=c::fee(lang) hint=c::fee_hint(lang) value=input.fee />
                <TextField field="fee_basis" label=c::fee_basis(lang) value=input.fee_basis />
            </div>
        </fieldset>
        <fieldset class="group box"><legend>{c::group_how(lang)}</legend>
            <Boxes field="modes" label=c::modes(lang) all=options(lang, &Mode::ALL, Mode::code, words::mode) stored=input.modes />
            <Boxes field="forms" label=c::forms(lang) all=options(lang, &Form::ALL, Form::code, words::form) stored=input.forms />
            <TextField field="online" label=c::online(lang) hint=c::online_hint(lang) value=input.online kind="url" />
            <div class="checks">
                <CheckField field="online_payment" label=c::online_payment(lang) checked=input.online_payment />
                <CheckField field="delivery" label=c::delivery(lang) checked=input.delivery />
            </div>
            <div class="fields">
                <TextField field="visits" label=c::visits(lang) value=input.visits inputmode="numeric" />
                <TextField field="place" label=c::place(lang) hint=c::place_hint(lang) value=input.place />
                <TextField field="when" label=c::when(lang) hint=c::when_hint(lang) value=input.when />
                <TextField field="consult" label=c::consult(lang) value=input.consult kind="tel" />
                <TextField field="supervise" label=c::supervise(lang) value=input.supervise kind="tel" />
                <TextField field="reach" label=c::reach(lang) value=input.reach />
                <TextField field="quota" label=c::quota(lang) value=input.quota />
            </div>
            <TextArea field="conditions" label=c::conditions(lang) hint=c::one_a_line(lang) value=input.conditions rows=4 />
            <TextArea field="steps" label=c::steps(lang) hint=c::steps_hint(lang) value=input.steps rows=5 />
            <TextField field="result" label=c::result(lang) value=input.result />
        </fieldset>
        <h2>{c::questions(lang)}</h2>
        <p class="hint">{c::questions_hint(lang)}</p>
        <Questions stored=input.questions />
        <h2>{c::materials(lang)}</h2>
        <p class="hint">{c::materials_hint(lang)}</p>
        <Materials stored=input.materials />
        <TextArea field="faq" label=c::faq(lang) hint=c::faq_hint(lang) value=input.faq rows=4 />
    }
}

/// Several of many; what was ticked before a refusal comes back.
#[component]
fn Boxes(field: &'static str, label: &'static str, all: Options, stored: Vec<String>) -> impl IntoView {
    let form = FormState::current();
    form.chooses(field);
    let name = format!("{}[]", form.name(field));
    let ticked = chosen(field, &stored);
    let boxes = all
        .into_iter()
        .map(|(code, text)| {
            let (name, checked) = (name.clone(), ticked.contains(&code));
            view! { <label class="check"><input type="checkbox" name=name value=code checked=checked />{text}</label> }
        })
        .collect_view();
    view! { <Field field label><div class="checks" id=form.id(field) role="group" aria-label=label>{boxes}</div></Field> }
}

/// What is ticked: as sent before a refusal, else as stored.
fn chosen(field: &str, stored: &[String]) -> Vec<String> {
    let form = FormState::current();
    let sent = form.typed_all(&format!("{}[]", form.name(field)));
    sent.unwrap_or_else(|| stored.to_vec())
}

/// Both versions of each field that two have changed.
#[component]
pub(super) fn Compared(input: MatterInput) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let texts = [
        (c::name_zh(lang), "name", input.name),
        (c::name_en(lang), "name_en", input.name_en),
        (c::summary(lang), "summary", input.summary),
        (c::summary_en(lang), "summary_en", input.summary_en),
        (c::keywords(lang), "keywords", input.keywords),
        (c::kind(lang), "kind", input.kind),
        (c::level(lang), "level", input.level),
        (c::case_kind(lang), "case_kind", input.case_kind),
        (
            c::implementation_code(lang),
            "implementation_code",
            input.implementation_code,
        ),
        (c::body(lang), "body", input.body),
        (c::body_code(lang), "body_code", input.body_code),
        (c::basis(lang), "basis", input.basis),
        (c::partners(lang), "partners", input.partners),
        (c::promised(lang), "promised", input.promised),
        (c::statutory(lang), "statutory", input.statutory),
        (c::special(lang), "special", input.special),
        (c::fee(lang), "fee", input.fee),
        (c::fee_basis(lang), "fee_basis", input.fee_basis),
        (c::online(lang), "online", input.online),
        (c::visits(lang), "visits", input.visits),
        (c::place(lang), "place", input.place),
        (c::when(lang), "when", input.when),
        (c::consult(lang), "consult", input.consult),
        (c::supervise(lang), "supervise", input.supervise),
        (c::reach(lang), "reach", input.reach),
        (c::quota(lang), "quota", input.quota),
        (c::conditions(lang), "conditions", input.conditions),
        (c::steps(lang), "steps", input.steps),
        (c::result(lang), "result", input.result),
        (c::faq(lang), "faq", input.faq),
    ];
    let mut all: Vec<_> = texts
        .into_iter()
        .map(|(label, field, stored)| ConflictRow::new(label, field, stored))
        .collect();
    let units = options(lang, &LimitUnit::ALL, LimitUnit::code, words::unit);
    for (label, field, stored) in [
        (c::promised_unit(lang), "promised_unit", input.promised_unit),
        (c::statutory_unit(lang), "statutory_unit", input.statutory_unit),
    ] {
        all.push(ConflictRow::new(label, field, stored).in_words(&units));
    }
    // A box that is not ticked sends nothing.
    let yes_no = |yes: bool| if yes { t::ui::yes(lang) } else { t::ui::no(lang) }.to_owned();
    for (label, field, stored) in [
        (c::online_payment(lang), "online_payment", input.online_payment),
        (c::delivery(lang), "delivery", input.delivery),
    ] {
        all.push(ConflictRow {
            label: label.to_owned(),
            stored: yes_no(stored),
            yours: yes_no(FormState::current().ticked(field, "true", stored)),
        });
    }
    let word = |options: Options, codes: Vec<String>| {
        let words = options
            .into_iter()
            .filter(|(code, _)| codes.contains(code))
            .map(|(_, word)| word);
        words.collect::<Vec<_>>().join(t::admin::comma(lang))
    };
    let lists = [
        (
            c::topics(lang),
            "topics",
            input.topics,
            options(lang, &Topic::ALL, Topic::code, words::topic),
        ),
        (
            c::people(lang),
            "people",
            input.people,
            options(lang, &Person::ALL, Person::code, words::person),
        ),
        (
            c::objects(lang),
            "objects",
            input.objects,
            options(lang, &ServiceObject::ALL, ServiceObject::code, words::object),
        ),
        (
            c::modes(lang),
            "modes",
            input.modes,
            options(lang, &Mode::ALL, Mode::code, words::mode),
        ),
        (
            c::forms(lang),
            "forms",
            input.forms,
            options(lang, &Form::ALL, Form::code, words::form),
        ),
    ];
    for (label, field, stored, options) in lists {
        all.push(ConflictRow {
            label: label.to_owned(),
            yours: word(options.clone(), chosen(field, &stored)),
            stored: word(options, stored),
        });
    }
    all.extend(rows::compared_rows(&input.questions, &input.materials));
    view! { <ConflictPanel rows=all /> }
}
