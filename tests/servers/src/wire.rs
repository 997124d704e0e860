//! A network between a process and a server that stands still, is slow, or loses its connections, with a word or without.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::{broadcast, watch},
    time::sleep,
};

/// How bytes go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// At once.
    Free,
    /// Not at all; what is sent arrives when they flow again.
    Still,
    /// 1000 bytes a second on each connection, each way.
    Slow,
}

/// What becomes of the connections that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// They carry nothing any more, and neither side is told.
    Lost,
    /// The server's side is closed, and the other is not told.
    HalfOpen,
    /// Both sides are told by an RST.
    Reset,
}

/// A way to a server on this machine.
#[derive(Debug)]
pub struct Wire {
    port: u16,
    flow: watch::Sender<Flow>,
    fates: broadcast::Sender<Fate>,
    open: Arc<AtomicUsize>,
}

impl Wire {
    /// The way to the server at this port.
    ///
    /// # Errors
    /// No port is free.
    pub async fn to(server: u16) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let wire = Self {
            port: listener.local_addr()?.port(),
            flow: watch::Sender::new(Flow::Free),
            fates: broadcast::Sender::new(16),
            open: Arc::default(),
        };
        let (flow, fates) = (wire.flow.clone(), wire.fates.clone());
        let open = Arc::clone(&wire.open);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let Ok(far) = TcpStream::connect(("127.0.0.1", server)).await else {
                    continue;
                };
                let carry = carry(near, far, flow.subscribe(), fates.subscribe());
                let open = Arc::clone(&open);
                open.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    carry.await;
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Ok(wire)
    }

    /// Where it begins.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// How bytes go on from now on.
    pub fn set(&self, flow: Flow) {
        self.flow.send_replace(flow);
    }

    /// What becomes of the connections that there are now; those that come later are as good as new.
    pub fn strike(&self, fate: Fate) {
        // Without connections nobody is struck.
        let _ = self.fates.send(fate);
    }

    /// How many connections there are, as the side that began them sees it.
    #[must_use]
    pub fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }
}

/// Carries bytes both ways until both sides are done, or the connection meets its fate.
async fn carry(
    mut near: TcpStream,
    mut far: TcpStream,
    flow: watch::Receiver<Flow>,
    mut fates: broadcast::Receiver<Fate>,
) {
    let fate = {
        let (from_near, to_near) = near.split();
        let (from_far, to_far) = far.split();
        let there = pump(from_near, to_far, flow.clone());
        let back = pump(from_far, to_near, flow);
        tokio::select! {
            ((), ()) = async { tokio::join!(there, back) } => return,
            fate = fates.recv() => fate,
        }
    };
    match fate {
        // Somebody has to notice in the end: the server does when the other side gives up.
        Ok(Fate::Lost) => until_given_up(near).await,
        Ok(Fate::HalfOpen) => {
            drop(far);
            until_given_up(near).await;
        }
        Ok(Fate::Reset) => {
            for side in [near, far] {
                // Closed without a linger it is an RST.
                let _ = side.set_zero_linger();
            }
        }
        Err(_) => {}
    }
}

async fn pump(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, mut flow: watch::Receiver<Flow>) {
    let mut bytes = vec![0; 16 << 10];
    loop {
        let slow = *flow.borrow() == Flow::Slow;
        let most = if slow { 100 } else { bytes.len() };
        let Ok(count @ 1..) = from.read(&mut bytes[..most]).await else {
            break;
        };
        if slow {
            sleep(Duration::from_millis(100)).await;
        }
        let flows = flow.wait_for(|flow| *flow != Flow::Still).await.is_ok();
        if !flows || to.write_all(&bytes[..count]).await.is_err() {
            break;
        }
    }
    // Whoever reads there is told that nothing more comes, if it is there.
    let _ = to.shutdown().await;
}

/// Takes what comes, and says nothing.
async fn until_given_up(mut near: TcpStream) {
    let mut bytes = [0; 1 << 10];
    while let Ok(1..) = near.read(&mut bytes).await {}
}
