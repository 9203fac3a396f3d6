//! Downloads from a server on this machine that answers as scripted: well, badly, or not to an end.
#![expect(clippy::unwrap_used, reason = "in a test that is how to fail")]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use secws_remote::{Downloaded, RemoteError, Request, download};

/// SHA-256 of `hello`.
const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

/// Serves up to `connections` requests with `answer`, which is given the request's path. Returns the server's URL.
fn serve(connections: usize, answer: impl Fn(&str, &mut TcpStream) -> io::Result<()> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().take(connections) {
            let mut stream = stream.unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            let path = requested_path(&mut stream);
            // A client that has seen enough closes early: that is no failure of the server's.
            let _ = answer(&path, &mut stream);
        }
    });
    format!("http://127.0.0.1:{port}")
}

/// Reads a request's head, at most 8 KiB, and takes the path out of it.
fn requested_path(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 8192 && stream.read(&mut byte).unwrap() == 1 {
        head.extend(byte);
    }
    String::from_utf8_lossy(&head).split(' ').nth(1).unwrap_or_default().to_owned()
}

fn respond(stream: &mut TcpStream, head: &str, body: &[u8]) -> io::Result<()> {
    write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\n\r\n")?;
    stream.write_all(body)
}

fn request(url: &str) -> Request {
    let mut request = Request::new(url, 1000).unwrap();
    request.connect_timeout = Duration::from_secs(2);
    request.total_timeout = Duration::from_secs(5);
    request
}

fn get(request: &Request) -> (Result<Downloaded, RemoteError>, Vec<u8>) {
    let mut content = Vec::new();
    (download(request, &mut content), content)
}

#[test]
fn a_file_arrives_whole_with_size_digest_and_date() {
    let date = "Thu, 23 Jul 2026 14:34:38 GMT";
    let url = serve(1, move |_, stream| {
        respond(stream, &format!("200 OK\r\nContent-Length: 5\r\nLast-Modified: {date}"), b"hello")
    });
    let mut request = request(&url);
    request.sha256 = Some(HELLO.to_uppercase());
    let (downloaded, content) = get(&request);
    let expected = Downloaded { size: 5, sha256: HELLO.to_owned(), last_modified: Some(date.to_owned()) };
    assert_eq!(downloaded.unwrap(), expected);
    assert_eq!(content, b"hello");
}

#[test]
fn an_empty_file_is_a_file() {
    let url = serve(1, |_, stream| respond(stream, "200 OK\r\nContent-Length: 0", b""));
    assert_eq!(get(&request(&url)).0.unwrap().size, 0);
}

#[test]
fn other_content_than_expected_is_an_error_that_names_both_digests() {
    let url = serve(1, |_, stream| respond(stream, "200 OK\r\nContent-Length: 5", b"jello"));
    let mut request = request(&url);
    request.sha256 = Some(HELLO.to_owned());
    let error = get(&request).0.unwrap_err();
    assert!(matches!(error, RemoteError::Digest { .. }));
    assert!(error.to_string().contains(HELLO), "{error}");
}

#[test]
fn an_announced_size_past_the_limit_is_refused_before_the_transfer() {
    let url = serve(1, |_, stream| respond(stream, "200 OK\r\nContent-Length: 1001", &[0; 1001]));
    let (downloaded, content) = get(&request(&url));
    assert!(matches!(downloaded, Err(RemoteError::TooLarge { limit: 1000, .. })));
    assert!(content.is_empty());
}

#[test]
fn an_unannounced_size_past_the_limit_stops_the_transfer() {
    let url = serve(1, |_, stream| {
        respond(stream, "200 OK", b"")?;
        for _ in 0..100_000 {
            stream.write_all(&[0; 1000])?;
        }
        Ok(())
    });
    let (downloaded, content) = get(&request(&url));
    assert!(matches!(downloaded, Err(RemoteError::TooLarge { limit: 1000, .. })));
    assert!(content.len() <= 1000);
}

#[test]
fn exactly_the_limit_is_allowed() {
    let url = serve(1, |_, stream| respond(stream, "200 OK\r\nContent-Length: 1000", &[7; 1000]));
    assert_eq!(get(&request(&url)).0.unwrap().size, 1000);
}

#[test]
fn a_connection_that_ends_early_is_no_file() {
    let url = serve(1, |_, stream| respond(stream, "200 OK\r\nContent-Length: 500", &[0; 100]));
    let error = get(&request(&url)).0.unwrap_err();
    assert!(matches!(error, RemoteError::Truncated { received: 100, .. }), "{error}");
    let url = serve(1, |_, stream| respond(stream, "200 OK\r\nTransfer-Encoding: chunked", b"5\r\nhello\r\n"));
    let error = get(&request(&url)).0.unwrap_err();
    assert!(matches!(error, RemoteError::Truncated { received: 5, .. }), "{error}");
}

