//! The fields of rules, in words that say what they do.

use app::{
    booking::words,
    lang::{Lang, t, use_lang},
    ui::{CheckField, ConflictRow, FormState, SelectField, TextArea, TextField},
};
use leptos::prelude::*;
use model::booking::{Mode, RulesInput};

const STEPS: [u32; 6] = [15, 30, 60, 90, 120, 240];
const STAYS: [u32; 12] = [15, 30, 60, 90, 120, 150, 180, 240, 300, 360, 480, 720];
const BUFFERS: [u32; 5] = [0, 15, 30, 60, 120];
const GRACES: [u32; 6] = [5, 10, 15, 20, 30, 60];
const NOTICES: [u32; 11] = [0, 30, 60, 120, 240, 720, 1440, 2880, 4320, 10_080, 20_160];

/// Minutes as one says them: `30 分钟`, `1.5 小时`, `2 天`.
fn minutes(lang: Lang, n: u32) -> String {
    match n {
        0 => t::rule::none(lang).to_owned(),
        n if n % 1440 == 0 => t::rule::days(lang, n / 1440),
        n => u16::try_from(n).map_or_else(|_| t::booking::minutes(lang, n), |n| words::length(lang, n)),
    }
}

/// The lengths to choose from, with the one that is chosen already, in order.
fn lengths(lang: Lang, choices: &[u32], chosen: &str) -> Vec<(String, String)> {
    let mut all = choices.to_vec();
    all.extend(chosen.trim().parse::<u32>().ok());
    all.sort_unstable();
    all.dedup();
    let mut options: Vec<_> = all.into_iter().map(|n| (n.to_string(), minutes(lang, n))).collect();
    // What cannot be read stays what it is, with its problem beside it.
    if !options.iter().any(|(value, _)| value == chosen) {
        options.push((chosen.to_owned(), chosen.to_owned()));
    }
    options
}

fn modes(lang: Lang) -> Vec<(String, String)> {
    use t::rule as r;
    Mode::ALL
        .map(|mode| {
            let words = match mode {
                Mode::Closed => r::mode_closed(lang),
                Mode::Whole => r::mode_whole(lang),
                Mode::Seats => r::mode_seats(lang),
            };
            (mode.code().to_owned(), words.to_owned())
        })
        .to_vec()
}

#[component]
fn Length(
    field: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    value: String,
    choices: &'static [u32],
) -> impl IntoView {
    let chosen = FormState::current().value(field, &value);
    let options = lengths(use_lang(), choices, &chosen);
    view! { <SelectField field label hint options value /> }
}

#[component]
fn Count(
    field: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: String,
    value: String,
) -> impl IntoView {
    view! { <TextField field label hint value inputmode="numeric" /> }
}

#[component]
fn Tick(field: &'static str, #[prop(into)] label: String, value: String) -> impl IntoView {
    view! { <CheckField field label value="1" checked=!value.is_empty() /> }
}

