//! Sending a form to its server function by script.
//!
//! The browser sends exactly what it would send without scripts, an URL-encoded form, and only asks for JSON back. So the WASM
//! needs no code to read a form or to write the arguments: that halves what a page with a form weighs.

use leptos::{ev::SubmitEvent, prelude::*};
use model::AppError;
use serde::de::DeserializeOwned;
use server_fn::ServerFn;
use std::marker::PhantomData;

/// A form's call of the server function `S`, and how it went.
pub struct FormAction<S: ServerFn>
where
    S::Output: Send + Sync + 'static,
{
    value: RwSignal<Option<Result<S::Output, AppError>>>,
    pending: RwSignal<bool>,
    stores: fn(&S::Output) -> bool,
    call: PhantomData<fn() -> S>,
}

impl<S: ServerFn> Clone for FormAction<S>
where
    S::Output: Send + Sync + 'static,
{
    fn clone(&self) -> Self {
        *self
    }
}
impl<S: ServerFn> Copy for FormAction<S> where S::Output: Send + Sync + 'static {}

impl<S> Default for FormAction<S>
where
    S: ServerFn<Error = AppError> + 'static,
    S::Output: DeserializeOwned + Send + Sync + 'static,
{
    fn default() -> Self {
        Self::new()
    }
}

impl<S> FormAction<S>
where
    S: ServerFn<Error = AppError> + 'static,
    S::Output: DeserializeOwned + Send + Sync + 'static,
{
    /// Nothing sent yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            value: RwSignal::new(None),
            pending: RwSignal::new(false),
            stores: |_| true,
            call: PhantomData,
        }
    }

    /// The same where some answers store nothing: what was typed counts as not saved then.
    #[must_use]
    pub fn storing(mut self, stores: fn(&S::Output) -> bool) -> Self {
        self.stores = stores;
        self
    }

    /// The last answer.
    #[must_use]
    pub fn value(&self) -> RwSignal<Option<Result<S::Output, AppError>>> {
        self.value
    }

    /// Whether a call is under way.
    #[must_use]
    pub fn pending(&self) -> RwSignal<bool> {
        self.pending
    }

    /// Sends the form of `event`, unless one is under way: a second click does nothing, and the buttons say so until the answer
    /// is there.
    pub(super) fn send(self, event: &SubmitEvent) {
        #[cfg(feature = "hydrate")]
        if !self.pending.get_untracked() {
            self.pending.set(true);
            let (form, body) = (browser::form(event), browser::fields(event));
            browser::busy(form.as_ref(), true);
            leptos::task::spawn_local(async move {
                let answer = browser::post(S::url(), body).await;
                let answer = answer.and_then(|text| crate::call::read(&text).map_err(|_| browser::unreadable()));
                // Before anybody acts on the answer: what the form says is stored now.
                if let (Ok(stored), Some(form)) = (&answer, &form)
                    && (self.stores)(stored)
                {
                    _ = form.set_attribute(super::unsaved::browser::SAVED, "");
                }
                browser::busy(form.as_ref(), false);
                self.pending.try_set(false);
                self.value.try_set(Some(answer));
            });
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = event;
    }
}

/// What needs a browser. Not generic, so it is there once for all forms.
#[cfg(feature = "hydrate")]
mod browser {
    use super::{AppError, SubmitEvent};
    use gloo_net::http::Request;
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{FormData, HtmlButtonElement, HtmlFormElement, UrlSearchParams};

    pub(super) fn form(event: &SubmitEvent) -> Option<HtmlFormElement> {
        event.target().and_then(|t| t.dyn_into().ok())
    }

    /// Marks the buttons of a form as such that do nothing now. Not `disabled`, which would take the focus from the one that was
    /// pressed.
    pub(super) fn busy(form: Option<&HtmlFormElement>, busy: bool) {
        let Some(form) = form else { return };
        let controls = form.elements();
        for control in (0..controls.length()).filter_map(|n| controls.item(n)) {
            if control.tag_name() != "BUTTON" {
                continue;
            }
            _ = if busy {
                control.set_attribute("aria-disabled", "true")
            } else {
                control.remove_attribute("aria-disabled")
            };
        }
    }

    /// The fields of the form, with the button that was pressed.
    pub(super) fn fields(event: &SubmitEvent) -> UrlSearchParams {
        let data = form(event).and_then(|form| FormData::new_with_form(&form).ok());
        let fields = data
            .and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&JsValue::from(data)).ok())
            .or_else(|| UrlSearchParams::new().ok())
            .unwrap_or_else(|| JsValue::NULL.unchecked_into());
        if let Some(button) = event.submitter().and_then(|b| b.dyn_into::<HtmlButtonElement>().ok())
            && !button.name().is_empty()
        {
            fields.append(&button.name(), &button.value());
        }
        fields
    }

    /// The text of a good answer.
    pub(super) async fn post(path: &str, body: UrlSearchParams) -> Result<String, AppError> {
        let request = Request::post(path).header("accept", "application/json").body(body);
        let response = request
            .map_err(|_| unreadable())?
            .send()
            .await
            .map_err(|_| AppError::Unavailable)?;
        let text = response.text().await.map_err(|_| AppError::Unavailable)?;
        if response.ok() {
            Ok(text)
        } else {
            Err(crate::call::read(&text).unwrap_or(AppError::Unavailable))
        }
    }

    /// An answer that is not what this version of the page expects: it was rebuilt meanwhile.
    pub(super) fn unreadable() -> AppError {
        AppError::Internal {
            reference: "form".to_owned(),
        }
    }
}
