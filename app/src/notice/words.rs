//! The words of a notice: made where it is read or sent, from what it is about.

use crate::{
    booking::words::{times, weekday_of},
    lang::{Lang, t},
    ui::words::{date, weekday},
};
use model::{
    notice::{Notice, NoticeKind, SLOT, Subject},
    text::Names,
};

/// What it is about in a few words: a heading, the title of a notification.
#[must_use]
pub const fn title(lang: Lang, kind: NoticeKind) -> &'static str {
    use t::notice as n;
    match kind {
        NoticeKind::BookingConfirmed => n::title_confirmed(lang),
        NoticeKind::BookingPending => n::title_pending(lang),
        NoticeKind::BookingChanged => n::title_changed(lang),
        NoticeKind::BookingCancelled => n::title_cancelled(lang),
        NoticeKind::BookingRejected => n::title_rejected(lang),
        NoticeKind::BookingReleased => n::title_released(lang),
        NoticeKind::BookingReminder => n::title_reminder(lang),
        NoticeKind::WaitlistOffer => n::title_offer(lang),
        NoticeKind::WaitlistLapsed => n::title_lapsed(lang),
        NoticeKind::WaitlistTakenBack => n::title_taken_back(lang),
        NoticeKind::StaffWords => n::title_staff_words(lang),
        NoticeKind::EvaluationAsked => n::title_evaluation(lang),
        NoticeKind::EvaluationAgain => n::title_evaluation_again(lang),
        NoticeKind::EvaluationUnfounded => n::title_evaluation_unfounded(lang),
        NoticeKind::SlipSignedIn => n::title_slip(lang),
        NoticeKind::CaseReceived => n::title_case_received(lang),
        NoticeKind::CaseCorrection => n::title_case_correction(lang),
        NoticeKind::CaseAccepted => n::title_case_accepted(lang),
        NoticeKind::CaseRefused => n::title_case_refused(lang),
        NoticeKind::CaseGoesOn => n::title_case_goes_on(lang),
        NoticeKind::CasePaused => n::title_case_paused(lang),
        NoticeKind::CaseHandedUp => n::title_case_handed_up(lang),
        NoticeKind::CaseTransferred => n::title_case_transferred(lang),
        NoticeKind::CaseVisit => n::title_case_visit(lang),
        NoticeKind::CaseDecided => n::title_case_decided(lang),
        NoticeKind::CaseEnded => n::title_case_ended(lang),
        NoticeKind::CaseSupplemented => n::title_case_supplemented(lang),
        NoticeKind::CaseCollected => n::title_case_collected(lang),
        NoticeKind::CasePaperIn => n::title_case_paper_in(lang),
        NoticeKind::CasePaperOut => n::title_case_paper_out(lang),
    }
}

/// All of it, with what staff wrote.
#[must_use]
pub fn sentence(lang: Lang, notice: &Notice) -> String {
    said(lang, notice, usize::MAX)
}

/// With at most so many characters of what was said about a case.
fn said(lang: Lang, notice: &Notice, most: usize) -> String {
    // What has ended is asked about by its name.
    let asked = notice.kind == NoticeKind::EvaluationAsked && notice.subject.is_none() && !notice.words.is_empty();
    if asked || notice.kind.is_of_case() {
        return of_case(lang, notice, most);
    }
    if notice.kind == NoticeKind::SlipSignedIn {
        return match notice.words.as_str() {
            "" => t::notice::slip(lang).to_owned(),
            counter => t::notice::slip_at(lang, counter),
        };
    }
    let mut parts = Vec::new();
    // An inspector answers; staff say something.
    let answers = matches!(
        notice.kind,
        NoticeKind::EvaluationAgain | NoticeKind::EvaluationUnfounded
    );
    match &notice.subject {
        Some(subject) => {
            parts.push(about(lang, notice.kind, subject));
            parts.extend(subject.number.map(|number| t::notice::number(lang, number)));
        }
        // A case has no room and time to name.
        None if notice.words.is_empty() || answers => parts.push(title(lang, notice.kind).to_owned()),
        None => {}
    }
    if !notice.words.is_empty() {
        parts.push(if answers {
            t::notice::answer(lang, &notice.words)
        } else {
            t::notice::said(lang, &notice.words)
        });
    }
    let between = if lang.english() { " " } else { "" };
    parts.join(between)
}

