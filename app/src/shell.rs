//! The document and the frame around every page: header, menu, footer, routes.

mod document;
mod footer;
mod header;

pub use document::document;

use crate::{admin, boot::Boot, center, lang::use_lang, staff, ui::NotFound};
use footer::Footer;
use header::{Header, SampleBanner};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    Lazy, ParamSegment, StaticSegment,
    components::{FlatRoutes, Route, Router},
};

/// The application: what the server renders and the browser takes over.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let boot = SharedValue::new(first_boot).into_inner();
    provide_context(boot.language());
    provide_context(StoredValue::new(boot));
    let lang = use_lang();
    // Says to tests and measurements that the browser has taken over. Effects do not run on the server.
    Effect::new(|_| {
        if let Some(html) = leptos::prelude::document().document_element() {
            _ = html.set_attribute("data-hydrated", "");
        }
    });
    view! {
        <a class="skip" href="#main" rel="external">{crate::lang::t::ui::skip(lang)}</a>
        <Router>
            <SampleBanner />
            <Header />
            <main class="page" id="main" tabindex="-1">
                <FlatRoutes fallback=NotFound>
                    <Route path=StaticSegment("") view=center::HomePage />
                    <Route path=StaticSegment("centers") view={Lazy::<center::ListRoute>::new()} />
                    <Route path=(StaticSegment("centers"), ParamSegment("id")) view={Lazy::<center::CenterRoute>::new()} />
                    <Route
                        path=(StaticSegment("centers"), ParamSegment("id"), StaticSegment("rooms"), ParamSegment("room"))
                        view={Lazy::<center::RoomRoute>::new()}
                    />
                    <Route path=StaticSegment("sign-in") view={Lazy::<staff::SignInRoute>::new()} />
                    <Route path=StaticSegment("me") view={Lazy::<staff::MeRoute>::new()} />
                    <Route path=StaticSegment("admin") view={Lazy::<admin::StartRoute>::new()} />
                </FlatRoutes>
            </main>
            <Footer />
        </Router>
    }
}

/// On the server the request's boot; in the browser it is read from the page and this is not called.
fn first_boot() -> Boot {
    use_context().unwrap_or_default()
}
