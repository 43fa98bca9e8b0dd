//! The HTML document: only on the server.

use super::{App, style};
use app::boot::Boot;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Where a page finds what was built for the browser.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// What comes before the folder of the built files.
    pub root: String,
    /// Addresses of the files that the page's lazy route will ask for.
    pub preload: Vec<String>,
    /// The page is the start page, which needs only the first stylesheet.
    pub start: bool,
}

/// The whole document around [`App`]. `options` say where the built files are.
pub fn document(options: LeptosOptions) -> impl IntoView {
    let boot = use_context::<Boot>().unwrap_or_default();
    let lang = boot.language();
    // A refused form is answered under the address of its call; the browser goes on from the page's own.
    let at = boot.rejected.read().map(|r| r.page);
    let at = at.or_else(|| boot.answered.read().map(|a| a.page));
    let at = at.and_then(|page| serde_json::to_string(&page).ok()).map(|page| {
        let script = format!("history.replaceState(null,\"\",{})", page.replace('<', "\\u003c"));
        view! { <script nonce=leptos::nonce::use_nonce()>{script}</script> }
    });
    let files = use_context::<Files>().unwrap_or_default();
    // The code of the page's own part is on its way while the application's is still being read.
    let preload = files
        .preload
        .into_iter()
        .map(|file| view! { <link rel="preload" href=file r#as="fetch" r#type="application/wasm" crossorigin="" /> })
        .collect_view();
    let outbox = format!("/outbox.js?v={}", boot.assets);
    // Of `AutoReload` there is something only while cargo-leptos watches the sources.
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag() data-elder=boot.elder.then_some("") data-accent=boot.branding.accent.clone()>
            <Head options=options.clone()>{at}{preload}<AutoReload options=options.clone() /><script defer src=outbox nonce=leptos::nonce::use_nonce()></script><HydrationScripts options root=files.root /></Head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The head of every document; `children` are its scripts.
#[component]
pub(super) fn Head(
    /// Where the built files are.
    options: LeptosOptions,
    /// Scripts.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let boot = use_context::<Boot>().unwrap_or_default();
    let version = |path: &str| format!("{path}?v={}", boot.assets);
    let Files { root, start, .. } = use_context().unwrap_or_default();
    let pages = (!start).then(|| view! { <link id=style::PAGES rel="stylesheet" href=version(style::FILE) /> });
    view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
            <meta name="theme-color" content="#fbf6ee" media="(prefers-color-scheme: light)" />
            <meta name="theme-color" content="#191512" media="(prefers-color-scheme: dark)" />
            <meta name="format-detection" content="telephone=no" />
            <link rel="icon" href=version("/favicon.svg") r#type="image/svg+xml" />
            <link rel="apple-touch-icon" href=version("/apple-touch-icon.png") />
            // Browsers ask for the manifest without cookies, so it is told the language.
            <link rel="manifest" href=format!("/manifest.webmanifest?lang={}", boot.lang) />
            <leptos_meta::HashedStylesheet options root id=style::FIRST />
            {pages}
            {children.map(|c| c())}
            <MetaTags />
        </head>
    }
}
