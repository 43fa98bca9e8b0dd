//! The detail of an entry in the language of whoever reads it. Codes are what is stored: they outlast a language. What is no code, or one
//! that nobody knows any more, stays as it is.

use app::{
    lang::{Lang, t},
    ui::words,
};
use model::{
    geo::LngLat,
    hours::Shift,
    import::Kind,
    permission::{Grant, Scope},
    text::Names,
};

/// Codes of divisions, centers and amenities, and what they are called.
type Places = [(String, Names)];

/// What an entry of that action tells.
pub(super) fn in_words(lang: Lang, action: &str, detail: &str, places: &Places) -> String {
    use model::{case, follow_up};
    let kind = match action {
        "case.step" => {
            let step = case::Step::from_code(detail);
            return step
                .map_or(detail, |step| app::case::words::step(lang, step))
                .to_owned();
        }
        "follow_up.step" => {
            let step = follow_up::Step::from_code(detail);
            return step
                .map_or(detail, |step| app::follow_up::words::event(lang, step))
                .to_owned();
        }
        "staff.create" => return grants(lang, detail, places),
        "center.create" => return place(lang, detail, places),
        "hours.save" => return week(lang, detail),
        "duty.set" => return shown(lang, detail).to_owned(),
        "duty.rota" => return rota(lang, detail),
        "amenity.set" => Kind::Centers,
        _ => match action.split_once('.').unwrap_or_default().0 {
            "duty" | "hours" => return shifts(lang, detail),
            "center" => Kind::Centers,
            "room" => Kind::Rooms,
            "staff" => Kind::Staff,
            "division" => Kind::Divisions,
            "amenity" => Kind::Amenities,
            _ => return detail.to_owned(),
        },
    };
    let line = |line: &str| {
        let change = line
            .split_once(": ")
            .and_then(|(field, change)| Some((field, change.split_once(" → ")?)));
        let Some((field, (before, after))) = change else {
            return line.to_owned();
        };
        let said = |text: &str| value(lang, kind, (field, text), places);
        format!("{}: {} → {}", heading(lang, kind, field), said(before), said(after))
    };
    detail.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What people call a field: as the column of a table is called.
fn heading(lang: Lang, kind: Kind, field: &str) -> String {
    let column = match field {
        "position.at" => return t::admin::col_position(lang).to_owned(),
        "retired" => return t::staff::retired(lang).to_owned(),
        "names.zh" => "name",
        "names.en" => "name_en",
        "grants" => "role",
        "parent" => "parent_code",
        "position.source" => "position_source",
        "position.lng" => "lng",
        "position.lat" => "lat",
        "introduction.zh" => "introduction",
        "introduction.en" => "introduction_en",
        other => match other.strip_prefix("areas.") {
            Some(area) => return kind.heading(&format!("area_{area}"), lang.english()).to_owned(),
            None => other,
        },
    };
    kind.heading(column, lang.english()).to_owned()
}

fn value(lang: Lang, kind: Kind, (field, text): (&str, &str), places: &Places) -> String {
    match (field, text) {
        (_, "") => t::import::empty(lang).to_owned(),
        ("retired", "true") => Kind::Amenities.word("retired", "yes", lang.english()).into_owned(),
        ("retired", "false") => Kind::Amenities.word("retired", "no", lang.english()).into_owned(),
        (_, "true") => t::ui::yes(lang).to_owned(),
        (_, "false") => t::ui::no(lang).to_owned(),
        ("grants", text) => grants(lang, text, places),
        ("division" | "parent", text) => place(lang, text, places),
        ("position.at", text) => match serde_json::from_str::<LngLat>(text) {
            Ok(at) => format!("{}, {}", at.lng, at.lat),
            Err(_) => text.to_owned(),
        },
        ("amenities", text) => {
            let named: Vec<String> = text.split(' ').map(|code| place(lang, code, places)).collect();
            named.join(t::admin::comma(lang))
        }
        ("position.source", text) => kind.word("position_source", text, lang.english()).into_owned(),
        ("kind" | "level", text) => kind.word(field, text, lang.english()).into_owned(),
        (_, text) => text.to_owned(),
    }
}

/// `counter_staff *, inspector d:152223100000`
fn grants(lang: Lang, text: &str, places: &Places) -> String {
    let one = |code: &str| {
        let Some(grant) = Grant::from_code(code) else {
            return code.to_owned();
        };
        let place = match &grant.scope {
            Scope::Everywhere => t::staff::everywhere(lang).to_owned(),
            Scope::Division(code) => place(lang, code.as_str(), places),
            Scope::Center(id) => place(lang, &id.to_string(), places),
        };
        format!("{} · {place}", words::role(lang, grant.role))
    };
    let all: Vec<String> = text.split(", ").map(one).collect();
    all.join(t::admin::comma(lang))
}

fn place(lang: Lang, code: &str, places: &Places) -> String {
    let names = places.iter().find(|(known, _)| known == code);
    names.map_or(code, |(_, names)| names.get(lang.english())).to_owned()
}

/// `day1: 08:30-12:00 morning → ` in lines.
fn week(lang: Lang, detail: &str) -> String {
    let line = |line: &str| {
        let change = line
            .strip_prefix("day")
            .and_then(|rest| rest.split_once(": "))
            .and_then(|(day, change)| Some((weekday(lang, day)?, change.split_once(" → ")?)));
        let Some((day, (before, after))) = change else {
            return line.to_owned();
        };
        let said = |text: &str| {
            if text.is_empty() {
                t::hours::closed(lang).to_owned()
            } else {
                shifts(lang, text)
            }
        };
        format!("{day}: {} → {}", said(before), said(after))
    };
    detail.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// `1` is Monday.
fn weekday(lang: Lang, day: &str) -> Option<&'static str> {
    let day: usize = day.parse().ok()?;
    (1..=7).contains(&day).then(|| words::weekday(lang, day - 1))
}

/// `+ 1,3 noon_duty`
fn rota(lang: Lang, detail: &str) -> String {
    let word = |word: &str| {
        let days: Option<Vec<&str>> = word.split(',').map(|day| weekday(lang, day)).collect();
        days.map_or_else(|| word.to_owned(), |days| days.join(t::admin::comma(lang)))
    };
    let text: Vec<String> = detail.split(' ').map(word).collect();
    shifts(lang, &text.join(" "))
}

/// Whether names of people on duty are shown.
fn shown(lang: Lang, detail: &str) -> &str {
    match detail {
        "show names" => t::duty::names_yes(lang),
        "role only" => t::duty::names_no(lang),
        other => other,
    }
}

/// The text with words for the codes of shifts in it.
fn shifts(lang: Lang, text: &str) -> String {
    let word = |word: &str| {
        let (code, end) = word.strip_suffix(';').map_or((word, ""), |code| (code, ";"));
        Shift::from_code(code).map_or_else(
            || word.to_owned(),
            |shift| format!("{}{end}", words::shift(lang, shift)),
        )
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(action: &str, detail: &str) -> String {
        let center = model::center::CenterId::from_i64(7).to_string();
        let places = [
            (center, Names::new("东风村中心", "Dongfeng")),
            ("152223100202".to_owned(), Names::new("东风村", "")),
        ];
        in_words(Lang::ZhHans, action, detail, &places)
    }

    #[test]
    fn roles_are_told_with_the_names_of_their_places() {
        let at = format!("counter_staff c:{}", model::center::CenterId::from_i64(7));
        assert_eq!(said("staff.create", "counter_staff *"), "窗口工作人员 · 全部");
        assert_eq!(
            said(
                "staff.save",
                &format!("name: 王 → 王芳\ngrants: {at} → {at}, inspector d:152223100202")
            ),
            "姓名: 王 → 王芳\n角色: 窗口工作人员 · 东风村中心 → 窗口工作人员 · 东风村中心、镇纪检 · 东风村"
        );
        assert_eq!(said("center.create", "152223100202"), "东风村");
    }

    #[test]
    fn what_changed_of_a_center_is_told_as_its_form_calls_it() {
        let detail = "areas.counter: false → true\nposition.at: {\"lat\":46.7031,\"lng\":122.9} → ";
        assert_eq!(
            said("center.save", detail),
            "业务办理: 没有 → 有\n位置: 122.9, 46.7031 → （空）"
        );
        assert_eq!(said("center.retire", "retired: false → true"), "已停用: 否 → 是");
        assert_eq!(
            said("amenity.set", "amenities: water → water wifi"),
            "便民设施: water → water、wifi"
        );
    }

    #[test]
    fn steps_days_and_shifts_have_words() {
        let step = app::case::words::step(Lang::ZhHans, model::case::Step::HandUp);
        assert_eq!(said("case.step", "hand_up"), step);
        assert_eq!(
            said("hours.save", "day1: 08:30-11:30 morning; 11:30-14:30 noon_duty → "),
            "周一: 08:30-11:30 上午; 11:30-14:30 午间值班 → 暂不开放"
        );
        assert_eq!(
            said("hours.add_exceptions", "2026-10-01–2026-10-03: 08:30-11:30 morning"),
            "2026-10-01–2026-10-03: 08:30-11:30 上午"
        );
        assert_eq!(said("duty.rota", "+ 1,3 noon_duty"), "+ 周一、周三 午间值班");
        assert_eq!(
            said("duty.create", "2026-09-21 evening_duty 18:00–20:00 王芳"),
            "2026-09-21 晚间值班 18:00–20:00 王芳"
        );
    }

    #[test]
    fn what_is_no_code_stays_as_it_is() {
        for (action, detail) in [
            ("case.step", "no_such_step"),
            ("staff.sign_in", "wrong"),
            ("setting.save", "title: 甲 → 乙"),
            ("hours.save", "day9: a → b"),
            ("staff.create", "somebody"),
        ] {
            assert_eq!(said(action, detail), detail);
        }
    }
}
