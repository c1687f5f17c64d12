# The targets that people and the continuous integration use. What takes more
# than a line lives in .ci/ and e2e/.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
HEADROOM_FIXTURES ?= $(abspath ../shared)
# One set of flags for the program, its tests and vet: what takes minutes to compile is
# compiled once, and once more for the race detector.
GOFLAGS := -trimpath -buildvcs=false -tags=sqlite_fts5
LDFLAGS := -s -w -X main.version=$(VERSION)
export GOFLAGS HEADROOM_FIXTURES

.PHONY: build run check test tools lint assets shots bench deep clean

# Installed as a copy, as operators have it: what the linker has just written is mapped in
# larger pieces, and the same program looks 18 MB bigger.
build: ## bin/headroom
	go build -ldflags '$(LDFLAGS)' -o bin/linked/headroom ./cmd/headroom
	install -m 755 bin/linked/headroom bin/headroom

run: build ## three linked instances with sample people
	bin/headroom demo

check: ## quick: format, vet, tests without browser and PostgreSQL
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go test -short -timeout 170s ./...

test: tools ## everything: race detector, both databases, browser
	.ci/test.sh

tools: ## what the tests need besides Go
	.ci/tools.sh

lint: ## format, vet, staticcheck, house rules
	.ci/lint.sh

assets: ## templates/static from its sources
	sh templates/build-assets.sh

shots: build ## contact sheets of every page, in e2e/out
	node e2e/shots.mjs

bench: build ## bench.json
	bin/headroom bench --out bench.json

deep: ## mutants, a minute of fuzzing each, many rounds between instances
	.ci/deep.sh

clean:
	rm -rf bin demo-data bench.json
