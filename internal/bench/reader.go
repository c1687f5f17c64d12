package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// farAhead is how far beyond what it has an announced entry stands when a peer
// reads the log and does not wait for each.
const farAhead = 32

// announced finds where an announcement stands: the log's address, the entry.
var announced = regexp.MustCompile(`"id":"(http[^"]+/log)/(\d+)/(\d+)","type":"Announce"`)

// logReader is what a peer does that is told of entries, without keeping them: it
// knows which it has been told of, and reads the log where it is told of one far
// ahead of those.
type logReader struct {
	who    writer // its issuer
	client *http.Client
	now    func() time.Time

	told    atomic.Int64 // entries that it knows, read or announced
	mu      sync.Mutex
	rooms   map[string]*roomRead // by the log's address
	failure error
}

type roomRead struct {
	known   map[int64]bool
	upTo    int64 // every entry up to here is known
	target  int64 // and this one is there to be read
	reading bool
}

// announce takes an announcement.
func (l *logReader) announce(body []byte) {
	m := announced.FindSubmatch(body)
	if m == nil {
		return
	}
	seq, err := strconv.ParseInt(string(m[3]), 10, 64)
	if err != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	log := string(m[1])
	r := l.room(log)
	l.know(r, seq)
	if r.target = max(r.target, seq); seq > r.upTo+farAhead && !r.reading {
		r.reading = true
		go l.read(log, r)
	}
}

func (l *logReader) room(log string) *roomRead {
	if l.rooms == nil {
		l.rooms = make(map[string]*roomRead)
	}
	if l.rooms[log] == nil {
		l.rooms[log] = &roomRead{known: make(map[int64]bool)}
	}
	return l.rooms[log]
}

// know counts an entry once.
func (l *logReader) know(r *roomRead, seq int64) {
	if seq <= r.upTo || r.known[seq] {
		return
	}
	r.known[seq] = true
	l.told.Add(1)
	for r.known[r.upTo+1] {
		r.upTo++
		delete(r.known, r.upTo)
	}
}

// read reads a log until it has no gap before what was announced.
func (l *logReader) read(log string, r *roomRead) {
	for {
		l.mu.Lock()
		from := r.upTo
		if from >= r.target || l.failure != nil {
			r.reading = false
			l.mu.Unlock()
			return
		}
		l.mu.Unlock()
		seqs, err := l.page(fmt.Sprintf("%s?epoch=1&after=%d", log, from))
		l.mu.Lock()
		for _, seq := range seqs {
			l.know(r, seq)
		}
		if err == nil && r.upTo == from {
			err = errors.New("a page of the log has nothing on it")
		}
		l.failure = errors.Join(l.failure, err)
		l.mu.Unlock()
	}
}

// page reads the entries of a page.
func (l *logReader) page(url string) (seqs []int64, err error) {
	page, err := l.get(context.Background(), url)
	if err != nil {
		return nil, err
	}
	for _, item := range page.Subs("orderedItems") {
		if h, ok := item.LogHeader(); ok {
			seqs = append(seqs, h.Seq)
		}
	}
	return seqs, nil
}

// get reads a document as the issuer of the peer.
func (l *logReader) get(ctx context.Context, url string) (*vocab.Document, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", vocab.TypeActivity)
	if err := sign.SignRequest(req, nil, l.who.keyID, l.who.key, l.now()); err != nil {
		return nil, err
	}
	res, err := l.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, res.Status)
	}
	return vocab.DecodePage(body)
}

// failed is what went wrong while a log was read.
func (l *logReader) failed() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failure
}
