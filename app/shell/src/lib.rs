//! The application as a whole: the document and the frame around every page — header, menu, footer — and which page is where.

#![recursion_limit = "512"]

#[cfg(feature = "ssr")]
mod counter;
#[cfg(feature = "ssr")]
mod document;
mod footer;
mod header;
mod offline;
mod style;
mod update;

#[cfg(feature = "ssr")]
pub use counter::counter_document;
#[cfg(feature = "ssr")]
pub use document::{Files, document};
#[cfg(feature = "ssr")]
pub use offline::offline_document;

#[cfg(feature = "hydrate")]
use app::boot::use_boot;
use app::{account::AccountRoute, booking, boot::Boot, center, evaluation, lang::use_lang, matter, ui::NotFound};
use footer::Footer;
use header::{Header, SampleBanner};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    ParamSegment, StaticSegment, WildcardSegment,
    components::{FlatRoutes, Route, Router},
    hooks::use_location,
};
use offline::{KeptNotice, TellWorker};
use style::Page;
use update::UpdateOffer;

/// The application: what the server renders and the browser takes over.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let boot = SharedValue::<Boot, app::call::Json>::new_with_encoding(first_boot).into_inner();
    provide_context(boot.language());
    provide_context(StoredValue::new(boot));
    app::ui::land();
    say_alive();
    view! {
        <Router>
            <Skip />
            <SampleBanner />
            <Header />
            <KeptNotice />
            <ForgetSent />
            <main class="page" id="main" tabindex="-1">
                <FlatRoutes fallback=NotFound>
                    <Route path=StaticSegment("") view=center::HomePage />
                    <Route path=StaticSegment("centers") view={Page::<center::ListRoute>::new()} />
                    <Route path=(StaticSegment("centers"), ParamSegment("id")) view={Page::<center::CenterRoute>::new()} />
                    <Route
                        path=(StaticSegment("centers"), ParamSegment("id"), StaticSegment("rooms"), ParamSegment("room"))
                        view={Page::<center::CenterRoute>::new()}
                    />
                    <Route path=(StaticSegment("centers"), ParamSegment("id"), StaticSegment("day")) view={Page::<booking::BookingRoute>::new()} />
                    <Route path=(StaticSegment("book"), WildcardSegment("page")) view={Page::<booking::BookingRoute>::new()} />
                    <Route path=(StaticSegment("bookings"), WildcardSegment("page")) view={Page::<booking::BookingRoute>::new()} />
                    <Route path=(StaticSegment("me"), StaticSegment("cases"), WildcardSegment("page")) view={Page::<evaluation::EvaluationRoute>::new()} />
                    <Route path=(StaticSegment("me"), StaticSegment("bookings")) view={Page::<booking::BookingRoute>::new()} />
                    <Route path=(StaticSegment("matters"), WildcardSegment("page")) view={Page::<matter::MatterRoute>::new()} />
                    <Route path=(StaticSegment("notices"), WildcardSegment("page")) view={Page::<matter::MatterRoute>::new()} />
                    <Route path=StaticSegment("figures") view={Page::<evaluation::EvaluationRoute>::new()} />
                    <Route path=(StaticSegment("rate"), WildcardSegment("page")) view={Page::<evaluation::EvaluationRoute>::new()} />
                    <Route path=(StaticSegment("sign-in"), WildcardSegment("page")) view={Page::<AccountRoute>::new()} />
                    <Route path=(StaticSegment("me"), WildcardSegment("page")) view={Page::<AccountRoute>::new()} />
                    <Route path=(StaticSegment("slip"), WildcardSegment("page")) view={Page::<AccountRoute>::new()} />
                    <Route path=StaticSegment("complain") view={Page::<evaluation::EvaluationRoute>::new()} />
                    <Route path=StaticSegment("cases") view={Page::<evaluation::EvaluationRoute>::new()} />
                    <Route path=StaticSegment("complaints") view={Page::<evaluation::EvaluationRoute>::new()} />
                    <Route path=(StaticSegment("dev"), WildcardSegment("page")) view={Page::<AccountRoute>::new()} />
                    <Route path=(StaticSegment("admin"), WildcardSegment("page")) view={Page::<panel::PanelRoute>::new()} />
                </FlatRoutes>
            </main>
            <Footer />
            <UpdateOffer />
            <TellWorker />
        </Router>
    }
}

/// The first stop of every page: past the head, and in the panel past the menu beside the page as well.
#[component]
fn Skip() -> impl IntoView {
    let lang = use_lang();
    let path = use_location().pathname;
    let to = move || {
        path.with(|path| {
            if path.starts_with("/admin") {
                "#content"
            } else {
                "#main"
            }
        })
    };
    view! { <a class="skip" href=to rel="external">{app::lang::t::ui::skip(lang)}</a> }
}

/// The lazy route, as the splitter calls it, that draws the page at `path`; see [`App`].
#[cfg(feature = "ssr")]
#[must_use]
pub fn part_of(path: &str) -> Option<&'static str> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    match (segments.next()?, segments.next()) {
        ("centers", None) => Some("list_route"),
        ("centers", Some(_)) if segments.next() == Some("day") => Some("booking_route"),
        ("centers", Some(_)) => Some("center_route"),
        ("book" | "bookings", _) | ("me", Some("bookings")) => Some("booking_route"),
        ("me", Some("cases")) => Some("evaluation_route"),
        ("rate" | "figures" | "complain" | "complaints" | "cases", _) => Some("evaluation_route"),
        ("matters" | "notices", _) => Some("matter_route"),
        ("sign-in" | "me" | "slip" | "dev", _) => Some("account_route"),
        ("admin", _) => Some("panel_route"),
        _ => None,
    }
}

/// What a form was answered before scripts were there, or refused with, belongs to the page that it is on: once the address is another,
/// no form shows it any more.
#[component]
fn ForgetSent() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    {
        let (boot, at) = (use_boot(), use_location());
        let mut before = None;
        // At once: the page of the new address asks for it while it is drawn.
        leptos::reactive::effect::ImmediateEffect::new_mut_scoped(move || {
            let here = Some((at.pathname.get(), at.search.get()));
            if before.is_some() && before != here {
                boot.update_value(|boot| {
                    boot.rejected = Default::default();
                    boot.answered = Default::default();
                });
            }
            before = here;
        });
    }
}

/// Marks the document once the application has taken it over: styles may show what needs scripts, tests know when to press.
fn say_alive() {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| {
        if let Some(html) = document().document_element() {
            _ = html.set_attribute("data-alive", "");
        }
    });
}

/// On the server the request's boot; in the browser it is read from the page and this is not called.
fn first_boot() -> Boot {
    use_context().unwrap_or_default()
}
