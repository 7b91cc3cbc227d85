#!/bin/sh
# Builds the guest as a component, and puts it where `workload.toml` looks for it.
set -eu
cd "$(dirname "$0")"

target=wasm32-wasip2
# Whoever names a compiler of his own knows its targets.
if [ -z "${RUSTC:-}" ]; then
    rustup target add "$target"
fi
built="${CARGO_TARGET_DIR:-target}"
cargo build --release --target "$target" --target-dir "$built"
cp "$built/$target/release/sample_keyvalue_guest.wasm" ../main.wasm
