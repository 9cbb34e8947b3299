package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// What enters a Frame is bounded: items of a list, and bytes of an answer as JSON.
const (
	MaxItems  = 20
	MaxAnswer = 4 << 10
)

// read turns a response into an Answer of declared fields, or into a sorted Fault.
func read(op *intents.Operation, status int, raw []byte, now time.Time) (connectors.Answer, error) {
	ok := status >= 200 && status < 300
	doc, err := decode(raw)
	if err != nil && ok {
		return connectors.Answer{}, connectors.Lost("garbage", op.Effect, err)
	}
	if f := refusal(op, status, doc); f != nil {
		return connectors.Answer{}, f
	}
	answer, err := fields(op, at(doc, op.HTTP.Data), now)
	if err != nil {
		return connectors.Answer{}, connectors.Lost("answer", op.Effect, err)
	}
	return answer, nil
}

// decode reads exactly one JSON value; an empty body is an empty object.
func decode(raw []byte) (any, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		return map[string]any{}, nil
	}
	if !utf8.Valid(raw) {
		return nil, errors.New("response is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, errors.New("response is not JSON")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("response has more than one JSON value")
	}
	return doc, nil
}

// refusal tells whether the agency's code, or else the HTTP status, says anything but success.
func refusal(op *intents.Operation, status int, doc any) *connectors.Fault {
	h, said := op.HTTP, fmt.Sprintf("http %d", status)
	code := ""
	if h.Code != "" {
		code, _ = scalar(at(doc, h.Code))
	}
	for _, c := range []string{code, said} {
		if family, ok := h.Errors[c]; ok && c != "" {
			return connectors.Said(family, c, op.Effect)
		}
	}
	good := status >= 200 && status < 300
	switch {
	case good && len(h.OK) == 0, good && slices.Contains(h.OK, code):
		return nil
	case good || code != "" && !slices.Contains(h.OK, code):
		said = "code " + shorten(code)
	}
	return connectors.Lost(said, op.Effect, nil)
}

// shorten keeps an unmapped code readable in a log and free of anything long.
func shorten(code string) string {
	if len(code) > 32 {
		return "(long)"
	}
	return code
}

// at walks a dotted path; a number is an index of a list. Missing is nil.
func at(doc any, path string) any {
	if path == "" {
		return doc
	}
	for _, part := range strings.Split(path, ".") {
		switch d := doc.(type) {
		case map[string]any:
			doc = d[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(d) {
				return nil
			}
			doc = d[i]
		default:
			return nil
		}
	}
	return doc
}

// fields takes the declared fields, and nothing else, out of an agency's object.
func fields(op *intents.Operation, data any, now time.Time) (connectors.Answer, error) {
	a := connectors.Answer{Fields: map[string]string{}}
	for k := range op.Answer {
		d := &op.Answer[k]
		if d.List == nil {
			if err := take(a.Fields, d, data, now); err != nil {
				return a, err
			}
			continue
		}
		items, err := list(d, data, now)
		if err != nil {
			return a, err
		}
		if a.Lists == nil {
			a.Lists = map[string][]map[string]string{}
		}
		a.Lists[d.Name] = items
	}
	return bound(a)
}

// take reads one declared field into a map.
func take(into map[string]string, d *intents.Declared, data any, now time.Time) error {
	raw := at(data, from(d))
	s, ok := scalar(raw)
	if !ok && raw != nil {
		return fmt.Errorf("field %s is not a plain value", d.Name)
	}
	if s == "" {
		if d.Optional {
			return nil
		}
		return fmt.Errorf("field %s is missing", d.Name)
	}
	v, err := canonical(d, s, now)
	if err != nil {
		return fmt.Errorf("field %s: %w", d.Name, err)
	}
	into[d.Name] = v
	return nil
}

// list reads the first MaxItems items of a declared list; a missing list is an empty one only where it is optional.
func list(d *intents.Declared, data any, now time.Time) ([]map[string]string, error) {
	raw, ok := at(data, from(d)).([]any)
	if !ok {
		if d.Optional || isNull(data, d) {
			return []map[string]string{}, nil
		}
		return nil, fmt.Errorf("list %s is missing", d.Name)
	}
	items := make([]map[string]string, 0, min(len(raw), MaxItems))
	for _, one := range raw[:min(len(raw), MaxItems)] {
		item := map[string]string{}
		for k := range d.List {
			if err := take(item, &d.List[k], one, now); err != nil {
				return nil, fmt.Errorf("list %s: %w", d.Name, err)
			}
		}
		items = append(items, item)
	}
	return items, nil
}

// isNull reports whether the agency wrote null for an empty list, as many do.
func isNull(data any, d *intents.Declared) bool {
	object, ok := data.(map[string]any)
	if !ok {
		return false
	}
	v, there := object[from(d)]
	return there && v == nil
}

func from(d *intents.Declared) string {
	if d.From != "" {
		return d.From
	}
	return d.Name
}

// scalar writes a plain JSON value as a string.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v), true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}

// bound drops items from the end of the longest list until the answer fits.
func bound(a connectors.Answer) (connectors.Answer, error) {
	for {
		b, err := json.Marshal(a)
		if err != nil {
			return a, err
		}
		if len(b) <= MaxAnswer {
			return a, nil
		}
		longest := ""
		for name, items := range a.Lists {
			if len(items) > len(a.Lists[longest]) || len(items) == len(a.Lists[longest]) && name < longest {
				longest = name
			}
		}
		if longest == "" || len(a.Lists[longest]) == 0 {
			return a, errors.New("answer over 4 KiB")
		}
		a.Lists[longest] = a.Lists[longest][:len(a.Lists[longest])-1]
	}
}
