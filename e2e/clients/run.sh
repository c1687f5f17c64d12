#!/bin/sh
# Runs clients that nobody here wrote, unmodified, against bin/headroom over TLS:
#
#   e2e/clients/run.sh
#
# Many of them want https, some drop a port, and none resolves names that exist
# nowhere. So they and the program run in a network of their own, in which the
# three hosts are this machine and their ports are 443, with a hosts file of their
# own. Where no such network can be made it says so and ends with 75.
set -eu
cd "$(dirname "$0")/../.."
.ci/tools.sh browser clients
[ -x "${HEADROOM_BIN:-bin/headroom}" ] || {
	echo "clients/run.sh: no ${HEADROOM_BIN:-bin/headroom}; make build first" >&2
	exit 1
}

# As root a network of one's own needs nothing more; anybody else becomes root in a
# namespace of users first. Where root may make no network, names of its own will do;
# where it may not even do that, /etc/hosts has them for as long as this runs.
if reason=$(unshare -nm ip link set lo up 2>&1); then
	own=-nm
elif unshare -rnm ip link set lo up 2>/dev/null; then
	own=-rnm
elif [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
	own=-m
elif [ "$(id -u)" -eq 0 ] && [ -w /etc/hosts ]; then
	own=
else
	echo "clients/run.sh: this machine makes no network of its own for the clients: unshare -nm ip link set lo up: $reason" >&2
	echo "clients/run.sh: run it as root, or allow namespaces of users (sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces above 0)" >&2
	exit 75
fi
echo "clients in a network of their own: unshare ${own:-not possible, /etc/hosts is changed}"

work=$(mktemp -d)
restore() {
	[ ! -f "$work/hosts.before" ] || cat "$work/hosts.before" >/etc/hosts
	rm -rf "$work"
}
trap restore EXIT
trap 'exit 130' INT TERM
(cd e2e/clients/go-mastodon && GOFLAGS=-buildvcs=false go build -o "$work/go-mastodon" .)

# Streaming clients want node 22 or later: the one of the lock file.
node=node_modules/node/bin/node
[ -x "$node" ] || node=node
cp /etc/hosts "$work/hosts"
echo "127.0.0.1 scot.example cym.example eng.example" >>"$work/hosts"
CLIENTS_WORK=$work CLIENTS_NODE=$node
export CLIENTS_WORK CLIENTS_NODE
# A proxy of this machine's leads nowhere from in there.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY

case $own in
'')
	cp /etc/hosts "$work/hosts.before"
	cat "$work/hosts" >/etc/hosts
	"$CLIENTS_NODE" --test --test-reporter=spec e2e/clients/*.test.mjs
	;;
-m) unshare -m sh -c 'mount --bind "$CLIENTS_WORK/hosts" /etc/hosts && exec "$CLIENTS_NODE" --test --test-reporter=spec e2e/clients/*.test.mjs' ;;
*)
	unshare "$own" sh -c 'ip link set lo up && mount --bind "$CLIENTS_WORK/hosts" /etc/hosts &&
		exec "$CLIENTS_NODE" --test --test-reporter=spec e2e/clients/*.test.mjs'
	;;
esac
