//! The controls inside a [`PostForm`](super::PostForm): each a label, a hint, its problems and one control.

use super::FormState;
use crate::{
    lang::use_lang,
    ui::{Icon, words::sentences},
};
use leptos::prelude::*;
use model::AppError;

/// A labelled field around one control: label, hint, problems.
#[component]
pub fn Field(
    /// The field's name in the form's argument.
    #[prop(into)]
    field: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// The control; it carries `id=field_id(field)`, or [`FormState::id`].
    children: Children,
) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    form.call(&field, &label);
    let id = form.id(&field);
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
    let error_id = format!("{id}-error");
    let marked = field.clone();
    view! {
        <div class="field" class:wrong=move || !form.of(&marked).is_empty()>
            <label for=id>{label}</label>
            {hint}
            {move || {
                let texts: Vec<_> = form.of(&field).iter().map(|p| form.told(lang, p)).collect();
                (!texts.is_empty())
                    .then(|| view! { <p class="err" id=error_id.clone()><Icon name="warn" />{sentences(lang, &texts)}</p> })
            }}
            {children()}
        </div>
    }
}

/// A line of text.
#[component]
pub fn TextField(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What is stored.
    #[prop(optional, into)]
    value: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// `type` of the input: `text`, `password`, `tel`, `date` …
    #[prop(default = "text")]
    kind: &'static str,
    /// `autocomplete` of the input.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// `inputmode` of the input.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// The most characters, by the model's own rule.
    #[prop(optional)]
    most: Option<u32>,
) -> impl IntoView {
    let form = FormState::current();
    let shown = if kind == "password" {
        String::new()
    } else {
        form.value(&field, &value)
    };
    let described = describedby(&field, &hint);
    let (id, name) = (form.id(&field), form.name(&field));
    let invalid = {
        let field = field.clone();
        move || (!form.of(&field).is_empty()).then_some("true")
    };
    view! {
        <Field field label hint>
            <input class="in" id=id name=name type=kind value=shown autocomplete=autocomplete maxlength=most
                inputmode=inputmode aria-required=required.then_some("true") aria-describedby=described aria-invalid=invalid />
        </Field>
    }
}

/// Several lines of text. The content goes through `prop:value` and escaped text, never raw into the element.
#[component]
pub fn TextArea(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What is stored.
    #[prop(optional, into)]
    value: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
    /// The most characters, by the model's own rule.
    #[prop(optional)]
    most: Option<u32>,
) -> impl IntoView {
    let form = FormState::current();
    let shown = form.value(&field, &value);
    let described = describedby(&field, &hint);
    let (id, name) = (form.id(&field), form.name(&field));
    let invalid = {
        let field = field.clone();
        move || (!form.of(&field).is_empty()).then_some("true")
    };
    view! {
        <Field field label hint>
            <textarea class="in" id=id name=name rows=rows maxlength=most aria-describedby=described aria-invalid=invalid
                prop:value=shown.clone()>{escape(&shown)}</textarea>
        </Field>
    }
}

/// Photos to send along, in an upload form.
#[component]
pub fn PhotosField(
    /// The field's name, as it is: files are no part of a function's arguments.
    #[prop(into)]
    field: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What helps to choose.
    #[prop(into)]
    hint: String,
) -> impl IntoView {
    let described = describedby(&field, &hint);
    let (id, name) = (FormState::current().id(&field), field.clone());
    view! {
        <Field field label hint>
            <input type="file" id=id name=name multiple accept="image/jpeg,image/png,image/webp" aria-describedby=described />
        </Field>
    }
}

