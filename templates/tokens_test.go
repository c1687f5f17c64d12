package templates

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSpaceComesFromTheScale reads the partials of the stylesheet: what is on
// the scale of _tokens.scss is named from there, so that the pages keep one
// rhythm.
func TestSpaceComesFromTheScale(t *testing.T) {
	t.Parallel()
	declared := regexp.MustCompile(`(?:^|[\s{;])(?:padding|margin|gap|row-gap|column-gap)(?:-[a-z]+)*: [^;{}]*;`)
	step := regexp.MustCompile(`\b(?:2|4|6|8|10|12|14|16|20|24|28|32|40|48)px\b`)
	size := regexp.MustCompile(`govuk-font\(\$size: \d`)
	files, err := filepath.Glob("sass/_*.scss")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d partials, %v", len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range declared.FindAllString(string(raw), -1) {
			if step.MatchString(found) {
				t.Errorf("%s: %s: use space()", file, strings.TrimSpace(found))
			}
		}
		for _, found := range size.FindAllString(string(raw), -1) {
			t.Errorf("%s: %s: name the size", file, found)
		}
	}
}

// TestAClassHasOneHome: two partials that style one class without knowing of
// each other made a page of newspaper columns once. Paper, and pages for a
// purpose of their own, may change what another one has made.
func TestAClassHasOneHome(t *testing.T) {
	t.Parallel()
	alone := regexp.MustCompile(`(?m)^(\.hr-[a-z]+(?:__[a-z]+)?) \{$`)
	files, err := filepath.Glob("sass/_*.scss")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d partials, %v", len(files), err)
	}
	home := map[string]string{}
	for _, file := range files {
		if file == "sass/_print.scss" {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range alone.FindAllStringSubmatch(string(raw), -1) {
			if other := home[found[1]]; other != "" && other != file {
				t.Errorf("%s is styled in %s and in %s", found[1], other, file)
			}
			home[found[1]] = file
		}
	}
}
