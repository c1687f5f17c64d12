#!/bin/sh
# What takes too long for every change: axe-core over every page in every language
# and theme, every page at 400% zoom and the main tasks with the keyboard alone
# (from which the accessibility statement is made), mutants of the checks that
# keep peers honest, a crash at each point each time that it is passed, each fuzz
# target for a minute, histories of 100,000 steps, the tests between instances over
# and over. Prints the seconds of each stage; the last line says how it ended.
#
# FUZZTIME changes the minute, STEPS the length of the histories, ROUNDS the number
# of repetitions.
set -eu
cd "$(dirname "$0")/.."
export GOFLAGS="${GOFLAGS:--trimpath -buildvcs=false -tags=sqlite_fts5}"
. .ci/stages.sh

mutants() { GOFLAGS="$(printf '%s' "$GOFLAGS" | sed 's/-tags=/-tags=mutants,/')" go test -count=1 -timeout 2h -v ./internal/mutants; }

crashes() { HEADROOM_DEEP=1 GOFLAGS="$(printf '%s' "$GOFLAGS" | sed 's/-tags=/-tags=crashpoints,/')" go test -count=1 -timeout 3h -run 'TestEveryPoint|TestTheDiskIsFull' ./internal/faults; }

fuzz() {
	git grep -lE '^func Fuzz' -- '*_test.go' | sort | while read -r file; do
		sed -nE 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/p' "$file" | while read -r target; do
			go test "./$(dirname "$file")" -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-1m}" -fuzzminimizetime 1x || exit 1
		done || exit 1
	done
}

stage "build" make build
stage "axe product" env AXE=all RECORD=1 e2e/run.sh e2e/axe.test.mjs
stage "zoom and keyboard" env AXE=all RECORD=1 e2e/run.sh e2e/zoom.test.mjs e2e/keyboard.test.mjs
stage "mutants" mutants
stage "crashes at every point, every time" crashes
stage "fuzzing, ${FUZZTIME:-1m} each" fuzz
stage "histories, ${STEPS:-100000} steps" env HEADROOM_STEPS="${STEPS:-100000}" go test -count=1 -timeout 12h ./internal/histories
stage "between instances, ${ROUNDS:-3} rounds" go test -race -count="${ROUNDS:-3}" -timeout 2h ./internal/clustertest ./internal/jobs/... ./storage
stages_end
echo "deep: axe-core found nothing on any page, every mutant was noticed, no fuzz target found anything in ${FUZZTIME:-1m}, histories of ${STEPS:-100000} steps hold, ${ROUNDS:-3} rounds passed"
