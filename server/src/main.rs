//! The binary: configuration, the command line, routes outside Leptos.

// The pages' types are deep; laying them out is done in this crate.
#![recursion_limit = "512"]

mod ambient;
mod command;
mod config;
mod http;
mod ical;
mod job;
mod message;
mod seal;
mod setup;
mod sheet;

use clap::Parser;
use std::process::ExitCode;

/// At least four workers: a single one can starve server rendering (Leptos waits inside a task).
fn main() -> ExitCode {
    let workers = std::thread::available_parallelism().map_or(4, |n| n.get().max(4));
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "cannot start");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(command::run(command::Cli::parse()))
}
