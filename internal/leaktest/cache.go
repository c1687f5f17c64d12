package leaktest

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Cache is a shared cache as a host or a school may have one in front of a
// server (RFC 9111). It is as greedy as it may be: whatever nobody has
// forbidden it to keep it keeps for ever, and what it has to ask about again it
// gives out when it is told that nothing has changed. The zero value is empty.
type Cache struct {
	mu   sync.Mutex
	kept map[string][]keptAnswer
	hits int
}

// keptAnswer is an answer with what its request said in the headers that it
// varies by.
type keptAnswer struct {
	vary http.Header
	Answer
}

// Through asks through the cache.
func (c *Cache) Through(next Ask) Ask {
	return func(r *http.Request) (Answer, error) {
		old, found := c.lookUp(r)
		again := found && mustAsk(old.Header)
		if found && !again {
			c.hit()
			return old.Answer, nil
		}
		if again && old.Header.Get("ETag") != "" {
			r.Header.Set("If-None-Match", old.Header.Get("ETag"))
		}
		a, err := next(r)
		if err != nil {
			return a, err
		}
		if again && a.Status == http.StatusNotModified {
			c.hit()
			return old.Answer, nil
		}
		c.store(r, a)
		return a, nil
	}
}

// Hits is how often the cache answered itself.
func (c *Cache) Hits() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hits
}

func (c *Cache) hit() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hits++
}

// lookUp finds what may be given for a request. A HEAD is answered from what a
// GET was.
func (c *Cache) lookUp(r *http.Request) (keptAnswer, bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return keptAnswer{}, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range c.kept[r.URL.String()] {
		same := true
		for name, values := range k.vary {
			same = same && slices.Equal(r.Header.Values(name), values)
		}
		if same {
			if r.Method == http.MethodHead {
				k.Body = nil
			}
			return k, true
		}
	}
	return keptAnswer{}, false
}

// store keeps an answer that a shared cache may keep (RFC 9111, 3).
func (c *Cache) store(r *http.Request, a Answer) {
	says := directives(a.Header)
	_, public := says["public"]
	_, shared := says["s-maxage"]
	_, must := says["must-revalidate"]
	vary := http.Header{}
	for _, name := range strings.Split(strings.Join(a.Header.Values("Vary"), ","), ",") {
		if name = http.CanonicalHeaderKey(strings.TrimSpace(name)); name != "" {
			vary[name] = r.Header.Values(name)
		}
	}
	_, star := vary["*"]
	switch {
	case r.Method != http.MethodGet, !Storable(a), star,
		r.Header.Get("Authorization") != "" && !public && !shared && !must:
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[string][]keptAnswer{}
	}
	key := r.URL.String()
	c.kept[key] = slices.DeleteFunc(c.kept[key], func(k keptAnswer) bool { return maps.EqualFunc(k.vary, vary, slices.Equal) })
	c.kept[key] = append(c.kept[key], keptAnswer{vary, a})
}

// Storable reports whether a shared cache may keep an answer: it has not been
// forbidden, and the status is one that may be kept without being told so, or
// it was told so.
func Storable(a Answer) bool {
	says := directives(a.Header)
	for _, forbidden := range []string{"no-store", "private"} {
		if _, ok := says[forbidden]; ok {
			return false
		}
	}
	_, age := says["max-age"]
	_, shared := says["s-maxage"]
	_, public := says["public"]
	return age || shared || public || a.Header.Get("Expires") != "" ||
		slices.Contains([]int{200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501}, a.Status)
}

// mustAsk reports whether a kept answer has to be asked about before it is
// given out again.
func mustAsk(h http.Header) bool {
	says := directives(h)
	if _, ok := says["no-cache"]; ok {
		return true
	}
	age, ok := says["s-maxage"]
	if !ok {
		age, ok = says["max-age"]
	}
	seconds, err := strconv.Atoi(age)
	return ok && err == nil && seconds <= 0
}

// directives reads Cache-Control.
func directives(h http.Header) map[string]string {
	says := map[string]string{}
	for _, d := range strings.Split(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), "=")
		says[strings.ToLower(name)] = strings.Trim(value, `"`)
	}
	return says
}
