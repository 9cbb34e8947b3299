package rest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// longestText is how many characters of an agency's free text are kept.
const longestText = 500

// office is the zone in which agencies write times that carry none.
var office = time.FixedZone("Asia/Shanghai", 8*60*60)

// canonical turns what an agency wrote into the field's canonical value. It reads leniently how a thing is written
// and never guesses what it is.
func canonical(d *intents.Declared, s string, now time.Time) (string, error) {
	if len(d.Map) > 0 {
		v, ok := d.Map[s]
		if !ok {
			return "", errors.New("code is not in map")
		}
		return v, nil
	}
	if !utf8.ValidString(s) {
		return "", errors.New("not UTF-8")
	}
	if d.As == "unix" || d.As == "unix_ms" {
		return moment(d, s)
	}
	if d.Kind == nil {
		return plain(s), nil
	}
	switch {
	case d.As == "yuan":
		return fen(s)
	case d.Kind.Sort() == value.Number:
		return whole(s)
	case d.Kind.Sort() == value.Truth:
		return truth(s)
	case d.Kind.Sort() == value.Date:
		return date(s)
	case d.Kind.Name() == "text", d.Kind.Name() == "name":
		return plain(s), nil
	}
	c := value.Context{At: now.UnixMilli(), Zone: office}
	if value.Check(d.Kind, s, c) == nil {
		return s, nil
	}
	return d.Kind.Parse(s, c)
}

// plain cleans free text: no control characters, bounded length.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		if unicode.IsControl(r) || r >= 0xE0000 && r <= 0xE007F {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > longestText {
		s = string(r[:longestText-1]) + "…"
	}
	return s
}

// fen reads decimal yuan exactly, as in "200", "200.5", "1,200.50".
func fen(s string) (string, error) {
	yuan, part, _ := strings.Cut(strings.ReplaceAll(s, ",", ""), ".")
	part = strings.TrimRight(part, "0")
	if digits := strings.TrimPrefix(yuan, "-") + part; yuan == "" || strings.Trim(digits, "0123456789") != "" {
		return "", errors.New("not an amount in yuan")
	}
	if len(part) > 2 {
		return "", errors.New("parts of a fen")
	}
	n, err := strconv.ParseInt(yuan+part+"00"[len(part):], 10, 64)
	if err != nil {
		return "", errors.New("not an amount in yuan")
	}
	return strconv.FormatInt(n, 10), nil
}

// whole reads an integer, also one written with an empty fraction.
func whole(s string) (string, error) {
	whole, rest, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || strings.Trim(rest, "0") != "" {
		return "", errors.New("not a whole number")
	}
	return strconv.FormatInt(n, 10), nil
}

func truth(s string) (string, error) {
	switch strings.ToLower(s) {
	case "true", "1", "y", "yes", "是":
		return "true", nil
	case "false", "0", "n", "no", "否":
		return "false", nil
	}
	return "", errors.New("neither true nor false")
}

// date reads a day in the ways agencies write one, with or without a time behind it.
func date(s string) (string, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04",
		"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "20060102150405", "2006年1月2日"} {
		if t, err := time.ParseInLocation(layout, s, office); err == nil {
			return t.In(office).Format("2006-01-02"), nil
		}
	}
	return "", errors.New("not a date")
}

// moment reads seconds or milliseconds since 1970 into the office's day, or day and minute.
func moment(d *intents.Declared, s string) (string, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return "", fmt.Errorf("not a moment in %s", d.As)
	}
	t := time.Unix(n, 0)
	if d.As == "unix_ms" {
		t = time.UnixMilli(n)
	}
	if d.Kind != nil && d.Kind.Sort() == value.Date {
		return t.In(office).Format("2006-01-02"), nil
	}
	return t.In(office).Format("2006-01-02 15:04"), nil
}
