#!/bin/sh
# What `make test` runs: every Go test with the race detector, on SQLite and on
# a PostgreSQL of its own, then the tests that drive the program itself, in a
# browser and without. Prints the seconds of each stage.
#
# Where CI=true nothing may be left out. Elsewhere it says at the end what was.
set -eu
cd "$(dirname "$0")/.."
export GOFLAGS="${GOFLAGS:--trimpath -buildvcs=false -tags=sqlite_fts5}"
. .ci/stages.sh
left_out=

fixtures=${HEADROOM_FIXTURES:-../shared}
if [ -d "$fixtures" ]; then
	HEADROOM_FIXTURES=$(cd "$fixtures" && pwd)
	export HEADROOM_FIXTURES
else
	unset HEADROOM_FIXTURES
	left_out="$left_out
  tests on the recorded documents of other software: no directory $fixtures (HEADROOM_FIXTURES)"
fi

started=
finish() { [ -z "$started" ] || .ci/postgres.sh stop "$started" || true; }
trap finish EXIT
trap 'exit 130' INT TERM

if [ -z "${HEADROOM_POSTGRES:-}" ]; then
	if started=$(.ci/postgres.sh start); then
		HEADROOM_POSTGRES=$started
		export HEADROOM_POSTGRES
	elif [ "${CI:-}" = true ]; then
		echo "test: no PostgreSQL, and CI=true leaves nothing out" >&2
		exit 1
	else
		left_out="$left_out
  everything on PostgreSQL: .ci/postgres.sh could not start a server"
	fi
fi

# A program that can kill itself, which no other build can.
crashes() { GOFLAGS="$(printf '%s' "$GOFLAGS" | sed 's/-tags=/-tags=crashpoints,/')" go test -count=1 -timeout 20m -run 'TestEveryPoint|TestTheDiskIsFull' ./internal/faults; }

# Clients that nobody here wrote, in a network of their own; 75 where there is none.
clients() {
	clients_status=0
	e2e/clients/run.sh || clients_status=$?
	if [ "$clients_status" -eq 75 ] && [ "${CI:-}" != true ]; then
		left_out="$left_out
  clients of others: this machine makes no network of its own for them"
		return 0
	fi
	return "$clients_status"
}

stage "build" make build
# Some go without the race detector, which makes them ten times slower: every route as
# everybody, every message of a hostile peer one after the other, long histories, every
# form with every bad input, the bench, and two products of policy, where nothing runs
# beside anything. What comes at once from a hostile peer stays under it.
plain='^(TestBadInput|TestQuickly|TestADeskOpensNothingElse|TestAWeakSignInTakesRolesAway)$'
raced() {
	go test -race -timeout 30m -skip "$plain" $(go list ./... | grep -vE '/internal/(leaktest|adversary)$') &&
		go test -race -timeout 10m -run 'AtOnce' ./internal/adversary
}
without_race() {
	go test -timeout 20m ./internal/leaktest ./internal/histories ./internal/adversary &&
		go test -timeout 20m -run "$plain" ./web ./internal/bench ./community/policy
}

stage "go test -race" raced
stage "go test, without" without_race
stage "crashes" crashes
stage "program and browser" e2e/run.sh
stage "clients of others" clients

if [ -n "$left_out" ]; then
	echo "Left out:$left_out"
else
	echo "Nothing was left out."
fi
stages_end
