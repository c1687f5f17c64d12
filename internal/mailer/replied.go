package mailer

import (
	"encoding/json"
	"strconv"

	"headroom/community"
	"headroom/templates"
)

// replied tells what became of a mail with which somebody answered a letter.
func replied(in community.Mail, to reader, url string) templates.Letter {
	left, _ := strconv.Atoi(in.Args["left_out"])
	letter := templates.RepliedLetter{Name: to.name, Link: url + in.Args["path"], Why: in.Args["key"], Words: in.Args["words"],
		Held: in.Args["held"] != "", LeftOut: left}
	var args map[string]any
	if err := json.Unmarshal([]byte(in.Args["args"]), &args); err != nil {
		return letter // it has none
	}
	for name, value := range args {
		if n, ok := value.(float64); ok {
			value = int(n)
		}
		letter.Args = append(letter.Args, name, value)
	}
	return letter
}
