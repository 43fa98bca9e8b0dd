//! Forms that work before the WASM has loaded, and better after.
//!
//! [`PostForm`] renders a real `<form method="post">` to its server function. With scripts it sends JSON, shows problems at
//! the top and at the fields, and goes on to `then`; without, the server answers with a redirect to `then` or with this page
//! and everything that was typed.

use crate::{
    boot::{problems, use_boot},
    lang::{t, use_lang},
    ui::{FormAction, Icon, words::problem_text},
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use model::{AppError, FieldError};
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

/// What the fields inside a form know of it.
#[derive(Clone, Copy)]
pub struct FormState {
    /// Why the last sending was refused.
    pub error: Signal<Option<AppError>>,
    /// Name of the argument that holds the fields: `input` makes `name` into `input[name]`.
    prefix: StoredValue<String>,
    /// Path of the server function.
    path: StoredValue<String>,
}

impl FormState {
    /// The form around the current component.
    #[must_use]
    pub fn current() -> Self {
        expect_context()
    }

    /// The `name` attribute of a field.
    #[must_use]
    pub fn name(&self, field: &str) -> String {
        self.prefix.with_value(|p| {
            if p.is_empty() {
                field.to_owned()
            } else {
                format!("{p}[{field}]")
            }
        })
    }

    /// What to show in a field: what was typed before a refusal, else `stored`.
    #[must_use]
    pub fn value(&self, field: &str, stored: &str) -> String {
        let name = self.name(field);
        use_boot().with_value(|b| {
            let typed = b.rejected.as_ref().filter(|r| self.path.with_value(|p| *p == r.path));
            match typed {
                Some(r) => r.value(&name).unwrap_or_default().to_owned(),
                None => stored.to_owned(),
            }
        })
    }

    /// Whether a box is ticked: as sent before a refusal, else `stored`.
    #[must_use]
    pub fn ticked(&self, field: &str, value: &str, stored: bool) -> bool {
        let name = self.name(field);
        use_boot().with_value(|b| {
            let typed = b.rejected.as_ref().filter(|r| self.path.with_value(|p| *p == r.path));
            typed.map_or(stored, |r| r.values.iter().any(|(n, v)| *n == name && v == value))
        })
    }

    /// The problems of one field.
    #[must_use]
    pub fn of(&self, field: &str) -> Vec<FieldError> {
        self.error.with(|e| {
            e.as_ref().map_or_else(Vec::new, |e| {
                problems(e).iter().filter(|p| p.field == field).cloned().collect()
            })
        })
    }
}

/// `id` of a field's element; the summary links to it.
#[must_use]
pub fn field_id(field: &str) -> String {
    format!("f-{}", field.replace(['[', ']', '.'], "-"))
}

/// A form that calls the server function `S`.
#[component]
pub fn PostForm<S>(
    /// What the form does, and how it went.
    action: FormAction<S>,
    /// Name of the server function's argument that holds the fields; empty where they are arguments themselves.
    #[prop(optional, into)]
    prefix: String,
    /// Where to go when it succeeded. Empty: stay.
    #[prop(optional, into)]
    then: String,
    /// Load `then` anew rather than navigate: needed where the whole page changes, as by signing in.
    #[prop(optional)]
    reload: bool,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + 'static,
    S::Output: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let path = S::url().to_owned();
    let before = use_boot().with_value(|b| b.rejected.clone().filter(|r| r.path == path).map(|r| r.error));
    let value = action.value();
    let pending = action.pending();
    let error = Signal::derive(move || match value.get() {
        Some(Err(error)) => Some(error),
        Some(Ok(_)) => None,
        None => before.clone(),
    });
    provide_context(FormState {
        error,
        prefix: StoredValue::new(prefix),
        path: StoredValue::new(path.clone()),
    });
    go_on(
        Signal::derive(move || value.with(|v| matches!(v, Some(Ok(_))))),
        then.clone(),
        reload,
    );
    let on_submit = move |event: SubmitEvent| {
        if !event.default_prevented() {
            event.prevent_default();
            action.send(&event);
        }
    };
    let hidden = (!then.is_empty()).then(|| view! { <input type="hidden" name="then" value=then /> });
    view! {
        <form method="post" action=path class="form" novalidate on:submit=on_submit aria-busy=move || pending.get().to_string()>
            {hidden} <ErrorSummary error /> {children()}
        </form>
    }
}

/// Navigates to `then` once the call has succeeded.
fn go_on(succeeded: Signal<bool>, then: String, reload: bool) {
    if then.is_empty() {
        return;
    }
    let navigate = leptos_router::hooks::use_navigate();
    Effect::new(move |_| {
        if succeeded.get() {
            if reload {
                _ = window().location().set_href(&then);
            } else {
                navigate(&then, leptos_router::NavigateOptions::default());
            }
        }
    });
}

/// All problems at the top of a form; takes the focus and links to each field.
#[component]
pub fn ErrorSummary(
    /// What was refused.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if error.with(Option::is_some)
            && let Some(div) = summary.get()
        {
            _ = div.focus();
        }
    });
    move || {
        error.get().map(|error| {
            let items = problems(&error)
                .iter()
                .map(|p| {
                    let text = problem_text(lang, p);
                    view! { <li><a rel="external" href=format!("#{}", field_id(&p.field))>{text}</a></li> }
                })
                .collect_view();
            view! {
                <div class="errors" role="alert" tabindex="-1" node_ref=summary>
                    <h2>{t::ui::not_yet(lang)}</h2>
                    {(problems(&error).is_empty()).then(|| view! { <p>{crate::ui::words::error_text(lang, &error)}</p> })}
                    <ul>{items}</ul>
                </div>
            }
        })
    }
}

