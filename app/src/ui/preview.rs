//! What search engines and messengers show of a page before anybody opens it.

use crate::{boot::use_boot, lang::use_lang};
use leptos::prelude::*;
use leptos_meta::{Link, Meta};

/// Description, canonical address and the `og:` tags of a page.
#[component]
pub fn Preview(
    /// The page's own address, without a query: `/centers/…`.
    path: String,
    /// What it is about.
    title: String,
    /// One or two sentences.
    description: String,
    /// Address of a picture on this site.
    image: Option<String>,
) -> impl IntoView {
    let (origin, site) =
        use_boot().with_value(|b| (b.origin.clone(), b.branding.name.get(use_lang().english()).to_owned()));
    let url = format!("{origin}{path}");
    let image = image.map(|path| view! { <Meta property="og:image" content=format!("{origin}{path}") /> });
    view! {
        <Link rel="canonical" href=url.clone() />
        <Meta name="description" content=description.clone() />
        <Meta property="og:type" content="website" />
        <Meta property="og:site_name" content=site />
        <Meta property="og:title" content=title />
        <Meta property="og:description" content=description />
        <Meta property="og:url" content=url />
        {image}
    }
}
