#!/bin/sh
# Brings what building and testing need onto this machine, or says exactly what
# is missing:
#
#   .ci/tools.sh           everything
#   .ci/tools.sh go        a Go toolchain and a C compiler
#   .ci/tools.sh browser   Node.js, the npm packages of the lock file, Chromium
#   .ci/tools.sh database  PostgreSQL
#   .ci/tools.sh clients   clients of the fediverse, and what a network of their own needs
#
# As root on Debian it installs the distribution's packages. Otherwise it names
# the packages and fails. The browser is Debian's: nothing downloads one.
set -eu
cd "$(dirname "$0")/.."

missing=
updated=
want() { missing="$missing$1
"; }

# install PACKAGES: by apt-get where we may, else noted as missing.
install() {
	if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
		export DEBIAN_FRONTEND=noninteractive
		[ -n "$updated" ] || apt-get update -q >&2 || true
		updated=yes
		apt-get install -q -y --no-install-recommends "$@" >&2 && return
	fi
	want "Debian packages: $*"
}

# at_least HAVE WANT compares versions with dots.
at_least() {
	[ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]
}

need_go() {
	goal=$(awk '$1 == "go" { print $2; exit }' go.mod)
	if ! command -v go >/dev/null 2>&1 && [ -x /usr/local/go/bin/go ]; then
		want "Go is in /usr/local/go/bin, which is not in PATH"
	elif ! command -v go >/dev/null 2>&1; then
		want "Go $goal or newer: https://go.dev/dl/"
	else
		have=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null | sed 's/^go//; s/ .*//')
		at_least "$have" "$goal" || [ "$(go env GOTOOLCHAIN)" != local ] ||
			want "Go $goal or newer (here: $have): https://go.dev/dl/"
	fi
	command -v "$(go env CC 2>/dev/null || echo cc)" >/dev/null 2>&1 || install gcc libc6-dev
	command -v git >/dev/null 2>&1 || install git ca-certificates
}

need_browser() {
	command -v node >/dev/null 2>&1 || install nodejs
	command -v npm >/dev/null 2>&1 || install npm
	if command -v node >/dev/null 2>&1; then
		have=$(node --version | sed 's/^v//')
		at_least "$have" 20 || want "Node.js 20 or newer (here: $have): https://nodejs.org/"
	fi
	command -v chromium >/dev/null 2>&1 || [ -n "${CHROMIUM:-}" ] || install chromium fonts-dejavu-core
	# npm writes the lock file that it followed into node_modules.
	if command -v npm >/dev/null 2>&1 &&
		{ [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; }; then
		npm ci --no-audit --no-fund >&2 || want "the npm packages of package-lock.json: npm ci"
		[ ! -f node_modules/.package-lock.json ] || touch node_modules/.package-lock.json
	fi
}

need_database() {
	[ -x "${POSTGRES_BIN:-/usr/lib/postgresql/15/bin}/initdb" ] && return
	if [ "$(id -u)" -eq 0 ]; then
		# No cluster of the system's beside the tests' own.
		mkdir -p /etc/postgresql-common
		[ -e /etc/postgresql-common/createcluster.conf ] ||
			echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
	fi
	install postgresql-15
}

# Clients that the tests run as they are. The others are npm's and Go's.
need_clients() {
	command -v toot >/dev/null 2>&1 || install toot
	/usr/bin/python3 -c 'import mastodon' >/dev/null 2>&1 || install python3-mastodon
	command -v unshare >/dev/null 2>&1 || install util-linux
	command -v ip >/dev/null 2>&1 || install iproute2
	[ -f /etc/ssl/certs/ca-certificates.crt ] || install ca-certificates
}

[ $# -gt 0 ] || set -- go browser database clients
for what; do
	case $what in
	go | browser | database | clients) "need_$what" ;;
	*)
		echo "usage: tools.sh [go] [browser] [database] [clients]" >&2
		exit 2
		;;
	esac
done

if [ -n "$missing" ]; then
	echo "Missing on this machine:" >&2
	printf '%s' "$missing" | sed 's/^/  /' >&2
	exit 1
fi