#[test]
fn another_status_than_200_is_an_error_that_names_it() {
    for status in [204, 206, 304, 404, 500] {
        let url = serve(1, move |_, stream| respond(stream, &format!("{status} Some\r\nContent-Length: 0"), b""));
        let error = get(&request(&url)).0.unwrap_err();
        assert!(matches!(error, RemoteError::Status { status: found, .. } if found == status), "{error}");
        assert!(error.to_string().contains(&status.to_string()), "{error}");
    }
}

#[test]
fn redirects_are_followed_to_the_file() {
    let url = serve(3, |path, stream| match path {
        "/" => respond(stream, "302 Found\r\nLocation: /a?token=1\r\nContent-Length: 0", b""),
        "/a?token=1" => respond(stream, "308 Moved\r\nLocation: b\r\nContent-Length: 0", b""),
        "/b" => respond(stream, "200 OK\r\nContent-Length: 5", b"hello"),
        _ => respond(stream, "404 Not Found\r\nContent-Length: 0", b""),
    });
    assert_eq!(get(&request(&url)).0.unwrap().sha256, HELLO);
}

#[test]
fn a_redirect_to_plain_http_elsewhere_is_not_followed() {
    let url =
        serve(1, |_, stream| respond(stream, "302 Found\r\nLocation: http://host.example/x\r\nContent-Length: 0", b""));
    let error = get(&request(&url)).0.unwrap_err();
    assert!(matches!(error, RemoteError::Insecure { .. }));
    assert!(error.to_string().contains("http://host.example/x"), "{error}");
}

#[test]
fn redirects_in_a_circle_end() {
    let url = serve(100, |_, stream| respond(stream, "301 Moved\r\nLocation: /again\r\nContent-Length: 0", b""));
    assert!(matches!(get(&request(&url)).0, Err(RemoteError::TooManyRedirects { .. })));
}

#[test]
fn a_redirect_to_nowhere_is_an_error() {
    let url = serve(1, |_, stream| respond(stream, "302 Found\r\nContent-Length: 0", b""));
    assert!(matches!(get(&request(&url)).0, Err(RemoteError::BadRedirect { .. })));
}

#[test]
fn an_endless_drip_runs_into_the_total_time() {
    let url = serve(1, |_, stream| {
        respond(stream, "200 OK", b"")?;
        for _ in 0..200 {
            stream.write_all(b".")?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    });
    assert_times_out(&url);
}

#[test]
fn a_silent_server_runs_into_the_total_time() {
    let url = serve(1, |_, _| {
        thread::sleep(Duration::from_secs(10));
        Ok(())
    });
    assert_times_out(&url);
}

fn assert_times_out(url: &str) {
    let mut request = request(url);
    request.total_timeout = Duration::from_millis(400);
    let start = Instant::now();
    let error = get(&request).0.unwrap_err();
    assert!(matches!(error, RemoteError::Timeout { .. }), "{error}");
    assert!(start.elapsed() < Duration::from_secs(4), "took {:?}", start.elapsed());
}

#[test]
fn an_answer_that_is_no_http_is_an_error() {
    for answer in ["220 mail.example ESMTP\r\n", "\0\0\0\0", ""] {
        let url = serve(1, move |_, stream| stream.write_all(answer.as_bytes()));
        let error = get(&request(&url)).0.unwrap_err();
        assert!(matches!(error, RemoteError::Connection { .. } | RemoteError::Truncated { .. }), "{error:?}");
    }
}

#[test]
fn an_endless_header_is_an_error() {
    let url = serve(1, |_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        for _ in 0..10_000 {
            stream.write_all(b"X-More: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")?;
        }
        Ok(())
    });
    assert!(matches!(get(&request(&url)).0, Err(RemoteError::Connection { .. })));
}

#[test]
fn no_error_repeats_the_credentials_of_the_url() {
    let url = serve(1, |_, stream| respond(stream, "403 Forbidden\r\nContent-Length: 0", b""));
    let url = url.replace("http://", "http://user:word@") + "/all.zip?sig=hidden";
    let error = get(&request(&url)).0.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("word") && !shown.contains("hidden") && shown.contains("/all.zip?***"), "{shown}");
}

#[test]
fn nobody_listening_is_a_connection_error() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = get(&request(&format!("http://127.0.0.1:{port}/"))).0.unwrap_err();
    assert!(matches!(error, RemoteError::Connection { .. }), "{error}");
}

/// A disk that is full.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let url = serve(1, |_, stream| respond(stream, "200 OK\r\nContent-Length: 5", b"hello"));
    assert!(matches!(download(&request(&url), &mut Full), Err(RemoteError::Write { .. })));
}
