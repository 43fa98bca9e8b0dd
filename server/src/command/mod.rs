//! The command line: one module a subcommand.

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
    /// Staff accounts
    #[command(subcommand)]
    User(user::User),
}

/// Runs the subcommand; a failure is one line on the terminal.
pub(crate) async fn run(cli: Cli) -> ExitCode {
    let filter = EnvFilter::try_from_env("DOORSTEP_LOG").unwrap_or_else(|_| "info,sqlx=warn".into());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match cli.data.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    match dispatch(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("doorstep: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<(), Failure> {
    let store = setup::open(&cli.data).await?;
    match cli.command {
        Command::Serve(config) => serve::run(store, &cli.data, config).await,
        Command::Migrate => Ok(()),
        Command::Demo => demo(&store).await,
        Command::User(command) => user::run(&store, command).await,
    }
}

/// Loads the sample, if the database is empty.
pub(crate) async fn demo(store: &store::Store) -> Result<(), Failure> {
    let loaded = store::sample::load(store.db(), &setup::act()).await?;
    say(if loaded {
        "The sample is loaded."
    } else {
        "The database is not empty: no sample was loaded."
    });
    Ok(())
}

/// Speaks to whoever sits at the terminal.
#[allow(clippy::print_stdout)]
pub(crate) fn say(text: &str) {
    println!("{text}");
}
