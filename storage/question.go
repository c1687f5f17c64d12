package storage

import "strings"

// question is what a query asks for, as far as its text tells: rows that have given
// values in some columns. The zero question may ask for anything.
type question struct {
	columns []string // each compared with one argument, in their order; nil: not known
	lasting bool     // no update writes into these columns
	whole   bool     // nothing else is asked for: all rows with these values
}

// of are the arguments with which a row is asked for.
func (q question) of(value func(column string) any) arguments {
	key := arguments{a: value(q.columns[0])}
	if len(q.columns) > 1 {
		key.b = value(q.columns[1])
	}
	return key
}

// anything is the form of a question of which nothing is known: every write into its
// table changes the answer.
func anything() question { return question{} }

// questionOf reads a query of one table: "… where a = ? and b = ? and c order by d".
// fixed tells which columns no update writes into. Whatever it does not understand is
// the zero question.
func questionOf(query string, fixed func(column string) bool) question {
	at := strings.LastIndex(query, "where ")
	if at < 0 {
		return question{}
	}
	q := question{lasting: true, whole: true}
	condition, _, ordered := strings.Cut(query[at+len("where "):], "order by ")
	if ordered && strings.Contains(query[at:], "limit ") {
		q.whole = false
	}
	if strings.ContainsAny(condition, "(.") || strings.Contains(condition, " or ") || strings.Contains(condition, "limit ") {
		return question{}
	}
	for part := range strings.SplitSeq(condition, " and ") {
		part = strings.TrimSpace(part)
		column, compared := strings.CutSuffix(part, " = ?")
		switch {
		case compared && isName(column):
			q.columns = append(q.columns, column)
			q.lasting = q.lasting && fixed(column)
		case strings.Contains(part, "?"):
			return question{}
		default:
			q.whole = false
		}
	}
	if len(q.columns) > 2 || len(q.columns) != strings.Count(query, "?") {
		return question{}
	}
	return q
}

// isName reports whether a text is the name of a column.
func isName(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_0123456789") == ""
}

// target is the table that a statement writes into, where its text tells.
func target(statement string) (table string, ok bool) {
	words := strings.Fields(statement[:min(len(statement), 80)])
	at := 2
	switch {
	case len(words) > 1 && words[0] == "update":
		at = 1
	case len(words) > 2 && words[0] == "insert" && words[1] == "into":
	case len(words) > 2 && words[0] == "delete" && words[1] == "from":
	default:
		return "", false
	}
	table, _, _ = strings.Cut(words[at], "(")
	return table, isName(table)
}
