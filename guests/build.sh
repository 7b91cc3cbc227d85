#!/usr/bin/env bash
# Builds every guest that is written in Rust into prebuilt/, those of the conformance suites into the crate that has the
# suites, because it is published with them, and writes prebuilt/digests.txt.
#
# GUEST_RUSTC   another rustc to build with
# GUEST_LINKER  another linker for the target
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")"

target=wasm32-wasip2
export RUSTC="${GUEST_RUSTC:-rustc}"
sysroot=$("$RUSTC" --print sysroot)
if ! compgen -G "$sysroot/lib/rustlib/$target/lib/libstd-*.rlib" >/dev/null; then
    echo "error: $RUSTC has no standard library for $target" >&2
    echo "help: rustup target add $target" >&2
    exit 1
fi

# Panic messages hold file names, which must not depend on who builds.
cargo fetch --locked --target "$target"
CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$PWD=guests"
for prefix in "$sysroot/lib/rustlib/src/rust" "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
    CARGO_ENCODED_RUSTFLAGS+=$'\x1f'"--remap-path-prefix=$prefix=deps"
done
export CARGO_ENCODED_RUSTFLAGS
if [[ -n ${GUEST_LINKER:-} ]]; then
    export CARGO_TARGET_WASM32_WASIP2_LINKER="$GUEST_LINKER"
fi

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
built="$CARGO_TARGET_DIR/$target/release"
# What is left from a guest that no longer exists would be taken for a guest.
rm -f "$built"/*.wasm
cargo build --release --locked --target "$target"
# `build-other.sh` makes those that end with the name of another language.
find prebuilt -name '*.wasm' ! -name '*_c.wasm' ! -name '*_js.wasm' -delete
cp "$built"/*.wasm prebuilt/
mv prebuilt/*_probe.wasm ../plugins/conformance/guests/
./digests.sh
