//! Ctrl-C for commands that work step by step: they finish the step.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the reader has asked to stop.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// From now on, Ctrl-C no longer ends the program but is noted here. Where it cannot be watched for, it
    /// ends the program as before; every batch is whole even then.
    pub fn watch() -> Self {
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
                    noted.0.store(true, Ordering::Relaxed);
                    eprintln!("caveat: interrupted; finishing what is under way");
                }
            });
        });
        // Returns an error as soon as the sender is dropped, which is what is waited for.
        let _ = is_ready.recv();
        interrupt
    }

    /// Whether it is time to stop.
    pub fn came(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// From this call on, Ctrl-C no longer ends the program but is told to whoever waits for the next signal.
#[cfg(unix)]
pub fn signal() -> std::io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(windows)]
pub fn signal() -> std::io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}
