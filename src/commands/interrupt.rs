//! Ctrl-C, and the signal with which a system ends its services, for commands that work step by step: they finish the
//! step.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::tell;

/// Whether the reader has asked to stop.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<(Mutex<bool>, Condvar)>);

impl Interrupt {
    /// From now on, Ctrl-C no longer ends the program but is noted here, and said. Where it cannot be watched for, it
    /// ends the program as before; every batch is whole even then.
    pub fn watch() -> Self {
        Self::watch_and(|| tell::warn("interrupted; finishing what is under way"))
    }

    /// Likewise, for commands of which a part says it already.
    pub fn watch_in_silence() -> Self {
        Self::watch_and(|| {})
    }

    fn watch_and(say: impl Fn() + Send + 'static) -> Self {
        let interrupt = Self::default();
        let noted = interrupt.clone();
        let (ready, is_ready) = std::sync::mpsc::channel::<()>();
        // Detached: it owns nothing but the flag, and ends with the program.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let Ok(mut signal) = signal() else { return };
                // Dropping the sender says that the signal is watched for.
                drop(ready);
                if signal.recv().await.is_some() {
                    noted.note();
                    say();
                }
            });
        });
        // Returns an error as soon as the sender is dropped, which is what is waited for.
        let _ = is_ready.recv();
        interrupt
    }

    fn note(&self) {
        let (came, told) = &*self.0;
        *came.lock().unwrap_or_else(PoisonError::into_inner) = true;
        told.notify_all();
    }

    /// Whether it is time to stop.
    pub fn came(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is time to stop, but no longer than this; says whether it is.
    pub fn comes_within(&self, time: Duration) -> bool {
        let (came, told) = &*self.0;
        let came = came.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = told.wait_timeout_while(came, time, |came| !*came);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// The signals that ask the program to stop.
pub struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Signals {
    /// Waits for the next of them.
    pub async fn recv(&mut self) -> Option<()> {
        #[cfg(unix)]
        return tokio::select! {
            came = self.interrupt.recv() => came,
            came = self.terminate.recv() => came,
        };
        #[cfg(windows)]
        self.interrupt.recv().await
    }
}

/// From this call on, Ctrl-C no longer ends the program but is told to whoever waits for the next signal.
#[cfg(unix)]
pub fn signal() -> std::io::Result<Signals> {
    use tokio::signal::unix::{SignalKind, signal};
    Ok(Signals { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
}

#[cfg(windows)]
pub fn signal() -> std::io::Result<Signals> {
    Ok(Signals { interrupt: tokio::signal::windows::ctrl_c()? })
}
