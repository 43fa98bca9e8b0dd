//! Links of menus, which say where one is. Every other link is a plain `<a>`: the router takes it as well, and nothing calls it the
//! page that is open.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A link of a menu: marked as the page (`page`) where it leads to the very one, and as the part that the page belongs to (`true`)
/// where the page lies below.
#[component]
pub fn MenuLink(
    /// Where it leads: a path.
    href: &'static str,
    /// Nothing belongs to it that lies below, because everything does.
    #[prop(optional)]
    exact: bool,
    /// Icon and words.
    children: Children,
) -> impl IntoView {
    let path = use_location().pathname;
    let current = move || path.with(|path| mark(href, path, exact));
    view! { <a href=href aria-current=current>{children()}</a> }
}

/// What `aria-current` says of a link to `href` on the page at `path`.
fn mark(href: &str, path: &str, exact: bool) -> Option<&'static str> {
    match path.strip_prefix(href)? {
        "" | "/" => Some("page"),
        below if below.starts_with('/') && !exact => Some("true"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn only_the_very_page_is_the_page_and_what_lies_below_belongs_to_it() {
        assert_eq!(mark("/centers", "/centers", false), Some("page"));
        assert_eq!(mark("/centers", "/centers/", false), Some("page"));
        assert_eq!(mark("/centers", "/centers/a/rooms/b", false), Some("true"));
        assert_eq!(mark("/me", "/messages", false), None);
        assert_eq!(mark("/book", "/bookings", false), None);
        assert_eq!(mark("/centers", "/", false), None);
    }

    #[test]
    fn no_page_belongs_to_the_start() {
        assert_eq!(mark("/", "/", true), Some("page"));
        assert_eq!(mark("/", "/centers", true), None);
        assert_eq!(mark("/admin", "/admin/staff", true), None);
    }
}
