package mailtest

import (
	"errors"
	"net"
	"strings"

	"github.com/emersion/go-smtp"
)

// BringLMTP hands one mail to a listener by LMTP, as a mail server of the operator's own
// does. It gives the status: 250, or the one that refused it.
func BringLMTP(address, sender, to, text string) (status int, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0, err
	}
	c := smtp.NewClientLMTP(conn)
	defer func() { _ = c.Close() }()
	err = c.SendMail(sender, []string{to}, strings.NewReader(text))
	var refused *smtp.SMTPError
	if errors.As(err, &refused) {
		return refused.Code, nil
	}
	if err != nil {
		return 0, err
	}
	return 250, c.Quit()
}
