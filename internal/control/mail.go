package control

import (
	"context"

	"headroom/community"
)

// mailMax bounds the input of mail/receive: the greatest mail, written in base64.
const mailMax = 140 << 20

type (
	// NewMail is a mail that the operator's mail server passed on.
	NewMail struct {
		Sender     *string  `json:"sender"`     // of the envelope; "" of a bounce, null where it is not known
		Recipients []string `json:"recipients"` // of the envelope; none: those of the header
		Data       []byte   `json:"data"`
	}
	// ReceivedMail is what became of it, at each address that was made here.
	ReceivedMail struct {
		Outcomes []string `json:"outcomes"`
	}
)

func receiveMail(ctx context.Context, b Backend, in NewMail) (any, error) {
	if b.ReceiveMail == nil {
		return nil, &community.Error{Class: community.Unavailable, Key: "error.unavailable"}
	}
	done, err := b.ReceiveMail(ctx, in.Sender, in.Recipients, in.Data)
	if err != nil {
		return nil, err
	}
	out := ReceivedMail{Outcomes: make([]string, len(done))}
	for n, o := range done {
		out.Outcomes[n] = string(o)
	}
	return out, nil
}