/// What has become of a case: the matter and its number, and what was said or asked for.
fn of_case(lang: Lang, notice: &Notice, most: usize) -> String {
    let mut lines = notice.words.lines().peekable();
    let which = lines.next().unwrap_or_default();
    let which = match which.split('\t').collect::<Vec<_>>()[..] {
        [zh, en, number] => t::notice::case_which(lang, Names::new(zh, en).get(lang.english()), number),
        // As it was written before there were two languages in it.
        _ => which.to_owned(),
    };
    if notice.kind == NoticeKind::CaseTransferred {
        return transferred(lang, &which, lines);
    }
    let plain = t::notice::case(lang, title(lang, notice.kind), &which);
    let line = lines.peek().copied().unwrap_or_default();
    let timed = match notice.kind {
        NoticeKind::CaseVisit => time(lang, line).map(|when| t::notice::case_visit(lang, when, &which)),
        _ => slot(lang, line).map(|when| t::notice::case_slot_over(lang, &plain, when)),
    };
    if timed.is_some() {
        lines.next();
    }
    let between = if lang.english() { ", " } else { "、" };
    let said: Vec<String> = lines
        .map(|line| line.split('\t').collect::<Vec<_>>().join(between))
        .collect();
    let head = timed.unwrap_or(plain);
    if said.is_empty() {
        head
    } else {
        t::notice::case_said(lang, head, shortened(&said.join(" "), most))
    }
}

/// Who has a case now, that a counter time is cancelled, or that a visit at home which was agreed stands.
fn transferred<'a>(lang: Lang, which: &str, mut lines: impl Iterator<Item = &'a str>) -> String {
    let (zh, en) = lines.next().unwrap_or_default().split_once('\t').unwrap_or_default();
    let center = Names::new(zh, en).get(lang.english()).to_owned();
    let said = t::notice::case_transferred(lang, center, which);
    let line = lines.next().unwrap_or_default();
    if let Some(when) = slot(lang, line) {
        return t::notice::case_slot_gone(lang, said, when);
    }
    match time(lang, line) {
        Some(when) => t::notice::case_visit_stands(lang, said, when),
        None => said,
    }
}

/// The counter time that was given back, of a line that says one.
fn slot(lang: Lang, line: &str) -> Option<String> {
    time(lang, line.strip_prefix(SLOT)?.strip_prefix('\t')?)
}

/// The time of a line that says day and minutes, and nothing else.
fn time(lang: Lang, line: &str) -> Option<String> {
    let parts: Vec<&str> = line.split('\t').collect();
    let [day, from, to] = parts[..] else { return None };
    let (from, to) = (from.parse::<u16>().ok()?, to.parse::<u16>().ok()?);
    Some(format!("{} {}", date(lang, model::date::parse(day)?), times(from, to)))
}

/// A text that is no longer than so many characters.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn about(lang: Lang, kind: NoticeKind, subject: &Subject) -> String {
    use t::notice as n;
    let english = lang.english();
    let place = t::notice::place(lang, subject.center.get(english), subject.room.get(english));
    let day = format!(
        "{} {}",
        date(lang, subject.day),
        weekday(lang, usize::from(weekday_of(subject.day)))
    );
    let when = format!("{day} {}", times(subject.start, subject.end));
    match kind {
        NoticeKind::BookingConfirmed => n::confirmed(lang, place, when),
        NoticeKind::BookingPending => n::pending(lang, place, when),
        NoticeKind::BookingChanged => n::changed(lang, place, when),
        NoticeKind::BookingCancelled => n::cancelled(lang, place, when),
        NoticeKind::BookingRejected => n::rejected(lang, place, when),
        NoticeKind::BookingReleased => n::released(lang, place, when),
        NoticeKind::BookingReminder => n::reminder(lang, place, when),
        NoticeKind::WaitlistOffer => n::offer(lang, place, when),
        NoticeKind::WaitlistLapsed => n::lapsed(lang, place, when),
        NoticeKind::WaitlistTakenBack => n::taken_back(lang, place, when),
        NoticeKind::StaffWords => n::staff_words(lang, place, when),
        NoticeKind::EvaluationAsked => n::evaluation(lang, place, when),
        NoticeKind::EvaluationAgain => n::evaluation_again(lang, place, when),
        NoticeKind::EvaluationUnfounded => n::evaluation_unfounded(lang, place, when),
        // Cases have no room and no time; see `of_case`.
        kind => title(lang, kind).to_owned(),
    }
}

/// The most characters of what was asked for and said that a text message has: each seventy are paid for.
const MOST_SAID: usize = 40;

