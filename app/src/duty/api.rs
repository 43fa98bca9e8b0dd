//! What pages ask and do about duty shifts.

use crate::call::Call;
use jiff::civil::Date;
use leptos::prelude::*;
use model::{
    AppError,
    center::CenterId,
    duty::{Duty, DutyId, DutyInput, OnDuty, RotaInput, RotaLine},
    hours::{Interval, Shift},
    staff::StaffId,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// A week or a month of a center, and the others to choose from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// The centers whose shifts the viewer may see.
    pub centers: Vec<(CenterId, Names)>,
    /// Its Monday; of a month the first.
    #[serde(with = "model::date")]
    pub first: Date,
    /// The one that was chosen, else the first; none where the viewer may see no center.
    pub of: Option<OfCenter>,
}

/// See [`Week`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfCenter {
    /// Which.
    pub center: CenterId,
    /// Its name.
    pub names: Names,
    /// The viewer may plan it.
    pub plans: bool,
    /// Parts of the day that have something to show, in order.
    pub shifts: Vec<Shift>,
    /// The days that were asked for, in order.
    pub days: Vec<Day>,
    /// Whether there is a rota to fill days by.
    pub has_rota: bool,
}

/// A day of a center.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// Which.
    #[serde(with = "model::date")]
    pub day: Date,
    /// A public holiday.
    pub holiday: bool,
    /// When the center is open.
    pub open: Vec<Interval>,
    /// Its shifts, in order.
    pub shifts: Vec<Planned>,
    /// Parts of the day that nobody has though somebody should.
    pub gaps: Vec<Shift>,
}

/// A shift, and how it stands to the hours of now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// The shift.
    pub duty: Duty,
    /// The hours were changed since: it lies outside of them, and nobody has said that it should.
    pub strays: bool,
}

/// The form of a shift.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DutyForm {
    /// Where.
    pub center: CenterId,
    /// What the center is called.
    pub names: Names,
    /// The shift; none for a new one.
    pub duty: Option<Duty>,
    /// What the form begins with.
    pub input: DutyInput,
    /// Accounts to choose from.
    pub people: Vec<(StaffId, String)>,
    /// Shifts to swap with: those of other people in the four weeks around it.
    pub others: Vec<Duty>,
    /// When the center is open on that day.
    pub open: Vec<Interval>,
    /// Key of the call that adds it.
    pub key: String,
}

/// The weekly rota of a center.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rota {
    /// Where.
    pub center: CenterId,
    /// What the center is called.
    pub names: Names,
    /// Its lines, in order.
    pub lines: Vec<RotaLine>,
    /// Accounts to choose from.
    pub people: Vec<(StaffId, String)>,
    /// Everybody may read who is on duty.
    pub show_names: bool,
    /// Version of that.
    pub version: i64,
    /// The Monday of this week.
    #[serde(with = "model::date")]
    pub monday: Date,
}

/// A shift of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mine {
    /// The shift.
    pub duty: Duty,
    /// What the center is called.
    pub names: Names,
}

/// Who is on duty at a center today and tomorrow, in order.
///
/// # Errors
/// [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "duty/today", input = Call, output = Call)]
pub async fn get_today(center: String) -> Result<Vec<OnDuty>, AppError> {
    super::reach::today(&center).await
}

/// One's own shifts of the next two weeks, in order.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "duty/mine", input = Call, output = Call)]
pub async fn my_shifts() -> Result<Vec<Mine>, AppError> {
    super::reach::mine().await
}

/// A week of a center; the one with the day `week`, this one where it is no date.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "duty/week", input = Call, output = Call)]
pub async fn get_week(#[server(default)] center: String, #[server(default)] week: String) -> Result<Week, AppError> {
    super::reach::week(&center, &week).await
}

/// The weeks of a month (`2026-09`) of a center; of this one where it is no month.
///
/// # Errors
/// As [`get_week`].
#[server(prefix = "/api", endpoint = "duty/month", input = Call, output = Call)]
pub async fn get_month(#[server(default)] center: String, #[server(default)] month: String) -> Result<Week, AppError> {
    super::reach::month(&center, &month).await
}

