//! `/admin/evaluations/forms/{id}`: what a form asks, as rows that can be edited without scripts; how it looks on a phone; its
//! versions.

use super::forms::called;
use crate::{
    parts::{Crumbs, Saved, use_query},
    rows::{Row, compared, sent, with_empty},
};
use app::{
    call::resource,
    evaluation::{
        Faces, MoreFields,
        form_api::{EditForm, RetireForm, SaveForm, get_form},
        words,
    },
    lang::{Lang, t, use_lang},
    ui::{
        CheckField, ConflictPanel, Field, FormAction, FormState, Icon, Loaded, PageTitle, PostForm, SelectField,
        Submit, TextArea, TextField, VersionField, field_id, words as said,
    },
};
use leptos::prelude::*;
use model::evaluation::{Content, FormId, FormInput, Level, QuestionInput, QuestionKind, ReasonInput};

/// See the module.
#[component]
pub(crate) fn FormPage(id: FormId) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let query = use_query();
    let version = Memo::new(move |_| query.with(|q| q.get("version")?.parse().ok()).unwrap_or(0_i64));
    let form = resource(move || version.get(), move |version| get_form(id, version));
    view! {
        <Crumbs above=("/admin/evaluations/forms", e::forms(lang)) here=e::form(lang) />
        <Saved />
        <Loaded resource=form view=|form: EditForm| view! { <Form form /> } />
    }
}

#[component]
fn Form(form: EditForm) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let EditForm {
        row,
        input,
        content,
        shown,
        versions,
        stays,
    } = form;
    let id = row.id;
    let old = shown != row.version || row.retired;
    let title = called(lang, &row);
    let body = if old {
        let text = if row.retired {
            e::is_retired(lang).to_owned()
        } else {
            e::is_old(lang, shown, row.version)
        };
        view! { <p class="notice"><Icon name="info" />{text}</p> }.into_any()
    } else {
        view! { <Builder id version=row.version input /> }.into_any()
    };
    let retire = (!old && !stays).then(|| view! { <Retire id version=row.version /> });
    let versions = versions
        .into_iter()
        .map(|(version, at, by)| {
            let when = at.map_or(e::built_in(lang).to_owned(), |at| e::saved_by(lang, said::stamp(at), by));
            let current = (version == shown).then_some("page");
            let href = format!("/admin/evaluations/forms/{id}?version={version}");
            view! { <li><a href=href aria-current=current rel="external">{e::version(lang, version)}</a>" "<span class="muted">{when}</span></li> }
        })
        .collect_view();
    view! {
        <PageTitle text=title />
        <div class="split">
            <div class="stack">{body}{retire}</div>
            <div class="stack">
                <Preview id shown content />
                <section class="stack close"><h2>{e::versions(lang)}</h2><p class="muted">{e::versions_lead(lang)}</p><ul class="list">{versions}</ul></section>
            </div>
        </div>
    }
}

#[component]
fn Builder(id: FormId, version: i64, input: FormInput) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let action = FormAction::<SaveForm>::new();
    let FormInput {
        reasons,
        seven,
        questions,
    } = input;
    view! {
        <PostForm action prefix="input" then=format!("/admin/evaluations/forms/{id}?saved=1") reload=true>
            <input type="hidden" name="id" value=id.to_string() />
            <VersionField version />
            <Compared reasons=reasons.clone() questions=questions.clone() />
            <p class="hint">{e::levels_fixed(lang)}</p>
            <CheckField field="seven" label=e::asks_seven(lang) checked=seven />
            <h2>{e::reasons(lang)}</h2>
            <p class="hint">{e::reasons_hint(lang)}</p>
            <Reasons stored=reasons />
            <h2>{e::questions(lang)}</h2>
            <p class="hint">{e::questions_hint(lang)}</p>
            <Questions stored=questions />
            <div class="savebar"><Submit label=e::save_version(lang) /></div>
        </PostForm>
    }
}

fn sent_reasons() -> Vec<Row<ReasonInput>> {
    sent("reasons", |form, name| ReasonInput {
        was: form.typed(&name("was")).unwrap_or_default(),
        name: form.typed(&name("name")).unwrap_or_default(),
        name_en: form.typed(&name("name_en")).unwrap_or_default(),
        levels: form.typed_all(&format!("{}[]", name("levels"))).unwrap_or_default(),
        drop: form.typed(&name("drop")).is_some(),
    })
}

fn sent_questions() -> Vec<Row<QuestionInput>> {
    sent("questions", |form, name| QuestionInput {
        was: form.typed(&name("was")).unwrap_or_default(),
        name: form.typed(&name("name")).unwrap_or_default(),
        name_en: form.typed(&name("name_en")).unwrap_or_default(),
        kind: form.typed(&name("kind")).unwrap_or_default(),
        choices: form.typed(&name("choices")).unwrap_or_default(),
        drop: form.typed(&name("drop")).is_some(),
    })
}

#[component]
fn Reasons(stored: Vec<ReasonInput>) -> impl IntoView {
    let rows = with_empty(sent_reasons(), &stored, |r| &r.was).into_iter().enumerate();
    rows.map(|(i, (was, reason))| view! { <ReasonRow i was reason /> })
        .collect_view()
}

#[component]
fn Questions(stored: Vec<QuestionInput>) -> impl IntoView {
    let rows = with_empty(sent_questions(), &stored, |q| &q.was)
        .into_iter()
        .enumerate();
    rows.map(|(i, (was, question))| view! { <QuestionRow i was question /> })
        .collect_view()
}

