//! `/complaints`: how a complaint stands, for who has its number and code.

use super::api::{FollowComplaint, Followed};
use crate::{
    lang::{t, use_lang},
    ui::{FormAction, Icon, PageTitle, PostForm, Submit, TextField, answered, words as said},
};
use leptos::prelude::*;
use model::complaint::Progress;

/// See the module. The code travels in a form, never in an address.
#[component]
pub fn FollowPage() -> impl IntoView {
    use t::complaint as c;
    let lang = use_lang();
    let action = FormAction::<FollowComplaint>::new();
    let followed = answered(action);
    let shown = move || followed.get().map(|followed| view! { <Stands followed /> });
    view! {
        <PageTitle text=c::follow_title(lang) />
        <p class="lead">{c::follow_lead(lang)}</p>
        {shown}
        <PostForm action>
            <input type="hidden" name="show" value="1" />
            <TextField field="number" label=c::number(lang) required=true />
            <TextField field="code" label=c::code(lang) hint=c::code_hint(lang) required=true />
            <div class="acts"><Submit label=c::follow(lang) /></div>
        </PostForm>
        <p><a href="/complain">{c::to_send(lang)}</a></p>
    }
}

#[component]
fn Stands(followed: Followed) -> impl IntoView {
    use t::complaint as c;
    let lang = use_lang();
    let (class, icon, text) = match followed.progress {
        Progress::Received => ("pill info", "check", c::p_received(lang)),
        Progress::Checking => ("pill info", "search", c::p_checking(lang)),
        Progress::Reviewing => ("pill info", "search", c::p_reviewing(lang)),
        Progress::Verified => ("pill warn", "settings", c::p_verified(lang)),
        Progress::Rectifying => ("pill warn", "settings", c::p_rectifying(lang)),
        Progress::Rechecking => ("pill info", "search", c::p_rechecking(lang)),
        Progress::Answered => ("pill open", "check", c::p_answered(lang)),
    };
    let answer = (!followed.answer.is_empty()).then(|| {
        view! { <h3>{c::answer(lang)}</h3><p class="prewrap">{followed.answer}</p> }
    });
    view! {
        <section class="card" role="status">
            <div class="row between"><h2>{followed.number.spaced()}</h2><span class=class><Icon name=icon />{text}</span></div>
            <p class="muted">{c::received(lang)}" "{said::stamp(followed.received)}</p>
            {answer}
        </section>
    }
}
