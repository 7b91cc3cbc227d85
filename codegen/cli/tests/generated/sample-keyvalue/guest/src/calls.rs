//! One call of each function. A call needs handles of its own, because it may take them along.

pub(crate) fn all() {
    store();
    atomics();
    batch();
}

fn store() {
    let call = || {
        let answer = crate::wasi::keyvalue0_2_0_draft::store::open("identifier");
        Some(answer)
    };
    crate::call("wasi:keyvalue/store@0.2.0-draft#open", call);
    let call = || {
        let bucket = crate::handles::bucket()?;
        let answer = bucket.get("key");
        Some(answer)
    };
    crate::call("wasi:keyvalue/store@0.2.0-draft#bucket.get", call);
    let call = || {
        let bucket = crate::handles::bucket()?;
        let answer = bucket.set("key", &[0]);
        Some(answer)
    };
    crate::call("wasi:keyvalue/store@0.2.0-draft#bucket.set", call);
    let call = || {
        let bucket = crate::handles::bucket()?;
        let answer = bucket.delete("key");
        Some(answer)
    };
    crate::call("wasi:keyvalue/store@0.2.0-draft#bucket.delete", call);
    let call = || {
        let bucket = crate::handles::bucket()?;
        let answer = bucket.exists("key");
        Some(answer)
    };
    crate::call("wasi:keyvalue/store@0.2.0-draft#bucket.exists", call);
    let call = || {
        let bucket = crate::handles::bucket()?;
        let answer = bucket.list_keys(None);
        Some(answer)
    };
    crate::call("wasi:keyvalue/store@0.2.0-draft#bucket.list-keys", call);
}

fn atomics() {
    let call = || {
        let bucket = crate::handles::bucket()?;
        let answer = crate::wasi::keyvalue0_2_0_draft::atomics::increment(
            &bucket,
            "key",
            0,
        );
        Some(answer)
    };
    crate::call("wasi:keyvalue/atomics@0.2.0-draft#increment", call);
}

fn batch() {
    let call = || {
        let bucket = crate::handles::bucket()?;
        let answer = crate::wasi::keyvalue0_2_0_draft::batch::get_many(
            &bucket,
            &[String::from("keys")],
        );
        Some(answer)
    };
    crate::call("wasi:keyvalue/batch@0.2.0-draft#get-many", call);
    let call = || {
        let bucket = crate::handles::bucket()?;
        let answer = crate::wasi::keyvalue0_2_0_draft::batch::set_many(
            &bucket,
            &[(String::from("key-values"), vec![0])],
        );
        Some(answer)
    };
    crate::call("wasi:keyvalue/batch@0.2.0-draft#set-many", call);
    let call = || {
        let bucket = crate::handles::bucket()?;
        let answer = crate::wasi::keyvalue0_2_0_draft::batch::delete_many(
            &bucket,
            &[String::from("keys")],
        );
        Some(answer)
    };
    crate::call("wasi:keyvalue/batch@0.2.0-draft#delete-many", call);
}
