//! The end of a host while a client is in the middle of a request.

use std::io::{Read, Write};
use std::net::TcpStream;

use hostplug_guests::HTTP_FAULTS;

use crate::run::Served;
use crate::workload;

/// A host, and a client that has sent a part of its body and read that part of the answer.
struct UnderWay {
    served: Served,
    client: TcpStream,
    _directory: tempfile::TempDir,
}

fn under_way() -> UnderWay {
    let document = "name = \"echo\"\n[components.echo]\npath = \"guest.wasm\"\n";
    let directory = workload(HTTP_FAULTS, document);
    let served = Served::workload(directory.path(), &directory.path().join("workload.toml"));
    let mut client = TcpStream::connect(served.address()).unwrap();
    let head = "POST /echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n";
    write!(client, "{head}4\r\nping\r\n").unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"ping\r\n") {
        let mut byte = [0];
        client.read_exact(&mut byte).unwrap();
        answer.extend(byte);
    }
    UnderWay {
        served,
        client,
        _directory: directory,
    }
}

/// Sends a signal, and waits until the host has heard it.
fn first_signal(served: &mut Served, signal: &str) {
    served.signal(signal);
    let line = served.line();
    assert!(
        line.starts_with("finishing the requests that are under way"),
        "{line}"
    );
}

#[test]
fn a_request_that_is_under_way_is_answered_to_its_end() {
    for signal in ["-TERM", "-INT"] {
        let mut test = under_way();
        first_signal(&mut test.served, signal);
        write!(test.client, "4\r\npong\r\n0\r\n\r\n").unwrap();
        let mut rest = String::new();
        test.client.read_to_string(&mut rest).unwrap();
        assert!(rest.contains("pong"), "{rest}");
        assert!(rest.ends_with("\r\n0\r\n\r\n"), "{rest}");
        let (code, log) = test.served.end();
        assert_eq!(code, Some(0), "{log}");
    }
}

#[test]
fn a_second_signal_ends_the_host_at_once() {
    let mut test = under_way();
    first_signal(&mut test.served, "-TERM");
    test.served.signal("-INT");
    let (code, log) = test.served.end();
    assert_eq!((code, log.as_str()), (Some(130), "ended at once\n"));
    drop(test.client);
}
