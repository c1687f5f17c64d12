package instance

import (
	"encoding/binary"
	"strings"
	"time"

	"headroom/community"
)

// What an address to reply to names, in its first byte.
const (
	replyToPost = 1
	replyToTalk = 2
)

// replyBytes are the kind, two numbers of seven bytes and a time of four.
const replyBytes = 19

// replyEpoch is from when the seconds of an address count.
var replyEpoch = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// replyAddress makes the address at which one person answers one post or private
// conversation; "" where no mail is received. It hides what it names.
func (i *Instance) replyAddress(to community.ReplyTo) string {
	local, domain, ok := strings.Cut(i.Config.Replies.Address, "@")
	if !ok || to.Person == 0 {
		return ""
	}
	plain := make([]byte, replyBytes)
	plain[0] = replyToPost
	what := to.Post
	if to.Talk != 0 {
		plain[0], what = replyToTalk, to.Talk
	}
	putNumber(plain[1:8], to.Person)
	putNumber(plain[8:15], what)
	binary.BigEndian.PutUint32(plain[15:], uint32(to.Made.Sub(replyEpoch)/time.Second)) // until 2161
	return local + "+" + i.Sealer.Address(plain) + "@" + domain
}

// replyTo reads such an address; false for one that was not made here.
func (i *Instance) replyTo(address string) (to community.ReplyTo, ok bool) {
	local, domain, ok := strings.Cut(i.Config.Replies.Address, "@")
	if !ok {
		return to, false
	}
	name, host, ok := strings.Cut(strings.TrimSpace(address), "@")
	prefix, token, plus := strings.Cut(name, "+")
	if !ok || !plus || !strings.EqualFold(host, domain) || !strings.EqualFold(prefix, local) {
		return to, false
	}
	plain, err := i.Sealer.OpenAddress(token)
	if err != nil || len(plain) != replyBytes {
		return to, false
	}
	to = community.ReplyTo{Person: number(plain[1:8]), Made: replyEpoch.Add(time.Duration(binary.BigEndian.Uint32(plain[15:])) * time.Second)}
	switch plain[0] {
	case replyToPost:
		to.Post = number(plain[8:15])
	case replyToTalk:
		to.Talk = number(plain[8:15])
	default:
		return to, false
	}
	return to, true
}

// putNumber writes a number below 2^53 into seven bytes.
func putNumber(b []byte, n int64) {
	var whole [8]byte
	binary.BigEndian.PutUint64(whole[:], uint64(n))
	copy(b, whole[1:])
}

func number(b []byte) int64 {
	var whole [8]byte
	copy(whole[1:], b)
	return int64(binary.BigEndian.Uint64(whole[:]))
}
