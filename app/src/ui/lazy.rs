//! Pages that are loaded when somebody opens them.

/// Makes the lazy route `$route`, whose code is a WASM file of its own, out of `$view`.
///
/// Code that several of them need becomes a further file for every combination of them: pages that are used together belong
/// into one. A few files load sooner than many.
///
/// The name of `$route` must be used once in the whole application: the splitter names the file after it alone.
/// The start page is the only one that is not lazy: a first visit pays for that one and nothing else.
#[macro_export]
macro_rules! lazy_page {
    ($(#[$doc:meta])* $route:ident => $view:expr) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $route;

        #[leptos_router::lazy_route]
        impl leptos_router::LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            fn view(_this: Self) -> leptos::prelude::AnyView {
                leptos::prelude::IntoAny::into_any(($view)())
            }
        }
    };
}
pub use lazy_page;
