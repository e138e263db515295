#!/usr/bin/env bash
# Fuzzes each reader for some seconds, starting from the fixtures of the tests; fails if one crashes, hangs or takes
# too much memory. What broke it is left in $FUZZ_WORK/crashes.
#
#   Fuzz/run.sh SECONDS [TARGET…]
set -euo pipefail
seconds=${1:?usage: run.sh SECONDS [TARGET…]}
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(FuzzDOCX FuzzXLSX FuzzCSV FuzzText FuzzEdition FuzzForm FuzzImageHeader
    FuzzPage FuzzWARC FuzzDates FuzzAddress FuzzCheck
    FuzzDisclosures)
here=$(cd "$(dirname "$0")" && pwd)
fixtures=$here/../Tests/DocumentsTests/Fixtures
work=${FUZZ_WORK:-${XDG_CACHE_HOME:-$HOME/.cache}/prongsai/fuzz}
mkdir -p "$work/crashes"

# The backtracer of Swift holds a crashed process open for minutes; leaks are those of the harness.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0
# The package manager passes its two sanitizers one by one, in any order, and the compiler heeds the last: said together
# at the end, both count. Without that the fuzzer gets no coverage and guesses blindly.
build=(swift build --package-path "$here" --scratch-path "$work/build" -c release --sanitize fuzzer --sanitize address
    -Xswiftc -sanitize=fuzzer,address)
for target in "${targets[@]}"; do "${build[@]}" --product "$target"; done
programs=$("${build[@]}" --show-bin-path)

python3 "$here/seeds.py" "$fixtures" "$work/seeds"
for target in "${targets[@]}"; do
    mkdir -p "$work/corpus/$target" "$work/seeds/$target"
    options=(-max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=60000 -print_final_stats=1)
    case $target in FuzzDOCX | FuzzXLSX) options+=(-dict="$here/office.dict") ;; esac
    "$programs/$target" "${options[@]}" -artifact_prefix="$work/crashes/$target-" \
        "$work/corpus/$target" "$work/seeds/$target" 2>"$work/$target.log" || {
        tail -40 "$work/$target.log"
        echo "$target failed; see $work/crashes" >&2
        exit 1
    }
    grep -q 'DONE .*cov: ' "$work/$target.log" || { echo "$target ran without coverage" >&2; exit 1; }
    grep -E 'stat::number_of_executed_units|stat::peak_rss_mb|DONE' "$work/$target.log" | sed "s/^/$target /"
done
