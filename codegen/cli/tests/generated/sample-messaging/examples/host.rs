//! A host with the plugin, and a component that uses it.
//!
//! ```text
//! cargo run --example sample-messaging-host                     # asks the component of the conformance suite
//! cargo run --example sample-messaging-host -- workload.toml    # runs components of your own
//! ```

use hostplug::{Caller, Settings, host_plugin};
use hostplug_conformance::messaging;
use hostplug_runtime::{Component, Error, Host, PluginChoice, Running, Workload};

use ::sample_messaging::SampleMessaging;

type Done = Result<(), Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let builder = Host::builder().plugin(SampleMessaging::default());
    let host = builder.plugin(Printer).start().await?;
    match std::env::args_os().nth(1) {
        Some(document) => run(&host, Workload::from_file(document)?).await,
        None => ask(&host).await,
    }
}

/// Prints what arrives at the component of the conformance suite.
#[host_plugin(
    world = "hostplug:conformance/listener",
    inline = "
        package hostplug:conformance@0.1.0;
        interface notes { arrived: func(subject: string, body: list<u8>, reply-to: option<string>); }
        world listener { import notes; }
    "
)]
struct Printer;

impl conformance::notes::Host for Caller<'_, Printer> {
    async fn arrived(
        &mut self,
        subject: String,
        body: Vec<u8>,
        _reply_to: Option<String>,
    ) -> hostplug::Result<()> {
        println!("arrived at {subject}: {}", String::from_utf8_lossy(&body));
        Ok(())
    }
}

async fn ask(host: &Host) -> Done {
    let guest = Component::bytes(messaging::GUEST).plugin_choice(PluginChoice {
        label: "default".to_owned(),
        plugin: "sample-messaging".to_owned(),
        instance: None,
        settings: Settings::default().with("subscriptions", vec!["orders.>".to_owned()]),
    });
    let workload = Workload::new("example").component("guest", guest);
    let running = host.start(workload).await?;
    for subject in ["orders.new", "invoices.new"] {
        let answer = request(&running, subject).await?;
        println!("request {subject} -> {answer:?}");
    }
    Ok(())
}

/// The component sends a question, and answers it itself in another instance.
async fn request(running: &Running, subject: &str) -> Result<Result<String, String>, Error> {
    let function = "hostplug:conformance/messaging@0.1.0#request";
    let params = (subject.to_owned(), b"two chairs".to_vec(), 10_000_u32);
    let (answer,): (Result<Vec<u8>, String>,) = running.call("guest", function, params).await?;
    Ok(answer.map(|body| String::from_utf8_lossy(&body).into_owned()))
}

/// Says who serves what, runs the component `main` if it is a command, and serves HTTP otherwise.
async fn run(host: &Host, workload: Workload) -> Done {
    let running = host.start(workload).await?;
    print!("{}", running.plan().explain());
    let exports = running.exports("main")?;
    if exports.iter().any(|name| name.starts_with("wasi:cli/run@")) {
        println!("exit code: {}", running.run("main").await?);
        return Ok(());
    }
    let server = host.serve_http(([127, 0, 0, 1], 8080).into()).await?;
    println!("http://{}", server.address());
    tokio::signal::ctrl_c().await?;
    Ok(())
}
