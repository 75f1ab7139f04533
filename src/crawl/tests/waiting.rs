//! Crawls that are kept waiting, and stopped.

use super::*;

#[tokio::test]
async fn a_crawl_can_be_stopped_while_a_server_keeps_it_waiting() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = CanonicalUrl::parse(&format!("http://{}/feed", listener.local_addr().unwrap())).unwrap();
    let arrived = Arc::new(Notify::new());
    let bell = arrived.clone();
    let router = Router::new().fallback(move || {
        bell.notify_one();
        std::future::pending::<StatusCode>()
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    let (events, mut received) = mpsc::channel(1);
    let (signal, stop) = watch::channel(false);
    let surroundings = surroundings(events, stop);
    let source = Source { name: "slow".to_owned(), url, kind: SourceKind::Auto, wishes: Wishes::default() };
    let running = tokio::spawn(crawl(vec![source], options(), surroundings));
    arrived.notified().await;
    signal.send(true).unwrap();
    assert_eq!(running.await.unwrap().unwrap(), CrawlEnd::Stopped { undone: 1 });
    assert!(received.recv().await.is_none());
}

/// Nothing is remembered.
fn surroundings(
    events: mpsc::Sender<CrawlEvent>,
    stop: watch::Receiver<bool>,
) -> Surroundings<Known, fn() -> Timestamp> {
    let (memory, pending) = (Known::default(), Vec::new());
    Surroundings { memory, pending, clock: || Timestamp::UNIX_EPOCH, events, stop }
}

/// Answers nobody.
async fn stalled() -> Source {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = CanonicalUrl::parse(&format!("http://{}/feed", listener.local_addr().unwrap())).unwrap();
    let router = Router::new().fallback(std::future::pending::<StatusCode>);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Source { name: "stalled".to_owned(), url, kind: SourceKind::Auto, wishes: Wishes::default() }
}

#[tokio::test]
async fn sites_that_keep_a_reader_waiting_do_not_keep_the_others() {
    let site = Site::serve(&[("/feed", feed(&["/a"])), ("/a", article("A"))]).await;
    let sources = vec![stalled().await, stalled().await, site.source("/feed", SourceKind::Feed)];
    let (events, mut received) = mpsc::channel(1);
    let (signal, stop) = watch::channel(false);
    let surroundings = surroundings(events, stop);
    let slow_after = std::time::Duration::from_millis(1);
    let running =
        tokio::spawn(crawl(sources, CrawlOptions { concurrency: 1, slow_after, ..options() }, surroundings));
    let mut told = Vec::new();
    while told.len() < 2 {
        match received.recv().await.unwrap() {
            CrawlEvent::Rules { .. } => {}
            event => told.push(self::told(event).0),
        }
    }
    assert_eq!(told, ["/feed lists 1, 0 over", "/a is A"]);
    signal.send(true).unwrap();
    assert_eq!(running.await.unwrap().unwrap(), CrawlEnd::Stopped { undone: 2 });
}

#[tokio::test]
async fn a_crawl_ends_when_nobody_listens() {
    let site = Site::serve(&[("/feed", feed(&["/a", "/b"]))]).await;
    let (events, received) = mpsc::channel(1);
    drop(received);
    let (_keep, stop) = watch::channel(false);
    let surroundings = surroundings(events, stop);
    let ended = crawl(vec![site.source("/feed", SourceKind::Auto)], options(), surroundings).await.unwrap();
    assert!(matches!(ended, CrawlEnd::Stopped { .. }));
    assert_eq!(site.times_asked("/a"), 0);
}
