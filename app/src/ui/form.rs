//! Forms that work before the WASM has loaded, and better after.
//!
//! [`PostForm`] renders a real `<form method="post">` to its server function. With scripts it sends JSON, shows problems at
//! the top and at the fields, and goes on to `then`; without, the server answers with a redirect to `then` or with this page
//! and everything that was typed. A form whose thing somebody else has changed meanwhile is always sent that second way: the
//! server draws the comparison ([`ConflictPanel`](super::ConflictPanel)), so there is one way to show it.

mod fields;

pub use fields::{CheckField, Field, KeyField, SelectField, Submit, TextArea, TextField, VersionField};

use crate::{
    boot::{problems, use_boot},
    lang::{Lang, t, use_lang},
    ui::{FormAction, words::problem_text},
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use leptos_router::hooks::use_location;
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
    /// Names of the fields with what each is called, for the summary of problems.
    labels: StoredValue<Vec<(String, String)>>,
}

impl FormState {
    /// Of a form whose answer is the page's own address: what was typed is in it, and nothing is sent.
    #[must_use]
    pub fn of_address(error: Signal<Option<AppError>>) -> Self {
        Self {
            error,
            prefix: StoredValue::default(),
            path: StoredValue::default(),
            labels: StoredValue::default(),
        }
    }

    /// The form around the current component.
    #[must_use]
    pub fn current() -> Self {
        expect_context()
    }

    /// The `name` attribute of a field: `name` becomes `input[name]`, `lines[0][name]` becomes `input[lines][0][name]`.
    #[must_use]
    pub fn name(&self, field: &str) -> String {
        self.prefix.with_value(|p| {
            if p.is_empty() {
                return field.to_owned();
            }
            let (first, rest) = field.split_at(field.find('[').unwrap_or(field.len()));
            format!("{p}[{first}]{rest}")
        })
    }

    /// What to show in a field: what was typed before a refusal, else `stored`.
    #[must_use]
    pub fn value(&self, field: &str, stored: &str) -> String {
        let name = self.name(field);
        self.rejected(|r| r.value(&name).unwrap_or_default().to_owned())
            .unwrap_or_else(|| stored.to_owned())
    }

    /// The value of a field outside of the prefix that came with a refused form.
    #[must_use]
    pub fn typed(&self, name: &str) -> Option<String> {
        self.rejected(|r| r.value(name).map(str::to_owned)).flatten()
    }

    /// Reads from what was sent, if this form was refused before scripts were there.
    fn rejected<T>(&self, read: impl FnOnce(&crate::boot::Rejected) -> T) -> Option<T> {
        use_boot().with_value(|b| {
            let mine = |r: &&crate::boot::Rejected| self.path.with_value(|p| *p == r.path);
            b.rejected.as_ref().filter(mine).map(read)
        })
    }

    /// Whether a box is ticked: as sent before a refusal, else `stored`.
    #[must_use]
    pub fn ticked(&self, field: &str, value: &str, stored: bool) -> bool {
        let name = self.name(field);
        self.rejected(|r| r.values.iter().any(|(n, v)| *n == name && v == value))
            .unwrap_or(stored)
    }

    /// Tells the summary of problems what a field is called.
    fn call(&self, field: &str, label: &str) {
        self.labels
            .update_value(|labels| labels.push((field.to_owned(), label.to_owned())));
    }

    /// What a field is called.
    fn label(&self, field: &str) -> Option<String> {
        self.labels
            .with_value(|l| l.iter().find(|(f, _)| f == field).map(|(_, label)| label.clone()))
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

/// What the server function behind `action` has answered: to the script, or to a form without scripts that asked for its
/// answer by a field named `show`.
#[must_use]
pub fn answered<S>(action: FormAction<S>) -> Signal<Option<S::Output>>
where
    S: ServerFn<Error = AppError> + 'static,
    S::Output: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let before = use_boot().with_value(|b| {
        let answer = b.answered.as_ref().filter(|a| a.path == S::url())?;
        serde_json::from_str(&answer.json).ok()
    });
    let value = action.value();
    Signal::derive(move || match value.get() {
        Some(answer) => answer.ok(),
        None => before.clone(),
    })
}

/// The page's address, for the field by which a form says where it is.
#[must_use]
pub fn here() -> String {
    let location = use_location();
    let search = location.search.get_untracked();
    let mark = if search.is_empty() { "" } else { "?" };
    format!("{}{mark}{search}", location.pathname.get_untracked())
}

/// Gives a field's name in words, where there is one.
pub type Called = fn(Lang, &str) -> Option<String>;

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
    /// What the summary of problems calls what is no [`Field`] of its own.
    #[prop(optional)]
    called: Option<Called>,
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
        labels: StoredValue::default(),
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
    let form = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        let conflict = value.with(|v| matches!(v, Some(Err(AppError::Conflict { .. }))));
        if conflict && let Some(form) = form.get_untracked() {
            _ = form.submit();
        }
    });
    let hidden = (!then.is_empty()).then(|| view! { <input type="hidden" name="then" value=then /> });
    view! {
        <form method="post" action=path class="form" novalidate node_ref=form on:submit=on_submit
            aria-busy=move || pending.get().to_string()>
            <input type="hidden" name="from" value=here() />
            {hidden} <ErrorSummary error called=called.unwrap_or(|_, _| None) /> {children()}
        </form>
    }
    .into_any()
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
    /// What it calls a field.
    #[prop(optional)]
    called: Option<Called>,
) -> impl IntoView {
    let lang = use_lang();
    let form = use_context::<FormState>();
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
                    let name = called.and_then(|called| called(lang, &p.field));
                    let text = match name.or_else(|| form.and_then(|f| f.label(&p.field))) {
                        Some(name) => t::ui::problem_of(lang, name, text),
                        None => text,
                    };
                    view! { <li><a rel="external" href=format!("#{}", field_id(&p.field))>{text}</a></li> }
                })
                .collect_view();
            view! {
                <div class="errors" role="alert" tabindex="-1" node_ref=summary>
                    <h2>{t::ui::not_yet(lang)}</h2>
                    {(problems(&error).is_empty()).then(|| view! { <p>{crate::ui::words::error_text(lang, &error)}</p> })}
                    {matches!(error, AppError::SignIn).then(|| view! { <SignInAside /> })}
                    <ul>{items}</ul>
                </div>
            }
        })
    }
}

/// Signing in without leaving the page: what was typed stays where it is.
#[component]
pub fn SignInAside() -> impl IntoView {
    let lang = use_lang();
    view! {
        <p>{t::ui::sign_in_aside(lang)}</p>
        <p><a class="btn small" href=super::page::sign_in_address() target="_blank" rel="external">{t::ui::sign_in_new_window(lang)}</a></p>
    }
}
