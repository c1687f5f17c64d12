#!/bin/sh
# Starts a PostgreSQL 15 of its own for the tests and prints its URL.
#
#   .ci/postgres.sh start [DIR]   a new cluster in DIR (default: a temporary
#                                 folder); prints postgres://… on stdout
#   .ci/postgres.sh stop URL|DIR  stops it and deletes its folder
#
#   export HEADROOM_POSTGRES="$(.ci/postgres.sh start)"
#   make test
#   .ci/postgres.sh stop "$HEADROOM_POSTGRES"
#
# Installs Debian's package when it is missing (as root). fsync stays on. The
# server listens on the loopback address, on a free port, and on a socket in its
# folder.
set -eu

bin=${POSTGRES_BIN:-/usr/lib/postgresql/15/bin}

fail() {
	echo "postgres.sh: $*" >&2
	exit 1
}

# as_user runs a command as somebody who is not root: PostgreSQL insists.
as_user() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	elif id postgres >/dev/null 2>&1; then
		runuser -u postgres -- "$@"
	else
		runuser -u nobody -- "$@"
	fi
}

install_server() {
	[ -x "$bin/initdb" ] && return
	[ "$(id -u)" -eq 0 ] || fail "PostgreSQL 15 is missing; install postgresql-15"
	export DEBIAN_FRONTEND=noninteractive
	mkdir -p /etc/postgresql-common
	# No cluster beside ours.
	[ -e /etc/postgresql-common/createcluster.conf ] ||
		echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
	{ apt-get update -q && apt-get install -q -y --no-install-recommends postgresql-15; } >&2
	[ -x "$bin/initdb" ] || fail "PostgreSQL 15 could not be installed"
}

start() {
	install_server
	dir=${1:-}
	if [ -z "$dir" ]; then
		dir=$(mktemp -d "${TMPDIR:-/tmp}/headroom-postgres.XXXXXX")
	else
		mkdir -p "$dir"
		dir=$(cd "$dir" && pwd)
	fi
	if [ "$(id -u)" -eq 0 ]; then
		if id postgres >/dev/null 2>&1; then chown postgres "$dir"; else chown nobody "$dir"; fi
	fi
	as_user "$bin/initdb" -D "$dir/data" -U headroom --auth=trust -E UTF8 --no-locale >"$dir.log" 2>&1 ||
		{ cat "$dir.log" >&2; fail "initdb failed"; }
	rm -f "$dir.log"
	tries=0
	while :; do
		port=$(awk 'BEGIN { srand(); print 20000 + int(rand() * 30000) }')
		port=$(( port + tries * 7 + $$ % 1000 ))
		if as_user "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 \
			-o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c max_connections=300" \
			start >/dev/null 2>&1 </dev/null; then
			break
		fi
		tries=$((tries + 1))
		[ "$tries" -lt 5 ] || { cat "$dir/log" >&2; fail "the server does not start"; }
	done
	echo "postgres://headroom@127.0.0.1:$port/postgres?sslmode=disable"
	# stop finds the folder again by its port.
	mkdir -p "${TMPDIR:-/tmp}/headroom-postgres.ports"
	echo "$dir" >"${TMPDIR:-/tmp}/headroom-postgres.ports/$port"
}

stop() {
	case ${1:-} in
	postgres://*)
		port=${1##*@127.0.0.1:}
		port=${port%%/*}
		note="${TMPDIR:-/tmp}/headroom-postgres.ports/$port"
		[ -f "$note" ] || fail "no server was started at $1"
		dir=$(cat "$note")
		rm -f "$note"
		;;
	?*) dir=$1 ;;
	*) fail "usage: postgres.sh stop URL|DIR" ;;
	esac
	[ -d "$dir/data" ] || fail "no cluster in $dir"
	as_user "$bin/pg_ctl" -D "$dir/data" -m fast -w stop >/dev/null
	rm -rf "$dir"
}

case ${1:-} in
start) start "${2:-}" ;;
stop) stop "${2:-}" ;;
*) fail "usage: postgres.sh start [DIR] | stop URL|DIR" ;;
esac
