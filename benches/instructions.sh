#!/usr/bin/env bash
# Instructions per job of the yardstick network, counted by callgrind: the same number whatever else the machine does.
# Needs valgrind. Usage: benches/instructions.sh [PROGRAM], by default target/release/callout.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-target/release/callout}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

count() { # instructions of one replication over so many hours
    valgrind --tool=callgrind --callgrind-out-file="$scratch/$1" "$program" run benches/yardstick.toml --quiet --threads 1 \
        --replications 1 --set "scenario.horizon=$1 h" 2>&1 >"$scratch/out" | sed -n 's/.*refs: *//p' | tr -d ,
}

# Start-up and report cancel out in the difference; 876 h of the yardstick complete 73,182 visits (731,819 a year).
short=$(count 438)
long=$(count 1314)
echo "$(((long - short) / 73182)) instructions per job"
callgrind_annotate "$scratch/1314" | sed -n '/Ir .*file:function/,$p' | head -30 | cut -c1-140