/// What a text message says: the sentence, and where something can be done about it.
#[must_use]
pub fn text_message(lang: Lang, notice: &Notice, origin: &str) -> String {
    if notice.path.is_empty() {
        return sentence(lang, notice);
    }
    // Where the link leads stands the rest.
    format!("{} {origin}{}", said(lang, notice, MOST_SAID), notice.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use model::id::Id;

    #[test]
    fn a_notice_says_where_when_and_what_staff_wrote() {
        let notice = Notice {
            id: Id::from_i64(1),
            kind: NoticeKind::BookingCancelled,
            subject: Some(Subject {
                number: None,
                room: Names::new("阅享空间", "Reading space"),
                center: Names::new("东风村", ""),
                day: date(2026, 9, 22),
                start: 570,
                end: 630,
            }),
            words: "停电".into(),
            path: String::new(),
            at: 0,
            expires_at: 0,
            read: false,
        };
        assert_eq!(
            sentence(Lang::ZhHans, &notice),
            "你在东风村阅享空间的预约取消了：9 月 22 日 周二 09:30–10:30。工作人员说：停电"
        );
        let offer = Notice {
            kind: NoticeKind::WaitlistOffer,
            path: "/waitlist/1".into(),
            words: String::new(),
            ..notice
        };
        assert!(text_message(Lang::En, &offer, "https://door.example").ends_with(" https://door.example/waitlist/1"));
    }

    #[test]
    fn a_case_is_named_in_the_readers_language_and_a_text_message_is_short() {
        let notice = |kind, words: &str| Notice {
            id: Id::from_i64(1),
            kind,
            subject: None,
            words: words.into(),
            path: "/cases?number=K7M392QX".into(),
            at: 0,
            expires_at: 0,
            read: false,
        };
        let asked = "高龄津贴\tOld-age allowance\tK7M3 92QX\n户口簿\t近期照片";
        let asked = notice(NoticeKind::CaseCorrection, asked);
        assert_eq!(
            sentence(Lang::ZhHans, &asked),
            "材料需要补正，请一次补齐：高龄津贴（K7M3 92QX）。说明：户口簿、近期照片"
        );
        assert!(sentence(Lang::En, &asked).contains("Old-age allowance (K7M3 92QX). "));
        assert!(sentence(Lang::En, &asked).ends_with("户口簿, 近期照片"));
        let old = notice(NoticeKind::CaseAccepted, "高龄津贴（K7M3 92QX）");
        assert_eq!(sentence(Lang::ZhHans, &old), "办件已受理：高龄津贴（K7M3 92QX）。");
        let moved = "高龄津贴\tOld-age allowance\tK7M3 92QX\n西风村党群服务中心\tXifeng Center";
        let moved = notice(NoticeKind::CaseTransferred, moved);
        assert_eq!(
            sentence(Lang::ZhHans, &moved),
            "办件现在由西风村党群服务中心办理：高龄津贴（K7M3 92QX）。办理期限照旧。"
        );
        assert!(sentence(Lang::En, &moved).starts_with("Your case is now handled by Xifeng Center: Old-age allowance"));
        let visited = format!("{}\n2026-09-22\t540\t600", moved.words);
        let visited = sentence(Lang::ZhHans, &notice(NoticeKind::CaseTransferred, &visited));
        assert!(
            visited.ends_with("约好的上门不变：9 月 22 日 09:00–10:00。"),
            "{visited}"
        );
        let slot = format!("{}\n{SLOT}\t2026-09-22\t540\t600", moved.words);
        let slot = sentence(Lang::ZhHans, &notice(NoticeKind::CaseTransferred, &slot));
        assert!(
            slot.contains("期限照旧。原来约的窗口时间 9 月 22 日 09:00–10:00 已取消"),
            "{slot}"
        );
        let decided = format!("高龄津贴\t\tK7M3 92QX\n{SLOT}\t2026-09-22\t540\t600\n请带身份证来取");
        let decided = sentence(Lang::ZhHans, &notice(NoticeKind::CaseDecided, &decided));
        assert!(
            decided.contains("窗口时间 9 月 22 日 09:00–10:00 已经取消") && decided.ends_with("说明：请带身份证来取"),
            "{decided}"
        );
        let visit = "高龄津贴\t\tK7M3 92QX\n2026-09-23\t900\t960\n小王去";
        let visit = sentence(Lang::ZhHans, &notice(NoticeKind::CaseVisit, visit));
        assert_eq!(
            visit,
            "上门时间改到 9 月 23 日 15:00–16:00：高龄津贴（K7M3 92QX）。说明：小王去"
        );
        let rated = notice(NoticeKind::EvaluationAsked, "高龄津贴\t\tK7M3 92QX");
        assert!(sentence(Lang::En, &rated).contains("高龄津贴 (K7M3 92QX)"));
        let long = format!("高龄津贴\t\tK7M3 92QX\n{}", "很长的材料名".repeat(40));
        let long = notice(NoticeKind::CaseCorrection, &long);
        let sent = text_message(Lang::ZhHans, &long, "https://door.example");
        assert!(
            sent.ends_with("… https://door.example/cases?number=K7M392QX") && sent.chars().count() < 140,
            "{sent}"
        );
        assert!(sentence(Lang::ZhHans, &long).chars().count() > 240);
    }
}
