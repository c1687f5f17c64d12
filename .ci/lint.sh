#!/bin/sh
# Formatting, vet, staticcheck, and the rules that no linter knows. Prints what
# is wrong and fails; prints nothing else.
set -eu
cd "$(dirname "$0")/.."
export GOFLAGS="${GOFLAGS:--trimpath -buildvcs=false -tags=sqlite_fts5}"
staticcheck=honnef.co/go/tools/cmd/staticcheck@v0.8.2
status=0

fail() {
	echo "lint: $*" >&2
	status=1
}

# listed PATTERN: files of the project, whether committed yet or not.
listed() { git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do
	[ ! -f "$file" ] || printf '%s\n' "$file"
done; }

unformatted=$(listed '*.go' | xargs -r gofmt -l)
[ -z "$unformatted" ] || fail "not formatted with gofmt: $unformatted"

for script in $(listed '*.sh' .ci/run); do
	sh -n "$script" || fail "$script is not a shell script"
	! head -n 1 "$script" | grep -q '^#!' || [ -x "$script" ] || fail "$script is not executable"
done
for script in $(listed '*.mjs' 'templates/static/*.js'); do
	node --check "$script" || fail "$script does not parse"
done

# Lock files name versions and digests, never where a package was fetched from.
for lock in $(listed '*package-lock.json'); do
	! grep -n '"resolved"' "$lock" || fail "$lock holds download addresses"
done

! listed '*.go' | xargs -r grep -nE '\b(TODO|FIXME|XXX)\b|\bt\.Skip' /dev/null || fail "unfinished work left behind"

go vet ./... || fail "go vet"
# Everything it does by default, less ST1012: jobs.Done is how a handler says
# that it has finished, not an error.
go run "$staticcheck" -checks inherit,-ST1012 ./... || fail "staticcheck"
exit $status
