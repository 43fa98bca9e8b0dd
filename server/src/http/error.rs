//! Answers when even the frame of a page cannot be made: a stopped database, a fault of ours, a request that no handler takes.
//!
//! Whatever goes wrong and wherever, whoever asked gets it in a form that they can read: people a page in their language, which
//! holds what they had typed and the numbers to call, and programs JSON. [`dress`] sees to it, outside of everything that may fail.

use super::forms;
use app::{
    lang::{LANG_COOKIE, Lang, t},
    ui::words::error_text,
};
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use futures_util::FutureExt as _;
use model::{AppError, Problem, settings::FooterNumber};
use serde_json::json;
use server_fn::error::SERVER_FN_ERROR_HEADER;
use std::{fmt::Write as _, panic::AssertUnwindSafe};
use store::Store;

/// Seconds after which a repeat may help.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("10");
/// Enough to be read and pressed on a phone; the stylesheet belongs to what may be broken.
const STYLE: &str = "body{margin:0;background:#fbf6ee;color:#2b2521;font:1.125rem/1.6 system-ui,sans-serif}\
    main{max-width:34rem;margin:0 auto;padding:3rem 1.25rem}\
    a,button{display:inline-block;min-height:2.75rem;margin:.25rem .75rem .25rem 0;padding:.5rem 1.25rem;box-sizing:border-box;\
    border:1px solid #9c3b2e;border-radius:.5rem;background:#fff;color:#8a2f23;font:inherit;text-decoration:none}\
    button{background:#9c3b2e;color:#fff}";

/// What went wrong and the form that could not be taken, in HTML, attached to an answer without words: [`dress`] says it.
#[derive(Clone)]
struct Failed {
    lang: Lang,
    error: AppError,
    form: String,
}

impl Failed {
    /// Without a form.
    fn of(lang: Lang, error: AppError) -> Self {
        let form = String::new();
        Self { lang, error, form }
    }
}

/// A short page in the visitor's language, made without asking the database.
pub(super) fn plain(headers: &HeaderMap, error: &AppError) -> Response {
    keeping(headers, error, "", &[])
}

/// The same with a form that could not be taken: everything that was typed is in it, to be sent to `path` again. Nothing of it
/// is kept here.
pub(super) fn keeping(headers: &HeaderMap, error: &AppError, path: &str, values: &[(String, String)]) -> Response {
    let lang = language(headers);
    let form = if values.is_empty() {
        String::new()
    } else {
        send_again(lang, path, values)
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let error = error.clone();
    unsaid(status, Failed { lang, error, form })
}

/// An answer that [`dress`] puts into words.
fn unsaid(status: StatusCode, failed: Failed) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(failed);
    response
}

/// What went wrong as a page, with the numbers to call.
fn page(failed: &Failed, numbers: &[FooterNumber]) -> Html<String> {
    let Failed { lang, error, form } = failed;
    let lang = *lang;
    let title = title(lang, error);
    let text = if matches!(error, AppError::SignIn) && !form.is_empty() {
        // Without scripts the form stays here while one signs in elsewhere.
        let (aside, window) = (t::ui::sign_in_aside(lang), t::ui::sign_in_new_window(lang));
        format!("{aside}</p><p><a href=\"/sign-in\" target=\"_blank\" rel=\"noopener\">{window}</a>")
    } else {
        escaped(&error_text(lang, error))
    };
    let (again, home) = (t::ui::again(lang), t::ui::to_home(lang));
    // Asking again sends nothing a second time: a form's own button is above.
    let ways = if form.is_empty() {
        format!("<p><a href=\"\">{again}</a><a href=\"/\">{home}</a></p>")
    } else {
        String::new()
    };
    let call = to_call(lang, numbers);
    Html(format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\
         <body><main><h1>{title}</h1><p>{text}</p>{form}{ways}{call}</main></body></html>",
        lang.tag()
    ))
}

fn title(lang: Lang, error: &AppError) -> &'static str {
    match error {
        AppError::Unavailable => t::ui::unavailable_title(lang),
        AppError::NotFound => t::ui::not_found_title(lang),
        AppError::Invalid { fields } if fields.iter().any(|one| one.problem == Problem::FileWithdrawn) => {
            t::ui::not_found_title(lang)
        }
        AppError::Forbidden => t::ui::forbidden_title(lang),
        AppError::SignIn => t::ui::sign_in_title(lang),
        AppError::Invalid { .. } | AppError::TooMany { .. } => t::ui::not_yet(lang),
        AppError::Conflict { .. } | AppError::Internal { .. } => t::ui::error_title(lang),
    }
}

