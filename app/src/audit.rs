//! The audit log 操作日志: what the admin panel asks.

pub mod api;
