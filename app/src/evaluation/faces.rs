//! The five faces with their words: each a button that sends its level, so that one tap is enough, also without scripts.

use super::words;
use crate::{
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;
use model::evaluation::Level;

/// See the module.
#[component]
pub fn Faces(
    /// Hears which one was tapped, before the form is sent.
    #[prop(optional)]
    tapped: Option<WriteSignal<Option<Level>>>,
    /// They are only shown.
    #[prop(optional)]
    idle: bool,
) -> impl IntoView {
    let lang = use_lang();
    let faces = Level::ALL
        .map(|level| {
            let class = format!("face face-{}", level.code());
            let on_click = move |_| {
                if let Some(tapped) = tapped {
                    tapped.set(Some(level));
                }
            };
            let kind = if idle { "button" } else { "submit" };
            view! {
                <button type=kind class=class name="level" value=level.code().to_string() on:click=on_click>
                    <Icon name=words::face(level) /><b>{words::level(lang, level)}</b>
                </button>
            }
        })
        .collect_view();
    view! { <div class="faces" role="group" aria-label=t::evaluation::faces(lang) id=crate::ui::field_id("level")>{faces}</div> }
}
