//! Traps of isolated callees, and what their callers see of them.

use hostplug_guests::{VALUES_CALLEE, VALUES_CALLER};
use hostplug_runtime::hostplug::wasmtime::component::Val;
use hostplug_runtime::{Component, Error, Isolation, Running, Workload};
use http::StatusCode;

use super::{FAULTS, LATER, isolated, pair};
use crate::support::client::get;
use crate::support::{host, text};

/// Calls a function of `faults` that takes nothing.
async fn call(running: &Running, function: &str) -> Result<String, Error> {
    let function = format!("{FAULTS}#{function}");
    let results = running.invoke("caller", &function, &[]).await?;
    Ok(format!("{:?}", results[0]))
}

const ONE: &str = "Result(Ok(Some(U32(1))))";

#[tokio::test]
async fn a_trap_of_the_callee_traps_the_caller_with_their_names() {
    let running = host()
        .await
        .start(pair(Isolation::default()))
        .await
        .unwrap();
    let error = call(&running, "trap").await.unwrap_err();
    let Error::Trap { component, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(component, "caller");
    let text = error.to_string();
    for part in [
        "`test:values/faults@0.1.0#trap` of the isolated component `callee` trapped: ",
        "wasm `unreachable` instruction executed",
        // That of the callee.
        "error while executing at wasm backtrace:",
    ] {
        assert_eq!(text.matches(part).count(), 1, "{part} in: {text}");
    }
    assert_eq!(
        call(&running, "count").await.unwrap(),
        ONE,
        "the next call works"
    );
}

#[tokio::test]
async fn a_caller_that_wants_an_error_sees_it_and_lives_on() {
    let on_trap = Isolation::default().error_on_trap("other(\"down\")");
    let running = host().await.start(pair(on_trap)).await.unwrap();
    let down = "Result(Err(Some(Variant(\"other\", Some(String(\"down\"))))))";
    assert_eq!(call(&running, "trap").await.unwrap(), down);
    assert_eq!(call(&running, "count").await.unwrap(), ONE);
    assert_eq!(
        call(&running, "trap").await.unwrap(),
        down,
        "and so does the next"
    );
    let failed = running
        .invoke(
            "caller",
            &format!("{FAULTS}#fail"),
            &[Val::String("own".to_owned())],
        )
        .await
        .unwrap();
    assert!(
        format!("{failed:?}").contains("\"own\""),
        "an error of the callee's own is its own: {failed:?}"
    );
}

/// An instance that lives on after the trap is the point of it: both calls are made by one.
#[tokio::test]
async fn an_http_component_answers_after_a_trap_of_its_callee() {
    let host = host().await;
    let on_trap = Isolation::default().error_on_trap("busy");
    host.start(pair(on_trap)).await.unwrap();
    let answer = async |path: &str| get(&host, path).await;
    let ok = |text: &str| (StatusCode::OK, text.to_owned());
    assert_eq!(answer("/count").await, ok("Ok(1)\n"));
    assert_eq!(answer("/trap").await, ok("Err(Error::Busy)\n"));
    host.stop("default/test").await.unwrap();
    host.start(pair(Isolation::default())).await.unwrap();
    let (status, _) = answer("/trap").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer("/count").await, ok("Ok(1)\n"));
}

#[tokio::test]
async fn async_functions_are_isolated_like_others() {
    let running = host()
        .await
        .start(pair(Isolation::default()))
        .await
        .unwrap();
    let (doubled,): (u32,) = running
        .call("caller", &format!("{LATER}#double"), (21_u32,))
        .await
        .unwrap();
    assert_eq!(doubled, 42);
    let (count,): (u32,) = running
        .call("caller", &format!("{LATER}#count"), ())
        .await
        .unwrap();
    assert_eq!(
        count, 1,
        "a function that is not async, called from one that is"
    );
    let function = format!("{LATER}#trap");
    let text = text(running.call::<(), (u32,)>("caller", &function, ()).await);
    let expected = "`test:values/later@0.1.0#trap` of the isolated component `callee` trapped: ";
    assert!(text.contains(expected), "{text}");
}

/// With an error that only some of the functions have.
#[tokio::test]
async fn an_error_that_a_function_does_not_have_is_refused_before_the_start() {
    let workload = Workload::new("test")
        .component("caller", Component::bytes(VALUES_CALLER))
        .component("callee", Component::bytes(VALUES_CALLEE))
        .link_as(isolated(
            "caller",
            LATER,
            "callee",
            Isolation::default().error_on_trap("busy"),
        ));
    let error = host().await.start(workload).await.unwrap_err();
    let Error::Unresolved(report) = error else {
        panic!("{error}")
    };
    assert_eq!(report.problems.len(), 2, "{report}");
    assert_eq!(
        report.problems[0].to_string(),
        "the link from `test:values/later@0.1.0` of component `caller` answers traps with an error that `double: \
         async func(x: u32) -> u32` does not have: there is none in its result\n\
         help: remove `on-trap`, so that the caller traps as well; only if all functions of an interface return \
         `result<_, E>` can traps be answered with an `E`"
    );
}
