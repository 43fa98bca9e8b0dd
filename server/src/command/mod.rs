//! The command line: one module a subcommand.

mod backup;
mod export;
mod import;
mod serve;
mod user;

use crate::{
    config::{DataConfig, LogFormat, ServeConfig},
    setup::{self, Failure},
};
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Doorstep 家门口: software for a town's party-mass service centers
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {
    #[command(flatten)]
    data: DataConfig,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web application
    Serve(ServeConfig),
    /// Bring the database's schema up to date
    Migrate,
    /// Load the sample into an empty database
    Demo,
    /// Write a table into the database: all of it or nothing
    Import(import::Import),
    /// Write what is stored as a table
    Export(export::Export),
    /// Copy everything to a folder while it is served
    Backup(backup::Backup),
    /// Staff accounts
    #[command(subcommand)]
    User(user::User),
}

/// Runs the subcommand; a failure is one line on the terminal.
pub(crate) async fn run(cli: Cli) -> ExitCode {
    let filter = EnvFilter::try_from_env("DOORSTEP_LOG").unwrap_or_else(|_| "info,sqlx=warn".into());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match cli.data.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    if cli.data.clock_ahead != 0 {
        crate::ambient::move_clock(cli.data.clock_ahead);
        tracing::warn!(seconds = cli.data.clock_ahead, "the clock is not the computer's");
    }
    match dispatch(cli).await {
        Ok(code) => code,
        Err(error) => {
            say(&format!("doorstep: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    if let Command::Backup(command) = cli.command {
        return backup::run(&cli.data, command).await;
    }
    let store = setup::open(&cli.data).await?;
    match cli.command {
        Command::Serve(config) => serve::run(store, &cli.data, config).await?,
        // Opening has done both.
        Command::Migrate | Command::Backup(_) => {}
        Command::Demo => {
            // Never into a town's own database, which may have no rating and no case yet.
            if demo(&store).await? {
                let zone = jiff::tz::TimeZone::get(&cli.data.zone)?;
                store::sample::bookings::book(store.db(), &setup::act(), &zone).await?;
                store::sample::ratings::rate(store.db(), &setup::act(), &zone).await?;
                store::sample::cases::handle(store.db(), &setup::act(), &zone).await?;
                store::sample::duty::plan(store.db(), &setup::act(), &zone).await?;
            }
        }
        Command::Import(command) => {
            let zone = jiff::tz::TimeZone::get(&cli.data.zone)?;
            import::run(&store, command, &zone).await?;
        }
        Command::Export(command) => export::run(&store, command).await?,
        Command::User(command) => user::run(&store, command).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Loads the sample, if the database is empty; says whether it was.
pub(crate) async fn demo(store: &store::Store) -> Result<bool, Failure> {
    let loaded = store::sample::load(store.db(), &setup::act()).await?;
    say(if loaded {
        "The sample is loaded."
    } else {
        "The database is not empty: no sample was loaded."
    });
    Ok(loaded)
}

/// Speaks to whoever sits at the terminal.
#[allow(clippy::print_stdout)]
pub(crate) fn say(text: &str) {
    println!("{text}");
}
