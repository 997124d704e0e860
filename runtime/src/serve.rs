//! The web server beside the worker.

use std::{
    env,
    future::{Future, IntoFuture as _},
    io,
    net::SocketAddr,
};

use axum::Router;
use tokio::net::{TcpListener, TcpSocket};

use crate::{
    App, Error, Result,
    http::{Listening, Peer},
};

/// How many connections may wait to be accepted: after a restart all browsers come back within a few seconds.
const BACKLOG: u32 = 4096;

impl<S: Send + Sync + 'static> App<S> {
    /// Serves the router at `[http] address` (the variable `PORT` replaces its port) with the worker beside it, until
    /// SIGINT, SIGTERM or [`ShutdownHandle::shutdown`](crate::ShutdownHandle::shutdown). Then both finish what they have
    /// begun, for at most `processor.drain`; streams to browsers end at once, and the browsers come back to the next
    /// server.
    ///
    /// The router's handlers get a [`Context`](crate::Context): [`App::layer`] is applied to it. BuildAmp's own routes
    /// are in it if you merge [`App::router`].
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot listen at the address, [`Error::Config`] when that is none, or when the secret of a webhook is
    /// not set; otherwise as [`App::worker`].
    pub async fn run(&self, router: Router) -> Result<()> {
        self.config().validate()?;
        self.web().check()?;
        // Nothing of ours migrates within a transaction of a request.
        self.open().await?;
        let listener = listen(
            &self.config().http.address,
            env::var("PORT").ok().as_deref(),
        )?;
        let address = listener.local_addr()?;
        let base = self.web().base_path();
        tracing::info!("listening on http://{address}{base}");
        let handle = self.handle();
        let serve = {
            let handle = handle.clone();
            let service = router
                .layer(self.layer())
                .into_make_service_with_connect_info::<Peer>();
            axum::serve(Listening(listener), service)
                .with_graceful_shutdown(async move { handle.stopped().await })
                .into_future()
        };
        let deadline = async {
            handle.stopped().await;
            tokio::time::sleep(self.config().processor.drain).await;
        };
        let serve = async {
            tokio::select! {
                done = serve => done.map_err(Error::from),
                // Connections that stay open do not hold the shutdown up for ever.
                () = deadline => Ok(()),
            }
        };
        let work = self.worker();
        let (web, queue) = tokio::join!(stopping(serve, &handle), stopping(work, &handle));
        web.and(queue)
    }
}

/// One of the two that ends, for whatever reason, ends the other.
async fn stopping(
    work: impl Future<Output = Result<()>>,
    handle: &crate::ShutdownHandle,
) -> Result<()> {
    let done = work.await;
    handle.shutdown();
    done
}

fn listen(address: &str, port: Option<&str>) -> Result<TcpListener> {
    let mut address: SocketAddr = address.parse().map_err(|_| {
        Error::Config(format!(
            "http.address = {address:?} is not an address and a port such as \"127.0.0.1:3000\""
        ))
    })?;
    if let Some(port) = port {
        let number = port
            .parse()
            .map_err(|_| Error::Config(format!("PORT = {port:?} is not a port such as 3000")))?;
        address.set_port(number);
    }
    bind(address).map_err(|error| {
        let text = match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "cannot listen on {address}: another program does. Stop it, set PORT, or write another `address` under \
                 [http] in buildamp.toml"
            ),
            _ => format!("cannot listen on {address}, which `address` under [http] or PORT asks for: {error}"),
        };
        Error::Io(io::Error::new(error.kind(), text))
    })
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // Elsewhere it would let two programs listen on one port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
