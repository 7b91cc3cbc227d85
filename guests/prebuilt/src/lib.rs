//! The guest components of the tests, built by `guests/build.sh` and committed, so that testing needs no WebAssembly
//! toolchain. Their sources are the folders beside this one.

/// Exports `wasi:blobstore`, kept as files in the first directory that is mounted.
pub const BLOBSTORE_FS: &[u8] = include_bytes!("../blobstore_fs.wasm");

/// A web server whose files are the objects of `wasi:blobstore`.
pub const BLOBSTORE_USER: &[u8] = include_bytes!("../blobstore_user.wasm");

/// Exports `test:calc/ops@0.1.0`, in Rust.
pub const CALC_CALLEE: &[u8] = include_bytes!("../calc_callee.wasm");

/// Exports `test:calc/ops@0.1.0`, in C.
pub const CALC_CALLEE_C: &[u8] = include_bytes!("../calc_callee_c.wasm");

/// Exports `test:calc/ops@0.1.0`, in JavaScript.
pub const CALC_CALLEE_JS: &[u8] = include_bytes!("../calc_callee_js.wasm");

/// Exports `test:calc/runs@0.1.0`, which calls `test:calc/ops@0.1.0`, in Rust.
pub const CALC_CALLER: &[u8] = include_bytes!("../calc_caller.wasm");

/// Exports `test:calc/runs@0.1.0`, which calls `test:calc/ops@0.1.0`, in C.
pub const CALC_CALLER_C: &[u8] = include_bytes!("../calc_caller_c.wasm");

/// Exports `test:calls/api@0.1.0`.
pub const CALLS_CALLEE: &[u8] = include_bytes!("../calls_callee.wasm");

/// Exports `test:calls/runs@0.1.0`, which calls `test:calls/api@0.1.0`.
pub const CALLS_CALLER: &[u8] = include_bytes!("../calls_caller.wasm");

/// A command of WASI 0.3, with the like of what [`COMMAND`] has.
pub const CLI_P3: &[u8] = include_bytes!("../cli_p3.wasm");

/// A command with one sub-command for each thing that a command can ask of its host.
pub const COMMAND: &[u8] = include_bytes!("../command.wasm");

/// Exports `example:counter/counters@0.1.0`, kept in `wasi:keyvalue`.
pub const COUNTER_STORE: &[u8] = include_bytes!("../counter_store.wasm");

/// A page that counts its visitors; imports `example:counter/counters@0.1.0`.
pub const COUNTER_WEB: &[u8] = include_bytes!("../counter_web.wasm");

/// Exports `test:greet/greet@0.1.0`, which reads `wasi:config`.
pub const GREETER: &[u8] = include_bytes!("../greeter.wasm");

/// A web server whose paths behave well or badly on demand.
pub const HTTP_FAULTS: &[u8] = include_bytes!("../http_faults.wasm");

/// A page that counts its hits in `wasi:keyvalue`.
pub const HTTP_HITS: &[u8] = include_bytes!("../http_hits.wasm");

/// Prints each request and passes it on, through `wasi:http/incoming-handler`.
pub const HTTP_MIDDLEWARE: &[u8] = include_bytes!("../http_middleware.wasm");

/// A web server of WASI 0.3 whose paths behave well or badly on demand.
pub const HTTP_P3: &[u8] = include_bytes!("../http_p3.wasm");

/// Changes requests and responses that pass through its `wasi:http/handler` of WASI 0.3.
pub const HTTP_P3_MIDDLEWARE: &[u8] = include_bytes!("../http_p3_middleware.wasm");

/// The streamable HTTP of the Model Context Protocol; imports `example:mcp/tools@0.1.0`.
pub const MCP_HTTP: &[u8] = include_bytes!("../mcp_http.wasm");

/// Exports `example:mcp/tools@0.1.0`: notes and counters, kept in `wasi:keyvalue`.
pub const MCP_TOOLS: &[u8] = include_bytes!("../mcp_tools.wasm");

/// Exports `acme:queue/handler@0.1.0`, which answers messages through `acme:queue/producer@0.1.0`.
pub const QUEUE_WORKER: &[u8] = include_bytes!("../queue_worker.wasm");

/// Exports the asynchronous `test:streams/runs@0.1.0`, which reads a stream of `test:streams/source@0.1.0`.
pub const STREAMS: &[u8] = include_bytes!("../streams.wasm");

/// Exports `test:values/{values,faults,later}@0.1.0`: plain values of every kind, what goes wrong, `async` functions.
pub const VALUES_CALLEE: &[u8] = include_bytes!("../values_callee.wasm");

/// Imports what [`VALUES_CALLEE`] exports, and passes each call on; so does its `wasi:http/incoming-handler`.
pub const VALUES_CALLER: &[u8] = include_bytes!("../values_caller.wasm");

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::{Path, PathBuf};

    use sha2::{Digest, Sha256};

    /// A guest that is older than its source would make the tests lie.
    #[test]
    fn prebuilt_guests_belong_to_the_sources() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let recorded = recorded(&root.join("prebuilt/digests.txt"));
        let found = found(&root);
        let paths = recorded.keys().chain(found.keys());
        let mut stale: Vec<_> = paths
            .filter(|path| recorded.get(*path) != found.get(*path))
            .collect();
        stale.sort();
        stale.dedup();
        assert!(
            stale.is_empty(),
            "not as in `guests/prebuilt/digests.txt`: {stale:?}\nhelp: run `guests/build.sh`, or `guests/build-other.sh` for what is not written in Rust"
        );
    }

    /// Path to digest, as the build wrote them.
    fn recorded(list: &Path) -> BTreeMap<String, String> {
        let text = fs::read_to_string(list).unwrap();
        let lines = text.lines().map(|line| line.split_once("  ").unwrap());
        lines
            .map(|(digest, path)| (path.to_owned(), digest.to_owned()))
            .collect()
    }

    /// Path to digest, of what is there now.
    fn found(root: &Path) -> BTreeMap<String, String> {
        let mut files = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
        files.extend(files_below(&root.join("wit")));
        files.extend(files_below(&root.join("../plugins/conformance/guests")));
        for folder in entries(root) {
            files.extend(guest_files(&folder));
        }
        files
            .iter()
            .map(|file| (name(root, file), digest(file)))
            .collect()
    }

    fn guest_files(folder: &Path) -> Vec<PathBuf> {
        if folder.ends_with("prebuilt") {
            let is_wasm = |file: &PathBuf| file.extension().is_some_and(|kind| kind == "wasm");
            return entries(folder).into_iter().filter(is_wasm).collect();
        }
        // Guests that are not written in Rust have no manifest.
        let (sources, manifest) = (folder.join("src"), folder.join("Cargo.toml"));
        if !sources.is_dir() {
            return Vec::new();
        }
        let mut files = files_below(&sources);
        files.extend(Some(manifest).filter(|manifest| manifest.exists()));
        files
    }

    fn files_below(folder: &Path) -> Vec<PathBuf> {
        let (folders, mut files): (Vec<_>, Vec<_>) =
            entries(folder).into_iter().partition(|path| path.is_dir());
        files.extend(folders.iter().flat_map(|folder| files_below(folder)));
        files
    }

    fn entries(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    fn name(root: &Path, file: &Path) -> String {
        let parts = file.strip_prefix(root).unwrap().iter();
        let parts: Vec<_> = parts.map(|part| part.to_str().unwrap()).collect();
        parts.join("/")
    }

    fn digest(file: &Path) -> String {
        let bytes = Sha256::digest(fs::read(file).unwrap());
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
