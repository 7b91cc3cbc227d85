#!/usr/bin/env bash
# Writes prebuilt/digests.txt: what the guests are, and what they were built from.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")"

{
    find prebuilt ../plugins/conformance/guests -name '*.wasm'
    find wit -type f
    find Cargo.toml Cargo.lock
    find . -path ./prebuilt -prune -o -path ./target -prune -o \
        -type f \( -path './*/Cargo.toml' -o -path './*/src/*' \) -printf '%P\n'
} | sort | xargs -d '\n' sha256sum >prebuilt/digests.txt
