#!/bin/sh
# Builds templates/static from templates/sass and the packages named in
# package-lock.json. The results are committed: building the program needs
# neither Node nor a network. Called by `make assets`.
set -eu
cd "$(dirname "$0")/.."
[ -d node_modules ] || npm ci --no-optional --no-audit --no-fund
static=templates/static
mkdir -p "$static/vendor/fonts"

node_modules/.bin/sass --style=compressed --no-source-map --charset \
	--load-path=node_modules/govuk-frontend/dist \
	templates/sass/headroom.scss "$static/headroom.css"

fonts=node_modules/@fontsource/atkinson-hyperlegible
for subset in latin latin-ext; do
	for weight in 400 700; do
		cp "$fonts/files/atkinson-hyperlegible-$subset-$weight-normal.woff2" "$static/vendor/fonts/"
	done
done
cp "$fonts/LICENSE" "$static/vendor/fonts/LICENSE.txt"

# What turns pasted HTML into Markdown; the page asks for it at the first such
# paste.
cp node_modules/turndown/lib/turndown.browser.es.js "$static/vendor/turndown.js"
cp node_modules/turndown/LICENSE "$static/vendor/turndown-LICENSE.txt"
