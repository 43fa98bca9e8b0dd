//! From a guide or a notice to a case of one's own: a button for each way that can be begun from home.

use super::{
    ask::query_of,
    words::{self},
};
use crate::{
    lang::{Lang, t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;
use model::matter::{Answers, Content, Mode, Outcome};

/// The buttons; nothing where the matter is done at the counter only, or this person cannot have it.
#[component]
pub(super) fn Apply(content: StoredValue<Content>, answers: Memo<Answers>) -> impl IntoView {
    let shown = move || content.with_value(|content| buttons(content, &answers.get()));
    view! { {shown} }
}

/// See [`Apply`].
pub(super) fn buttons(content: &Content, answers: &Answers) -> Option<AnyView> {
    use t::my_case as c;
    let lang = use_lang();
    let modes: Vec<Mode> = content.modes.iter().copied().filter(|mode| mode.is_online()).collect();
    if modes.is_empty() || matches!(content.narrow(answers).outcome, Outcome::Stop(_)) {
        return None;
    }
    let query = query_of(content, answers);
    let start = |mode: Mode| {
        let rest = query
            .strip_prefix('?')
            .map(|rest| format!("&{rest}"))
            .unwrap_or_default();
        format!("/matters/{}/start?mode={}{rest}", content.code, mode.code())
    };
    let helps = modes.contains(&Mode::Assisted);
    let links = modes
        .into_iter()
        .map(|mode| {
            if mode == Mode::SelfService {
                // Whoever cannot manage by themself is helped: by staff who go the way for them, where the matter allows that.
                let help = start(if helps { Mode::Assisted } else { Mode::SelfService });
                let online = (!content.online.is_empty()).then(|| {
                    let href = content.online.clone();
                    view! {
                        <a class="btn" href=href rel="external noopener"><Icon name="external" />{t::matter::online(lang)}</a>
                    }
                });
                view! { {online}<a href=help class="btn"><Icon name="users" />{c::need_help(lang)}</a> }.into_any()
            } else {
                let icon = words::mode_icon(mode);
                view! { <a href=start(mode) class="btn"><Icon name=icon />{apply(lang, mode)}</a> }.into_any()
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="card stack close no-print" id="apply">
                <h2>{c::apply_title(lang)}</h2>
                <p class="muted">{c::apply_lead(lang)}</p>
                <p class="acts">{links}</p>
            </section>
        }
        .into_any(),
    )
}

/// What a button says.
const fn apply(lang: Lang, mode: Mode) -> &'static str {
    use t::my_case as c;
    match mode {
        Mode::Assisted => c::apply_assisted(lang),
        Mode::Appointment => c::apply_appointment(lang),
        Mode::HomeVisit => c::apply_home_visit(lang),
        Mode::Immediate | Mode::SelfService => c::need_help(lang),
    }
}
