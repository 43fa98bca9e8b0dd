//! `server serve`: the web server, until it is told to stop.

use super::say;
use crate::{
    config::{DataConfig, ServeConfig},
    http::{Front, Live, Web, assets_fingerprint, router},
    message::Sender,
    setup::{self, Failure},
};
use axum::serve::ListenerExt as _;
use leptos::config::{Env, LeptosOptions};
use metrics_exporter_prometheus::PrometheusBuilder;
use std::{net::SocketAddr, sync::Arc};
use store::{Store, sample, setting, staff};
use tokio::{net::TcpListener, signal};

pub(super) async fn run(store: Store, data: &DataConfig, config: ServeConfig) -> Result<(), Failure> {
    if config.demo {
        super::demo(&store).await?;
    }
    if let Some((username, password)) = setup::first_administrator(&store).await? {
        say(&format!(
            "\n  Sign in at {}/sign-in/staff as {username} with the password {password}",
            config.origin()
        ));
        // The other roles of a sample are for looking at, too; its people came without a password.
        if setting::get(store.db(), setting::SAMPLE).await?.value {
            for username in sample::STAFF {
                if staff::find(store.db(), username).await?.is_some() {
                    let password = super::user::reset(&store, username).await?;
                    say(&format!("  or as {username} with {password}"));
                }
            }
        }
        say("  (printed this once; you will be asked for a new one)\n");
    }
    let site = config.site();
    // `cargo leptos watch` (scripts/dev.sh) builds anew while this serves, under names without a hash.
    let watched = std::env::var_os("LEPTOS_WATCH").is_some();
    let mut options = LeptosOptions::builder()
        .output_name("doorstep")
        .site_root(site.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(config.addr)
        .env(if watched { Env::DEV } else { Env::PROD })
        .hash_files(!watched)
        .build();
    let (server, vapid) = setup::server(store.clone(), data, config.origin(), assets_fingerprint(&site))?;
    // Answers without the database have the numbers to call from what was read last.
    store.branding().await?;
    if let Some(addr) = config.metrics_addr {
        PrometheusBuilder::new().with_http_listener(addr).install()?;
    }
    let (addr, origin) = (config.addr, config.origin());
    let front = Arc::new(Front::read(&site, &options));
    if options.hash_files && !front.built {
        tracing::warn!("what the browser runs is not built: pages come without scripts");
        // Else each page looks for the list of hashed names, and is not drawn without it.
        options.hash_files = false;
    }
    let jobs = crate::job::start(server.clone());
    let live = Live::default();
    let news = tokio::spawn({
        let store = store.clone();
        async move { store::live::follow(store.db()).await }
    });
    let sender = Sender::start(server.clone(), vapid);
    let app = router(Web {
        front,
        server,
        options,
        config: Arc::new(config),
        live: live.clone(),
    });
    let listener = TcpListener::bind(addr)
        .await
        .map_err(|e| format!("cannot listen on {addr}: {e}"))?
        // Head and body of a file are two writes: the second would wait until the first is acknowledged, which takes 40 ms.
        .tap_io(|connection| {
            if let Err(error) = connection.set_nodelay(true) {
                tracing::warn!("cannot send without delay: {error}");
            }
        });
    say(&format!("Doorstep 家门口 is at {origin}"));
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            stop().await;
            // Streams would go on for ever.
            live.stop();
        })
        .await?;
    jobs.stop().await;
    news.abort();
    sender.stop().await;
    // Requests in flight are finished; now the database may close.
    store.db().close().await;
    Ok(())
}

/// Ctrl-C or a polite `kill`.
async fn stop() {
    let terminate = async {
        #[cfg(unix)]
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => _ = terminate.recv().await,
            Err(_) => std::future::pending::<()>().await,
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    };
    tokio::select! {
        _ = signal::ctrl_c() => {}
        () = terminate => {}
    }
    tracing::info!("stopping: finishing what is under way");
}
