//! The sockets that `App::run` accepts. Each can be cut by whoever answers a request on it: a connection whose peer does
//! not read is not asked for more of its body, so that ending the body would not end it.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use futures_util::task::AtomicWaker;
use socket2::{SockRef, TcpKeepalive};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// How long a peer may leave unanswered what was sent to it, or not read at all.
const SILENCE: Duration = Duration::from_secs(30);
/// What the kernel takes ahead of what it has sent, in bytes. More would only be older when it arrives.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 16 * 1024;

/// Accepts connections.
pub(crate) struct Listening(pub TcpListener);

/// A connection that was accepted.
pub(crate) struct Io {
    stream: TcpStream,
    line: Arc<Line>,
}

/// Who is at the other end of a connection, and the way to cut it.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub address: SocketAddr,
    pub line: Arc<Line>,
}

/// Cuts a connection.
#[derive(Debug, Default)]
pub(crate) struct Line {
    cut: AtomicBool,
    connection: AtomicWaker,
}

impl Line {
    /// Resets the connection; what the peer has not read by now is lost.
    pub(crate) fn cut(&self) {
        self.cut.store(true, Ordering::Release);
        self.connection.wake();
    }
}

impl Listener for Listening {
    type Io = Io;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Io, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        if let Err(error) = prepare(&stream) {
            tracing::debug!(%error, "a connection goes without an option of its socket");
        }
        let line = Arc::default();
        (Io { stream, line }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A peer that vanished gives its place free in half a minute.
fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    socket.set_tcp_keepalive(
        &TcpKeepalive::new()
            .with_time(SILENCE / 2)
            .with_interval(SILENCE / 6),
    )?;
    #[cfg(target_os = "linux")]
    {
        socket.set_tcp_user_timeout(Some(SILENCE))?;
        socket.set_tcp_notsent_lowat(UNSENT)?;
    }
    Ok(())
}

impl Connected<IncomingStream<'_, Listening>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listening>) -> Self {
        Self {
            address: *stream.remote_addr(),
            line: Arc::clone(&stream.io().line),
        }
    }
}

impl Io {
    /// An error once the connection was cut; before that, the task is woken when it is.
    fn refuse_cut(&self, cx: &Context<'_>) -> io::Result<()> {
        self.line.connection.register(cx.waker());
        if !self.line.cut.load(Ordering::Acquire) {
            return Ok(());
        }
        // Closing it then sends a reset, and drops what the kernel still holds for the peer.
        SockRef::from(&self.stream).set_linger(Some(Duration::ZERO))?;
        Err(io::ErrorKind::ConnectionAborted.into())
    }
}

impl AsyncRead for Io {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.refuse_cut(cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Io {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.refuse_cut(cx)?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.refuse_cut(cx)?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