/// All of them; of a kind, without those that are each room's own.
#[component]
pub(super) fn Fields(
    stored: RulesInput,
    /// How many people the room holds; none for a kind.
    capacity: Option<u32>,
) -> impl IntoView {
    use t::rule as r;
    let lang = use_lang();
    let own = capacity.is_some();
    let holds = match capacity {
        Some(n) if n > 0 => r::holds(lang, n),
        _ => String::new(),
    };
    let units =
        own.then(|| view! { <Count field="units" label=r::units(lang) hint=holds.clone() value=stored.units /> });
    let most =
        own.then(|| view! { <Count field="party_max" label=r::party_max(lang) hint=holds value=stored.party_max /> });
    let follows = (!own).then(|| view! { <p class="hint">{r::kind_seats(lang)}</p> });
    view! {
        <fieldset class="group box"><legend>{r::g_how(lang)}</legend>
            <SelectField field="mode" label=r::mode(lang) options=modes(lang) value=stored.mode />
            {units}
            {follows}
            <Tick field="whole_too" label=r::whole_too(lang) value=stored.whole_too />
        </fieldset>
        <fieldset class="group box"><legend>{r::g_stay(lang)}</legend>
            <div class="fields">
                <Length field="step_minutes" label=r::step(lang) value=stored.step_minutes choices=&STEPS />
                <Length field="shortest_minutes" label=r::shortest(lang) value=stored.shortest_minutes choices=&STAYS />
                <Length field="longest_minutes" label=r::longest(lang) value=stored.longest_minutes choices=&STAYS />
            </div>
            <div class="fields">
                <Length field="buffer_before_minutes" label=r::buffer_before(lang) value=stored.buffer_before_minutes choices=&BUFFERS />
                <Length field="buffer_after_minutes" label=r::buffer_after(lang) value=stored.buffer_after_minutes choices=&BUFFERS />
            </div>
            <p class="hint">{r::buffer_hint(lang)}</p>
        </fieldset>
        <fieldset class="group box"><legend>{r::g_when(lang)}</legend>
            <div class="fields">
                <Length field="lead_minutes" label=r::lead_time(lang) value=stored.lead_minutes choices=&NOTICES />
                <Length field="cutoff_minutes" label=r::cutoff(lang) value=stored.cutoff_minutes choices=&NOTICES />
                <Count field="ahead_days" label=r::ahead(lang) hint=r::ahead_hint(lang) value=stored.ahead_days />
            </div>
        </fieldset>
        <fieldset class="group box"><legend>{r::g_who(lang)}</legend>
            <div class="fields">
                <Count field="quota_day" label=r::quota_day(lang) hint=r::quota_hint(lang) value=stored.quota_day />
                <Count field="quota_week" label=r::quota_week(lang) hint=r::quota_hint(lang) value=stored.quota_week />
            </div>
            <div class="fields">
                <Count field="party_min" label=r::party_min(lang) value=stored.party_min />
                {most}
            </div>
            <Tick field="minors" label=r::minors(lang) value=stored.minors />
        </fieldset>
        <fieldset class="group box"><legend>{r::g_then(lang)}</legend>
            <Tick field="approval" label=r::approval(lang) value=stored.approval />
            <Tick field="check_in" label=r::check_in(lang) value=stored.check_in />
            {own.then(|| view! {
                <Tick field="at_door" label=r::at_door(lang) value=stored.at_door />
                <p class="hint">{r::at_door_hint(lang)}</p>
            })}
            <Length field="grace_minutes" label=r::grace(lang) hint=r::grace_hint(lang) value=stored.grace_minutes choices=&GRACES />
            <Tick field="private" label=r::private(lang) value=stored.private />
            <p class="hint">{r::private_hint(lang)}</p>
            <TextArea field="bring" label=r::bring(lang) hint=r::bring_hint(lang) value=stored.bring rows=3 />
        </fieldset>
    }
}

/// Each rule as it is stored and as it was typed.
pub(super) fn conflict_rows(lang: Lang, stored: &RulesInput, own: bool) -> Vec<ConflictRow> {
    use t::rule as r;
    let s = stored;
    let length = |label: &str, field: &str, value: &str| {
        let options = lengths(lang, &[], value);
        let yours = FormState::current().value(field, value);
        let mut all = lengths(lang, &[], &yours);
        all.extend(options);
        ConflictRow::new(label, field, value).in_words(&all)
    };
    let tick = |label: &str, field: &str, value: &str| {
        let options = [
            ("1".to_owned(), t::ui::yes(lang).to_owned()),
            (String::new(), t::ui::no(lang).to_owned()),
        ];
        ConflictRow::new(label, field, value).in_words(&options)
    };
    let mut rows = vec![ConflictRow::new(r::mode(lang), "mode", &s.mode).in_words(&modes(lang))];
    if own {
        rows.push(ConflictRow::new(r::units(lang), "units", &s.units));
    }
    rows.extend([
        tick(r::whole_too(lang), "whole_too", &s.whole_too),
        length(r::step(lang), "step_minutes", &s.step_minutes),
        length(r::shortest(lang), "shortest_minutes", &s.shortest_minutes),
        length(r::longest(lang), "longest_minutes", &s.longest_minutes),
        length(
            r::buffer_before(lang),
            "buffer_before_minutes",
            &s.buffer_before_minutes,
        ),
        length(r::buffer_after(lang), "buffer_after_minutes", &s.buffer_after_minutes),
        length(r::lead_time(lang), "lead_minutes", &s.lead_minutes),
        length(r::cutoff(lang), "cutoff_minutes", &s.cutoff_minutes),
        ConflictRow::new(r::ahead(lang), "ahead_days", &s.ahead_days),
        ConflictRow::new(r::quota_day(lang), "quota_day", &s.quota_day),
        ConflictRow::new(r::quota_week(lang), "quota_week", &s.quota_week),
        ConflictRow::new(r::party_min(lang), "party_min", &s.party_min),
    ]);
    if own {
        rows.push(ConflictRow::new(r::party_max(lang), "party_max", &s.party_max));
    }
    rows.extend([
        tick(r::minors(lang), "minors", &s.minors),
        tick(r::approval(lang), "approval", &s.approval),
        tick(r::check_in(lang), "check_in", &s.check_in),
    ]);
    if own {
        rows.push(tick(r::at_door(lang), "at_door", &s.at_door));
    }
    rows.extend([
        length(r::grace(lang), "grace_minutes", &s.grace_minutes),
        tick(r::private(lang), "private", &s.private),
        ConflictRow::new(r::bring(lang), "bring", &s.bring),
    ]);
    rows
}
