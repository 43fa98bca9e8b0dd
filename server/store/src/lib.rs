//! Everything that speaks SQL.

pub mod act;
pub mod amenity;
pub mod audit;
pub mod center;
pub mod db;
pub mod division;
pub mod error;
pub mod hours;
pub mod photo;
pub mod room;
pub mod setting;

pub use act::{Act, Ids};
pub use db::Db;
pub use error::StoreError;