/// The form of a shift: of the one named `id`, else of a new one of a center on a day.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "duty/form", input = Call, output = Call)]
pub async fn get_form(
    #[server(default)] id: String,
    #[server(default)] center: String,
    #[server(default)] day: String,
    #[server(default)] shift: String,
) -> Result<DutyForm, AppError> {
    super::reach::form([&id, &center, &day, &shift]).await
}

/// Adds a shift; the page of its week.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; problems of [`DutyInput`]; somebody who is on duty then already.
#[server(prefix = "/api", endpoint = "duty/add", input = Call, output = Call)]
pub async fn add_duty(center: CenterId, key: String, #[server(default)] input: DutyInput) -> Result<String, AppError> {
    super::reach::add(center, &key, &input).await
}

/// Changes a shift over `version`; the page of its week.
///
/// # Errors
/// As [`add_duty`]; [`AppError::Conflict`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "duty/save", input = Call, output = Call)]
pub async fn save_duty(id: DutyId, version: i64, #[server(default)] input: DutyInput) -> Result<String, AppError> {
    super::reach::save(id, version, &input).await
}

/// Takes a shift away over `version`; the page of its week.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::Conflict`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "duty/remove", input = Call, output = Call)]
pub async fn remove_duty(id: DutyId, version: i64) -> Result<String, AppError> {
    super::reach::remove(id, version).await
}

/// Lets two people swap their shifts: `with` is the other's identifier and version, `id:version`. The page of the week.
///
/// # Errors
/// As [`remove_duty`]; problems of `with`.
#[server(prefix = "/api", endpoint = "duty/swap", input = Call, output = Call)]
pub async fn swap_duty(id: DutyId, version: i64, #[server(default)] with: String) -> Result<String, AppError> {
    super::reach::swap(id, version, &with).await
}

/// Fills weeks by the rota, from the one with the day `week` on; the page of the first, which says what became of it.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; problems of `week` and `weeks`.
#[server(prefix = "/api", endpoint = "duty/fill", input = Call, output = Call)]
pub async fn fill_weeks(
    center: CenterId,
    #[server(default)] week: String,
    #[server(default)] weeks: String,
) -> Result<String, AppError> {
    super::reach::fill(center, &week, &weeks).await
}

/// Copies the week with the day `week` to the one after it; the page of that one.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; problems of `week`.
#[server(prefix = "/api", endpoint = "duty/copy", input = Call, output = Call)]
pub async fn copy_week(center: CenterId, #[server(default)] week: String) -> Result<String, AppError> {
    super::reach::copy(center, &week).await
}

/// The rota of a center.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "duty/rota", input = Call, output = Call)]
pub async fn get_rota(center: CenterId) -> Result<Rota, AppError> {
    super::reach::rota(center).await
}

/// Puts somebody into the rota.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; problems of [`RotaInput`].
#[server(prefix = "/api", endpoint = "duty/add_line", input = Call, output = Call)]
pub async fn add_line(center: CenterId, #[server(default)] input: RotaInput) -> Result<(), AppError> {
    super::reach::add_line(center, &input).await
}

/// Takes a line out of the rota: who is an account, or the name of somebody without one.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`].
#[server(prefix = "/api", endpoint = "duty/remove_line", input = Call, output = Call)]
pub async fn remove_line(
    center: CenterId,
    #[server(default)] weekday: u8,
    #[server(default)] shift: String,
    #[server(default)] who: String,
    #[server(default)] name: String,
) -> Result<(), AppError> {
    super::reach::remove_line(center, weekday, [&shift, &who, &name]).await
}

/// Says over `version` whether everybody may read who is on duty; returns the new version.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "duty/show_names", input = Call, output = Call)]
pub async fn show_names(
    center: CenterId,
    version: i64,
    #[server(default)] show_names: String,
) -> Result<i64, AppError> {
    super::reach::show_names(center, version, &show_names).await
}
