//! The shifts of a month as a table to take away.

use super::{center_for_viewer, days_of};
use crate::{
    lang::{Lang, t},
    server::Server,
    ui::words as said,
};
use model::{AppError, date, hours::fmt_minute, import::Table, staff::Viewer};

/// A row for each shift of a month `2026-09` of a center, in order, and the center's name.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn month_table(
    server: &Server,
    viewer: &Viewer,
    center: &str,
    month: &str,
    lang: Lang,
) -> Result<(String, Table), AppError> {
    use t::duty as d;
    let center = center_for_viewer(server, viewer, center).await?;
    let (first, last) = days_of(server, month);
    let shifts = store::duty::of_center(server.store.db(), center.id, first, last).await?;
    let rows = shifts.into_iter().map(|duty| {
        let weekday = usize::try_from(duty.day.weekday().to_monday_zero_offset()).unwrap_or(0);
        let mark = |on: bool| if on { d::yes(lang) } else { "" }.to_owned();
        vec![
            date::format(duty.day),
            said::weekday(lang, weekday).to_owned(),
            said::shift(lang, duty.shift).to_owned(),
            fmt_minute(duty.start),
            fmt_minute(duty.end),
            duty.name,
            mark(duty.ended),
            duty.phone,
            mark(duty.beyond),
            duty.note,
        ]
    });
    let headings = [
        d::f_day(lang),
        d::c_weekday(lang),
        d::f_shift(lang),
        d::f_from(lang),
        d::f_until(lang),
        d::c_who(lang),
        d::ended(lang),
        d::c_phone(lang),
        d::f_beyond(lang),
        d::f_note(lang),
    ];
    Ok((
        center.names.get(lang.english()).to_owned(),
        Table {
            headings: headings.map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
    ))
}