#[component]
fn ReasonRow(i: usize, was: String, reason: ReasonInput) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let form = FormState::current();
    let field = |name: &str| format!("reasons[{i}][{name}]");
    let new = was.is_empty();
    let legend = if new {
        e::new_reason(lang).to_owned()
    } else {
        reason.name.clone()
    };
    let levels_field = field("levels");
    form.chooses(&levels_field);
    let levels_name = format!("{}[]", form.name(&levels_field));
    let boxes = Level::ALL
        .map(|level| {
            let code = level.code().to_string();
            let (name, checked) = (levels_name.clone(), reason.levels.contains(&code));
            let text = words::level(lang, level);
            view! { <label class="check"><input type="checkbox" name=name value=code checked=checked />{text}</label> }
        })
        .collect_view();
    view! {
        <fieldset class="group box">
            <legend>{legend}</legend>
            <input type="hidden" name=form.name(&field("was")) value=was />
            <div class="fields">
                <TextField field=field("name") label=e::zh(lang) value=reason.name />
                <TextField field=field("name_en") label=e::en(lang) value=reason.name_en />
            </div>
            <Field field=levels_field.clone() label=e::at_levels(lang)><div class="checks" id=field_id(&levels_field)>{boxes}</div></Field>
            {(!new).then(|| view! { <CheckField field=field("drop") label=e::drop_row(lang) checked=reason.drop /> })}
        </fieldset>
    }
}

fn kinds(lang: Lang) -> Vec<(String, String)> {
    QuestionKind::ALL
        .map(|kind| (kind.code().to_owned(), words::question_kind(lang, kind).to_owned()))
        .into()
}

#[component]
fn QuestionRow(i: usize, was: String, question: QuestionInput) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let form = FormState::current();
    let field = |name: &str| format!("questions[{i}][{name}]");
    let new = was.is_empty();
    let legend = if new {
        e::new_question(lang).to_owned()
    } else {
        question.name.clone()
    };
    view! {
        <fieldset class="group box">
            <legend>{legend}</legend>
            <input type="hidden" name=form.name(&field("was")) value=was />
            <div class="fields">
                <TextField field=field("name") label=e::zh(lang) value=question.name />
                <TextField field=field("name_en") label=e::en(lang) value=question.name_en />
                <SelectField field=field("kind") label=e::kind(lang) options=kinds(lang) value=question.kind />
            </div>
            <TextArea field=field("choices") label=e::choices(lang) hint=e::choices_hint(lang) value=question.choices rows=3 />
            {(!new).then(|| view! { <CheckField field=field("drop") label=e::drop_row(lang) checked=question.drop /> })}
        </fieldset>
    }
}

#[component]
fn Compared(reasons: Vec<ReasonInput>, questions: Vec<QuestionInput>) -> impl IntoView {
    let dropped = |drop: bool, text: String| if drop { String::new() } else { text };
    let reason = |r: &ReasonInput| dropped(r.drop, format!("{} · {} · {}", r.name, r.name_en, r.levels.join(" ")));
    let question = |q: &QuestionInput| {
        let text = format!("{} · {} · {}\n{}", q.name, q.name_en, q.kind, q.choices);
        dropped(q.drop, text)
    };
    let mut rows = compared(sent_reasons(), &reasons, |r| &r.was, reason);
    rows.extend(compared(sent_questions(), &questions, |q| &q.was, question));
    view! { <ConflictPanel rows /> }
}

/// The very page that residents see, in the width of a phone, after the level that the address names.
#[component]
fn Preview(id: FormId, shown: i64, content: Content) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let query = use_query();
    let level = move || {
        let code = query.with(|q| q.get("level").and_then(|code| code.parse().ok()));
        code.and_then(Level::from_code).unwrap_or(Level::Dissatisfied)
    };
    let chips = Level::ALL
        .map(|one| {
            let href = format!("/admin/evaluations/forms/{id}?version={shown}&level={}", one.code());
            let current = move || (level() == one).then_some("true");
            view! { <a class="chip" href=href aria-current=current>{words::level(lang, one)}</a> }
        })
        .collect_view();
    let fields = move || view! { <Idle content=content.clone() level=level() /> };
    view! {
        <section class="stack close">
            <h2>{e::preview(lang)}</h2>
            <p class="muted">{e::preview_lead(lang)}</p>
            <nav class="filters" aria-label=e::preview_after(lang)>{chips}</nav>
            <div class="phone stack">
                <h3>{t::evaluation::title(lang)}</h3>
                <Faces idle=true />
                {fields}
            </div>
        </section>
    }
}

/// The fields, in no form: nothing of them is sent.
#[component]
fn Idle(content: Content, level: Level) -> impl IntoView {
    provide_context(FormState::of_address(Signal::stored(None)));
    view! { <div class="stack" inert=true><MoreFields content level /></div> }
}

#[component]
fn Retire(id: FormId, version: i64) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let action = FormAction::<RetireForm>::new();
    view! {
        <section class="card stack close">
            <h2>{e::retire(lang)}</h2>
            <p>{e::retire_lead(lang)}</p>
            <PostForm action then="/admin/evaluations/forms?saved=1" reload=true>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="version" value=version.to_string() />
                <div class="acts"><button class="btn danger">{e::retire(lang)}</button></div>
            </PostForm>
        </section>
    }
}
