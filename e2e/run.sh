#!/bin/sh
# Runs the tests that drive bin/headroom itself, in a browser and without:
#
#   e2e/run.sh                     all
#   e2e/run.sh e2e/story.test.mjs  some
#
# Each file starts its own three instances on free ports with fresh data, and
# stops them; two files run at once, or E2E_AT_ONCE of them. HEADROOM_BIN names
# another binary, CHROMIUM another browser.
set -eu
cd "$(dirname "$0")/.."
.ci/tools.sh browser
[ -x "${HEADROOM_BIN:-bin/headroom}" ] || {
	echo "run.sh: no ${HEADROOM_BIN:-bin/headroom}; make build first" >&2
	exit 1
}
[ $# -gt 0 ] || set -- e2e/*.test.mjs

# The tests against independent implementations run on the node that npm gives
# and the lock file names, wherever npm has one for this machine: what they
# prove does not hang on which node a machine happens to have.
own=node_modules/node/bin/node
failed=0
tests() { "$@" || failed=1; }
for file; do
	shift
	case "$file" in
	*credential.test.mjs | *sign-on.test.mjs)
		if [ -x "$own" ]; then
			echo "$file on node $("$own" --version)"
			tests "$own" --test --test-reporter=spec "$file"
			continue
		fi
		;;
	esac
	set -- "$@" "$file"
done
[ $# -eq 0 ] || tests node --test --test-reporter=spec --test-concurrency="${E2E_AT_ONCE:-2}" "$@"
exit $failed
