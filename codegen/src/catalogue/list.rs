//! The texts in `codegen/wit/catalogue`, ordered by their paths.

use super::{Entry, Profile};

macro_rules! texts {
    ($($path:literal $hash:literal [$($profile:ident),*] $source:literal;)*) => {
        &[$(Entry {
            path: $path,
            hash: $hash,
            profiles: &[$(Profile::$profile),*],
            source: $source,
            text: include_str!(concat!("../../wit/catalogue/", $path, ".wit")),
        }),*]
    };
}

/// Path, hash, profiles, and the crate that has the same interfaces.
pub(super) static ENTRIES: &[Entry] = texts! {
    "fermyon/spin/2.0.0" "0e626c2042e16530" [Spin] "spin-sdk 5.2.0";
    "spin/key-value/3.0.0" "493f33dd08dc6aef" [Spin] "spin-sdk 7.0.0";
    "spin/mqtt/3.0.0" "32ab827c7a62e14b" [Spin] "spin-sdk 7.0.0";
    "spin/mysql/3.0.0" "8318fb45c9803821" [Spin] "spin-sdk 7.0.0";
    "spin/postgres/3.0.0" "388dd534e74d7584" [Spin] "spin-sdk 5.2.0";
    "spin/postgres/4.0.0" "77766d2f8e7c1be3" [Spin] "spin-sdk 5.2.0";
    "spin/postgres/4.2.0" "0fa7851a0c100cc1" [Spin] "spin-sdk 7.0.0";
    "spin/redis/3.0.0" "c0bd8b05ba109cee" [Spin] "spin-sdk 7.0.0";
    "spin/sqlite/3.0.0" "bb44d5f52c1e0468" [Spin] "spin-sdk 5.2.0";
    "spin/sqlite/3.1.0" "697e9c3432ba66f0" [Spin] "spin-sdk 7.0.0";
    "spin/variables/3.0.0" "b9e992de4c0c91b9" [Spin] "spin-sdk 7.0.0";
    "wasi/blobstore/0.2.0-draft/wasmcloud" "d8288747a38037ad" [Wasmcloud] "wash-runtime 0.1.0";
    "wasi/blobstore/0.2.0-draft/wasmcloud-1" "30e65bc9369ad0e4" [Wasmcloud1] "wasmcloud-runtime 0.12.0";
    "wasi/blobstore/0.2.0-draft/wrpc" "943d880295a64846" [] "wrpc-interface-blobstore 0.21.0";
    "wasi/cli/0.2.12" "6f939f7ac63a2f01" [Wasmtime] "wasmtime-wasi 48.0.8";
    "wasi/cli/0.3.0" "846eba3a4e001de4" [Wasmtime, Spin] "wasmtime-wasi 48.0.8";
    "wasi/clocks/0.2.0" "137528db443e4af8" [Wasmcloud, Spin] "spin-sdk 7.0.0";
    "wasi/clocks/0.2.12" "664b1f3814d1b18c" [Wasmtime] "wasmtime-wasi 48.0.8";
    "wasi/clocks/0.3.0" "68d7ded0ef53c512" [Wasmtime, Spin] "wasmtime-wasi 48.0.8";
    "wasi/config/0.2.0-draft-2024-09-27" "314e18ee40a99091" [Spin] "spin-sdk 7.0.0";
    "wasi/config/0.2.0-draft/runtime" "026d230cce736181" [Wasmcloud] "wash-runtime 0.1.0";
    "wasi/config/0.2.0-draft/store" "d6928224b5c56304" [Wasmcloud1] "wasmcloud-runtime 0.12.0";
    "wasi/config/0.2.0-rc.1" "f561be7b702f2e6d" [Wasmtime, Wasmcloud] "wasmtime-wasi-config 48.0.8";
    "wasi/filesystem/0.2.12" "9aaee2cf1746c30f" [Wasmtime] "wasmtime-wasi 48.0.8";
    "wasi/filesystem/0.3.0" "29c68349083ed18f" [Wasmtime, Spin] "wasmtime-wasi 48.0.8";
    "wasi/http/0.2.12" "a4dfd2be67e2962e" [Wasmtime] "wasmtime-wasi-http 48.0.8";
    "wasi/http/0.3.0" "da17ec78022442c7" [Wasmtime, Spin] "wasmtime-wasi-http 48.0.8";
    "wasi/io/0.2.0" "801f51983e0eafea" [Wasmcloud, Spin] "spin-sdk 7.0.0";
    "wasi/io/0.2.1" "638e671ac2c8dcde" [Wasmcloud] "wash-runtime 0.1.0";
    "wasi/io/0.2.12" "474a1697bcd55310" [Wasmtime] "wasmtime-wasi 48.0.8";
    "wasi/io/0.2.6" "67ccefe059e73694" [Wasmcloud1] "wasmcloud-runtime 0.12.0";
    "wasi/keyvalue/0.2.0-draft" "8af96d9d2b826289" [Wasmtime, Wasmcloud, Wasmcloud1] "wasmtime-wasi-keyvalue 48.0.8";
    "wasi/keyvalue/0.2.0-draft2/spin" "2d1a3b8dab009b34" [Spin] "spin-sdk 7.0.0";
    "wasi/keyvalue/0.2.0-draft2/wrpc" "96fe77828d7c4f2d" [] "wrpc-wasi-keyvalue 0.3.0";
    "wasi/logging/0.1.0-draft" "02231d28a7fe5691" [Wasmcloud, Wasmcloud1] "wasmcloud-component 0.2.0";
    "wasi/logging/unversioned" "1f28e74359fc873c" [Wasmcloud1] "wasi-logger 0.1.2";
    "wasi/nn/0.2.0-rc-2024-10-28" "371ea37eaf5b4a90" [Wasmtime] "wasmtime-wasi-nn 48.0.8";
    "wasi/otel/0.2.0-rc.2" "35c271fc18ab3fe4" [Wasmcloud, Spin] "spin-sdk 7.0.0";
    "wasi/random/0.2.12" "5c929210b606c749" [Wasmtime] "wasmtime-wasi 48.0.8";
    "wasi/random/0.3.0" "30ba679a0626bc36" [Wasmtime, Spin] "wasmtime-wasi 48.0.8";
    "wasi/sockets/0.2.12" "89a216094e26bff2" [Wasmtime] "wasmtime-wasi 48.0.8";
    "wasi/sockets/0.3.0" "5f2b761862d442b3" [Wasmtime, Spin] "wasmtime-wasi 48.0.8";
    "wasi/tls/0.2.0-draft" "60a7562644b60c09" [Wasmtime] "wasmtime-wasi-tls 48.0.8";
    "wasi/tls/0.3.0-draft" "c1f2ae0a2411da9b" [Wasmtime] "wasmtime-wasi-tls 48.0.8";
    "wasmcloud/bus/1.0.0" "c1f7237486d29c62" [Wasmcloud1] "wasmcloud-runtime 0.12.0";
    "wasmcloud/bus/2.0.0" "ce2c8d8407d5e85c" [Wasmcloud1] "wasmcloud-component 0.2.0";
    "wasmcloud/bus/2.0.1" "8a02f93bccf77aac" [Wasmcloud1] "wasmcloud-runtime 0.12.0";
    "wasmcloud/identity/0.0.1" "b558ca63d069d0bf" [Wasmcloud1] "wasmcloud-runtime 0.12.0";
    "wasmcloud/messaging/0.2.0" "36168c1e5da39ceb" [Wasmcloud, Wasmcloud1] "wasmcloud-runtime 0.12.0";
    "wasmcloud/messaging/0.3.0/wasmcloud-1" "3a0a2defd1542881" [Wasmcloud1] "wasmcloud-runtime 0.12.0";
    "wasmcloud/secrets/0.1.0-draft" "28ee98b21060b6a9" [Wasmcloud1] "wasmcloud-runtime 0.12.0";
    "wrpc/rpc/0.1.0" "5a423e515eb6d7c5" [Wasmcloud1] "wasmcloud-runtime 0.12.0";
};