/// One of several values.
#[component]
pub fn SelectField(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Values and what they are called.
    options: Vec<(String, String)>,
    /// What is stored.
    #[prop(optional, into)]
    value: String,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let form = FormState::current();
    form.chooses(&field);
    let chosen = form.value(&field, &value);
    let described = describedby(&field, &hint);
    let (id, name) = (form.id(&field), form.name(&field));
    let invalid = {
        let field = field.clone();
        move || (!form.of(&field).is_empty()).then_some("true")
    };
    let options = options
        .into_iter()
        .map(|(value, text)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect_view();
    view! {
        <Field field label hint>
            <select class="in" id=id name=name aria-describedby=described aria-invalid=invalid>{options}</select>
        </Field>
    }
}

/// A box to tick; sends `value` (default `true`) when ticked, nothing else.
#[component]
pub fn CheckField(
    /// The field's name.
    #[prop(into)]
    field: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Whether it is ticked as stored.
    #[prop(optional)]
    checked: bool,
    /// What is sent.
    #[prop(default = "true".to_owned(), into)]
    value: String,
) -> impl IntoView {
    let form = FormState::current();
    form.ticks(&field, &value);
    let ticked = form.ticked(&field, &value, checked);
    view! {
        <label class="check"><input type="checkbox" name=form.name(&field) value=value checked=ticked />{label}</label>
    }
}

/// Fields that are seldom needed, behind a fold. It is open where one of them says something or is refused: nobody looks for what is
/// wrong behind a closed one.
#[component]
pub fn Fold(
    /// Names of the fields in it.
    fields: &'static [&'static str],
    /// What is in it, in words.
    #[prop(into)]
    label: String,
    /// They are filled in already.
    #[prop(optional)]
    filled: bool,
    /// What was chosen elsewhere needs them: they are unfolded then.
    #[prop(optional, into)]
    wanted: Option<Signal<bool>>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let form = FormState::current();
    let wrong = move || fields.iter().any(|field| !form.of(field).is_empty());
    let typed = fields.iter().any(|field| !form.value(field, "").trim().is_empty());
    let wanted = move || wanted.is_some_and(|wanted| wanted.get());
    let open = filled || typed || untrack(|| wrong() || wanted());
    let fold = NodeRef::<leptos::html::Details>::new();
    // Opened by a refusal or a choice, and never closed by what comes after it.
    Effect::new(move |_| {
        if (wrong() || wanted())
            && let Some(fold) = fold.get()
        {
            _ = fold.set_attribute("open", "");
        }
    });
    view! { <details open=open node_ref=fold><summary>{label}</summary>{children()}</details> }
}

/// The version that the form was opened with. After a conflict it is the stored one: sending again overwrites knowingly.
#[component]
pub fn VersionField(
    /// The version that is shown.
    version: i64,
) -> impl IntoView {
    let form = FormState::current();
    let value = form.error.with_untracked(|e| match e {
        Some(AppError::Conflict { version, .. }) => Some(version.to_string()),
        _ => form.typed("version"),
    });
    let value = value.unwrap_or_else(|| version.to_string());
    view! { <input type="hidden" name="version" value=value /> }
}

/// What makes a creating call safe to repeat: the first key that was made for this form, also after a refusal.
#[component]
pub fn KeyField(
    /// From [`crate::server::Server::key`].
    value: String,
) -> impl IntoView {
    let value = FormState::current().typed("key").unwrap_or(value);
    view! { <input type="hidden" name="key" value=value /> }
}

/// The main button of a form; says that it is busy while the call is under way.
#[component]
pub fn Submit(
    /// What it does, as a verb.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <button type="submit" class="btn main">{label}</button> }
}

/// What Enter in a field does where other buttons come before the main one: a browser presses the first of the form, so this one
/// stands before all of them. It is neither seen nor reached.
#[component]
pub fn OnEnter(
    /// What it says as `choose`, as the main button does; nothing where that says nothing.
    #[prop(default = Signal::stored(""))]
    choose: Signal<&'static str>,
) -> impl IntoView {
    let name = move || (!choose.get().is_empty()).then_some("choose");
    view! { <button type="submit" class="sr" tabindex="-1" aria-hidden="true" name=name value=move || choose.get()></button> }
}

fn describedby(field: &str, hint: &str) -> String {
    let id = FormState::current().id(field);
    if hint.is_empty() {
        format!("{id}-error")
    } else {
        format!("{id}-hint {id}-error")
    }
}

/// Server rendering does not escape the children of `<textarea>` (Leptos 0.8); the browser reads `prop:value` instead.
fn escape(text: &str) -> String {
    if cfg!(feature = "ssr") {
        // A line break right after the tag is eaten by the parser, so one more is put before it.
        let newline = if text.starts_with('\n') { "\n" } else { "" };
        format!(
            "{newline}{}",
            text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
        )
    } else {
        text.to_owned()
    }
}