/// A labelled field around one control: label, hint, problems.
#[component]
pub fn Field(
    /// The field's name in the form's argument.
    field: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// The control; it carries `id=field_id(field)`.
    children: Children,
) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let id = field_id(field);
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
    let error_id = format!("{id}-error");
    view! {
        <div class="field" class:wrong=move || !form.of(field).is_empty()>
            <label for=id>{label}</label>
            {hint}
            {move || {
                let texts: Vec<_> = form.of(field).iter().map(|p| problem_text(lang, p)).collect();
                (!texts.is_empty())
                    .then(|| view! { <p class="err" id=error_id.clone()><Icon name="warn" />{texts.join(" ")}</p> })
            }}
            {children()}
        </div>
    }
}

/// A line of text.
#[component]
pub fn TextField(
    /// The field's name.
    field: &'static str,
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
) -> impl IntoView {
    let form = FormState::current();
    let shown = if kind == "password" {
        String::new()
    } else {
        form.value(field, &value)
    };
    let described = describedby(field, &hint);
    let invalid = move || (!form.of(field).is_empty()).then_some("true");
    view! {
        <Field field label hint>
            <input class="in" id=field_id(field) name=form.name(field) type=kind value=shown autocomplete=autocomplete
                inputmode=inputmode aria-required=required.then_some("true") aria-describedby=described aria-invalid=invalid />
        </Field>
    }
}

/// Several lines of text. The content goes through `prop:value` and escaped text, never raw into the element.
#[component]
pub fn TextArea(
    /// The field's name.
    field: &'static str,
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
) -> impl IntoView {
    let form = FormState::current();
    let shown = form.value(field, &value);
    let described = describedby(field, &hint);
    let invalid = move || (!form.of(field).is_empty()).then_some("true");
    view! {
        <Field field label hint>
            <textarea class="in" id=field_id(field) name=form.name(field) rows=rows aria-describedby=described aria-invalid=invalid
                prop:value=shown.clone()>{escape(&shown)}</textarea>
        </Field>
    }
}

/// One of several values.
#[component]
pub fn SelectField(
    /// The field's name.
    field: &'static str,
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
    let chosen = form.value(field, &value);
    let described = describedby(field, &hint);
    let invalid = move || (!form.of(field).is_empty()).then_some("true");
    let options = options
        .into_iter()
        .map(|(value, text)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect_view();
    view! {
        <Field field label hint>
            <select class="in" id=field_id(field) name=form.name(field) aria-describedby=described aria-invalid=invalid>{options}</select>
        </Field>
    }
}

/// A box to tick; sends `value` (default `true`) when ticked, nothing else.
#[component]
pub fn CheckField(
    /// The field's name.
    field: &'static str,
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
    let ticked = form.ticked(field, &value, checked);
    view! {
        <label class="check"><input type="checkbox" name=form.name(field) value=value checked=ticked />{label}</label>
    }
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

fn describedby(field: &str, hint: &str) -> String {
    let id = field_id(field);
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
