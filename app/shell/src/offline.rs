//! Reading without a network: the page that the service worker falls back to, and the notice on a kept copy.

use app::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;

/// The document that is shown when neither the network nor a kept copy answers. It carries no application: under the address
/// that was asked for, that would take over a page it does not fit.
#[cfg(feature = "ssr")]
pub fn offline_document(options: LeptosOptions) -> impl IntoView {
    use super::{document::Head, footer::ToCall};
    use app::boot::Boot;
    let boot = use_context::<Boot>().unwrap_or_default();
    let lang = boot.language();
    let script = format!("/offline.js?v={}", boot.assets);
    let name = boot.branding.name.get(lang.english()).to_owned();
    leptos_meta::provide_meta_context();
    provide_context(lang);
    provide_context(StoredValue::new(boot.clone()));
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag() data-elder=boot.elder.then_some("") data-accent=boot.branding.accent.clone()>
            <Head options />
            <body>
                <header class="top"><a class="brand" href="/"><span class="brand-name">{name}</span></a></header>
                <main class="page narrow whole" id="main">
                    <div class="empty">
                        <span class="doorway" aria-hidden="true"><Icon name="one-tea" /></span>
                        <app::ui::PageTitle text=t::ui::offline_title(lang) />
                        <p>{t::pwa::offline_lead(lang)}</p>
                        <p id="apply" hidden=true>{t::pwa::offline_apply(lang)}</p>
                        <p id="typed" hidden=true><b>{t::pwa::offline_typed(lang)}</b></p>
                        <div class="acts"><a class="btn main" href="">{t::ui::again(lang)}</a></div>
                    </div>
                    <section class="stack close">
                        <h2 id="kept-title" hidden=true>{t::pwa::kept_title(lang)}</h2>
                        <ul class="list" id="kept"></ul>
                    </section>
                    <ToCall />
                </main>
                <script src=script nonce=leptos::nonce::use_nonce()></script>
            </body>
        </html>
    }
}

/// Says that what is shown was kept, and since when: the network is gone, or the worker has marked the page as its copy.
#[component]
pub fn KeptNotice() -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let kept = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let copy = document()
            .document_element()
            .is_some_and(|html| html.has_attribute("data-kept"));
        let offline = move || !window().navigator().on_line();
        kept.set(copy || offline());
        load_other_pages();
        for event in ["online", "offline"] {
            let handle = window_event_listener_untyped(event, move |_| kept.set(copy || offline()));
            on_cleanup(move || handle.remove());
        }
    });
    let time = t::hours::date_at(
        lang,
        now.day.month(),
        now.day.day(),
        model::hours::fmt_minute(now.minute),
    );
    view! {
        <div role="status">
            {move || kept.get().then(|| view! { <p class="notice warn kept"><Icon name="warn" />{t::pwa::kept_notice(lang, &time)}</p> })}
        </div>
    }
}

/// Without a network, links to other pages are followed by the browser, whose worker has kept pages; the application could
/// not load their data, nor perhaps their code. Links that only change this page's query stay with the application.
#[cfg(feature = "hydrate")]
fn load_other_pages() {
    use wasm_bindgen::{JsCast, closure::Closure};
    let on_click = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let link = target.and_then(|t| t.closest("a[href]").ok().flatten());
        let link = link.and_then(|l| l.dyn_into::<web_sys::HtmlAnchorElement>().ok());
        let here = window().location().pathname().unwrap_or_default();
        if link.is_some_and(|link| link.pathname() != here) && !window().navigator().on_line() {
            event.stop_propagation();
        }
    });
    let on_click = on_click.into_js_value();
    // While the event is on its way down: before the router hears of it.
    _ = document().add_event_listener_with_callback_and_bool("click", on_click.unchecked_ref(), true);
}

/// Tells the worker of every page that is shown without being loaded, so that it can be read offline.
#[component]
pub fn TellWorker() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if use_boot().with_value(|b| b.viewer.is_none()) {
        let location = leptos_router::hooks::use_location();
        Effect::new(move |before: Option<String>| {
            let path = location.pathname.get();
            if before.is_some_and(|b| b != path)
                && let Some(worker) = app::ui::controller()
            {
                let url = format!("{}{path}", window().location().origin().unwrap_or_default());
                let message = js_sys::Object::new();
                _ = js_sys::Reflect::set(&message, &"visited".into(), &url.into());
                _ = worker.post_message(&message);
            }
            path
        });
    }
}
