#!/usr/bin/env bash
# Builds the guests that are not written in Rust into prebuilt/, and writes prebuilt/digests.txt.
#
# WIT_BINDGEN   cargo install wit-bindgen-cli --version 0.60.0 --no-default-features --features c
# ZIG_CC        pip install ziglang==0.17.1
# JCO           npm install @bytecodealliance/jco@1.35.0
#
# Each names the command, where it is not the one below.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")"

wit_bindgen=${WIT_BINDGEN:-wit-bindgen}
read -ra zig_cc <<<"${ZIG_CC:-python3 -m ziglang cc}"
jco=${JCO:-jco}

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

# c WORLD: the program is calc-c/src/WORLD.c, which includes the header that is generated for the world.
c() {
    "$wit_bindgen" c wit/calc.wit --world "$1" --out-dir "$made" >/dev/null
    "${zig_cc[@]}" --target=wasm32-wasi -mexec-model=reactor -Os -s -I"$made" \
        "calc-c/src/$1.c" "$made/$1.c" "$made/$1_component_type.o" -o "$made/$1.wasm"
    "$jco" new "$made/$1.wasm" --output "prebuilt/calc_$1_c.wasm"
}

c callee
c caller
# The backend looks for a relative path in the wrong folder.
"$jco" componentize "$PWD/calc-js/src/callee.js" --wit wit/calc.wit --world-name callee --backend qjs \
    --out prebuilt/calc_callee_js.wasm
./digests.sh