/// The form as hidden fields and a button. A file cannot be kept: the form's page asks for it again, with the rest as it was.
fn send_again(lang: Lang, path: &str, values: &[(String, String)]) -> String {
    let kind = if forms::carries_files(path) {
        " enctype=\"multipart/form-data\""
    } else {
        ""
    };
    let mut form = format!("<form method=\"post\" action=\"{}\"{kind}>", escaped(path));
    for (name, value) in values.iter().filter(|(name, _)| forms::may_be_kept(name)) {
        _ = write!(
            form,
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
            escaped(name),
            escaped(value)
        );
    }
    let button = t::ui::send_kept(lang);
    form + &format!("<p><button>{button}</button></p></form>")
}

/// The numbers to call, for which nothing of ours has to work; the deployment may have none.
fn to_call(lang: Lang, numbers: &[FooterNumber]) -> String {
    if numbers.is_empty() {
        return String::new();
    }
    let mut call = format!("<h2>{}</h2><p>", t::complaint::call(lang));
    for number in numbers {
        let (label, phone) = (escaped(number.label.get(lang.english())), escaped(&number.phone));
        _ = write!(call, "<a href=\"tel:{phone}\">{label} {phone}</a>");
    }
    call + "</p>"
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A browser that reads the page would make a line feed of it and send both.
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
    out
}

fn language(headers: &HeaderMap) -> Lang {
    let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
    Lang::negotiate(super::page::cookie(headers, LANG_COOKIE), accept)
}

/// Who asks, as far as an answer's form depends on it.
struct Asking {
    path: String,
    lang: Lang,
    /// A program: a call that is no plain form, or whoever asks for JSON and not for a page.
    program: bool,
}

impl Asking {
    fn of(request: &Request) -> Self {
        let headers = request.headers();
        let path = request.uri().path().to_owned();
        let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
        let page = accept.is_some_and(|a| a.contains("text/html"));
        let json = accept.is_some_and(|a| a.contains("json"));
        let program = !page && (json || path.starts_with("/api/") || path.starts_with("/open/"));
        Self {
            lang: language(headers),
            path,
            program,
        }
    }

    /// The error alone for calls of ours, as [`app::call`] reads it; with words for everybody else.
    fn json(&self, status: StatusCode, error: &AppError) -> Response {
        if self.path.starts_with("/api/") {
            let mark = [(SERVER_FN_ERROR_HEADER, self.path.as_str())];
            return (status, mark, Json(error)).into_response();
        }
        let message = error_text(self.lang, error);
        (status, Json(json!({"error": error, "message": message}))).into_response()
    }
}

/// Gives every failure the form that who asked can read: what a handler or a library has refused in a bare word of its own,
/// and what panicked.
pub(super) async fn dress(State(store): State<Store>, request: Request, next: Next) -> Response {
    let asking = Asking::of(&request);
    // A probe reads the status and a line of text.
    let bare_is_fine = asking.path == "/healthz";
    let response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(path = super::security::logged(&asking.path), "a handler panicked");
            let error = AppError::Internal {
                reference: "panic".to_owned(),
            };
            unsaid(StatusCode::INTERNAL_SERVER_ERROR, Failed::of(asking.lang, error))
        }
    };
    let status = response.status();
    if bare_is_fine || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let failed = match response.extensions().get::<Failed>() {
        Some(failed) => failed.clone(),
        None if !is_bare(&response) => return response,
        None => Failed::of(asking.lang, meant_by(status)),
    };
    let dressed = if asking.program {
        asking.json(status, &failed.error)
    } else {
        let branding = store.last_branding();
        let numbers = branding.as_ref().map(|b| b.value.numbers.as_slice());
        (status, page(&failed, numbers.unwrap_or_default())).into_response()
    };
    // What the refusal says besides stays: which methods are allowed, when to come back.
    let (mut parts, body) = dressed.into_parts();
    parts
        .headers
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status.is_server_error() {
        parts.headers.insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    let own = parts.headers.clone();
    for (name, value) in response.headers() {
        let about_the_body = [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING];
        if !about_the_body.contains(name) && !own.contains_key(name) {
            parts.headers.append(name.clone(), value.clone());
        }
    }
    Response::from_parts(parts, body)
}

/// Nothing, or a word in English for developers.
fn is_bare(response: &Response) -> bool {
    let headers = response.headers();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    kind.is_none_or(|kind| kind.starts_with("text/plain")) && !headers.contains_key(SERVER_FN_ERROR_HEADER)
}

/// What a status says without more.
fn meant_by(status: StatusCode) -> AppError {
    match status {
        StatusCode::UNAUTHORIZED => AppError::SignIn,
        StatusCode::FORBIDDEN => AppError::Forbidden,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::GONE => AppError::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => AppError::field(
            "form",
            Problem::FileTooLarge {
                max_mb: super::BODY_LIMIT as u32 / (1024 * 1024),
            },
        ),
        StatusCode::TOO_MANY_REQUESTS => AppError::TooMany { retry_after: 60 },
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => AppError::Unavailable,
        status if status.is_client_error() => AppError::field("form", Problem::Unknown { allowed: String::new() }),
        _ => AppError::Internal {
            reference: status.as_str().to_owned(),
        },
    }
}
