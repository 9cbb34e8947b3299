package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// request builds the HTTP request of a call. Its errors name arguments, never their values.
func (c *Connector) request(ctx context.Context, call connectors.Call) (*http.Request, []byte, error) {
	op := call.Operation
	if err := complete(op, call.Args); err != nil {
		return nil, nil, err
	}
	path, err := fillPath(op.HTTP.Path, call.Args)
	if err != nil {
		return nil, nil, err
	}
	query, err := fillQuery(op.HTTP.Query, call.Args)
	if err != nil {
		return nil, nil, err
	}
	body, err := fillBody(op, call)
	if err != nil {
		return nil, nil, err
	}
	target, err := url.Parse(c.base.Scheme + "://" + c.base.Host + c.base.EscapedPath() + path)
	if err != nil {
		return nil, nil, fmt.Errorf("path of %s: %w", op.Name, bare(err))
	}
	target.RawQuery = query
	req, err := http.NewRequestWithContext(ctx, op.HTTP.Method, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, nil, fmt.Errorf("request of %s: %w", op.Name, bare(err))
	}
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	} else {
		req.Body, req.GetBody, req.ContentLength = http.NoBody, nil, 0
	}
	return req, body, fillHeaders(req.Header, op, call)
}

// Sketch is a request as it would be sent, without the credential.
type Sketch struct {
	Method string
	URL    string
	Header http.Header
	Body   string
}

// Sketch shows what a call would send.
func (c *Connector) Sketch(call connectors.Call) (Sketch, error) {
	req, body, err := c.request(context.Background(), call)
	if err != nil {
		return Sketch{}, fmt.Errorf("sketch %s.%s: %w", call.Operation.Agency, call.Operation.Name, err)
	}
	return Sketch{Method: req.Method, URL: req.URL.String(), Header: req.Header, Body: string(body)}, nil
}

// complete checks that every argument an operation needs is there.
func complete(op *intents.Operation, args map[string]string) error {
	for k := range op.Args {
		if a := &op.Args[k]; !a.Optional && args[a.Name] == "" {
			return fmt.Errorf("argument %s is missing", a.Name)
		}
	}
	return nil
}

// fillPath puts escaped arguments into the {name} places of a path.
func fillPath(path string, args map[string]string) (string, error) {
	var b strings.Builder
	for rest := path; ; {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		name, tail, closed := strings.Cut(after, "}")
		if !closed {
			return "", fmt.Errorf("path %q: { without }", path)
		}
		v := args[name]
		if v == "" || v == "." || v == ".." {
			return "", fmt.Errorf("argument %s cannot stand in a path", name)
		}
		b.WriteString(url.PathEscape(v))
		rest = tail
	}
}

func fillQuery(places []intents.Place, args map[string]string) (string, error) {
	q := url.Values{}
	for _, p := range places {
		if v, ok, err := written(p, args); err != nil {
			return "", err
		} else if ok {
			q.Add(p.Name, v)
		}
	}
	return q.Encode(), nil
}

func fillHeaders(h http.Header, op *intents.Operation, call connectors.Call) error {
	for _, p := range op.HTTP.Headers {
		v, ok, err := written(p, call.Args)
		switch {
		case err != nil:
			return err
		case !ok:
			continue
		case strings.ContainsAny(v, "\r\n\x00"):
			return fmt.Errorf("argument %s cannot stand in a header", p.Arg)
		}
		h.Set(p.Name, v)
	}
	if name, ok := strings.CutPrefix(op.Key, "header:"); ok {
		h.Set(name, call.ID)
	}
	return nil
}

// fillBody builds the named JSON of a request; nil where the operation has none.
func fillBody(op *intents.Operation, call connectors.Call) ([]byte, error) {
	key, keyed := strings.CutPrefix(op.Key, "body:")
	if len(op.HTTP.Body) == 0 && !keyed {
		return nil, nil
	}
	root := map[string]any{}
	for _, p := range op.HTTP.Body {
		v, ok, err := written(p, call.Args)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if err := put(root, p.Name, typed(p.As, v)); err != nil {
			return nil, err
		}
	}
	if keyed {
		if err := put(root, key, call.ID); err != nil {
			return nil, err
		}
	}
	b, err := json.Marshal(root)
	if err != nil {
		return nil, fmt.Errorf("body of %s: %w", op.Name, err)
	}
	return b, nil
}

// put sets a value at a dotted name, making the objects on the way.
func put(root map[string]any, name string, v any) error {
	at, parts := root, strings.Split(name, ".")
	for _, part := range parts[:len(parts)-1] {
		next, ok := at[part].(map[string]any)
		if !ok {
			if _, taken := at[part]; taken {
				return fmt.Errorf("body field %s: %s is not an object", name, part)
			}
			next = map[string]any{}
			at[part] = next
		}
		at = next
	}
	last := parts[len(parts)-1]
	if _, taken := at[last]; taken {
		return fmt.Errorf("body field %s is filled twice", name)
	}
	at[last] = v
	return nil
}

// written is what a place says: a constant, or an argument in the agency's way of writing; not ok where an optional
// argument is missing.
func written(p intents.Place, args map[string]string) (s string, ok bool, err error) {
	if p.Arg == "" {
		return p.Const, true, nil
	}
	v, ok := args[p.Arg]
	if !ok || v == "" {
		return "", false, nil
	}
	switch p.As {
	case "yuan":
		v, err = yuan(v)
	case "number":
		if !json.Valid([]byte(v)) || strings.ContainsAny(v[:1], `"{[tfn`) {
			err = fmt.Errorf("not a number")
		}
	case "bool":
		if v != "true" && v != "false" {
			err = fmt.Errorf("not a truth")
		}
	}
	if err != nil {
		return "", false, fmt.Errorf("argument %s: %w", p.Arg, err)
	}
	return v, true, nil
}

// typed makes the JSON value of a written one. Yuan stay a string: "200.00" is exact, a float is not.
func typed(as, v string) any {
	switch as {
	case "number":
		return json.Number(v)
	case "bool":
		return v == "true"
	}
	return v
}

// yuan writes integer fen as decimal yuan.
func yuan(fen string) (string, error) {
	n, err := strconv.ParseInt(fen, 10, 64)
	if err != nil || n < 0 {
		return "", fmt.Errorf("not an amount in fen")
	}
	return fmt.Sprintf("%d.%02d", n/100, n%100), nil
}
