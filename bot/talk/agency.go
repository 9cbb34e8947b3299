package talk

import (
	"context"
	"errors"
	"fmt"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// operation finds what is asked among the operations of the catalog.
func (w *world) operation(a *bot.Ask) (*intents.Operation, error) {
	if w.cfg.Catalog != nil {
		if op, ok := w.cfg.Catalog.Operation(a.Agency, a.Operation); ok {
			return op, nil
		}
	}
	return nil, fmt.Errorf("%s.%s is no operation of the catalog", a.Agency, a.Operation)
}

// answered brings the outcome of a call back to the conversation.
func (w *world) answered(a asked, o Outcome) {
	w.step(bot.Outcome(a.key, o.Answer, o.Fault), a.chain)
}

// outcome makes what is written under a call the outcome of asking for it.
func (w *world) outcome(a asked, written Answer) (Outcome, error) {
	op, err := w.operation(a.ask)
	if err != nil {
		return Outcome{}, err
	}
	s := script{written: written, context: w.context()}
	call := connectors.Call{Operation: op, Args: a.ask.Args, ID: a.key.Name(id)}
	var answer connectors.Answer
	if a.ask.Lookup {
		answer, err = connectors.Lookup(context.Background(), s, call, op)
	} else {
		answer, err = s.Do(context.Background(), call)
	}
	var fault *connectors.Fault
	if err != nil && !errors.As(err, &fault) {
		return Outcome{}, err
	}
	return Outcome{Answer: answer, Fault: fault}, nil
}

// script is a Connector that answers what the talk says.
type script struct {
	written Answer
	context value.Context
}

// Do answers one call. An error that is not a Fault is a mistake in the talk.
func (s script) Do(_ context.Context, c connectors.Call) (connectors.Answer, error) {
	effect := c.Operation.Effect
	switch s.written.Fault {
	case "":
		return s.read(c.Operation)
	case "refused":
		return connectors.Answer{}, connectors.Said(s.written.Family, "talk", effect)
	case "timeout":
		return connectors.Answer{}, connectors.Lost("timeout", effect, nil)
	case "unknown":
		return connectors.Answer{}, &connectors.Fault{Sort: connectors.ErrUnknown, Family: "unknown_result", Code: "talk"}
	case "down":
		return connectors.Answer{}, connectors.Unsent("talk", nil)
	case "absent":
		return connectors.Answer{}, connectors.Said("not_found", "talk", effect)
	}
	return connectors.Answer{}, fmt.Errorf("this call needs an answer: ! %s is none", s.written.Fault)
}

// misread is a mistake in a line of an answer.
type misread struct {
	row  int
	text string
}

func (m *misread) Error() string { return m.text }

// read makes the written fields those the operation declares.
func (s script) read(o *intents.Operation) (connectors.Answer, error) {
	var a connectors.Answer
	fields, err := s.fields(s.written.Fields, o.Answer)
	if err != nil {
		return a, err
	}
	a.Fields = fields
	for _, l := range s.written.Lists {
		d, ok := o.Field(l.Name)
		if !ok || d.Kind != nil {
			return a, &misread{l.Row, fmt.Sprintf("%s.%s declares no list %s", o.Agency, o.Name, l.Name)}
		}
		if a.Lists == nil {
			a.Lists = map[string][]map[string]string{}
		}
		a.Lists[l.Name] = []map[string]string{}
		for _, item := range l.Items {
			fields, err := s.fields(item, d.List)
			if err != nil {
				return a, fmt.Errorf("list %s: %w", l.Name, err)
			}
			a.Lists[l.Name] = append(a.Lists[l.Name], fields)
		}
	}
	for _, d := range o.Answer {
		if _, there := a.Lists[d.Name]; d.Kind == nil && !there && !d.Optional {
			return a, fmt.Errorf("the answer lacks the list %s", d.Name)
		}
	}
	return a, nil
}

func (s script) fields(written []Field, declared []intents.Declared) (map[string]string, error) {
	out := map[string]string{}
	for _, f := range written {
		d, ok := find(declared, f.Name)
		if !ok || d.Kind == nil {
			return nil, &misread{f.Row, fmt.Sprintf("no field %s is declared", f.Name)}
		}
		v, ok := canonical(d.Kind, f.Value, s.context)
		if !ok {
			return nil, &misread{f.Row, fmt.Sprintf("%s: %q is no %s", f.Name, f.Value, d.Kind.Name())}
		}
		out[f.Name] = v
	}
	for _, d := range declared {
		if _, there := out[d.Name]; d.Kind != nil && !there && !d.Optional {
			return nil, fmt.Errorf("the answer lacks the field %s", d.Name)
		}
	}
	return out, nil
}

func find(declared []intents.Declared, name string) (*intents.Declared, bool) {
	for k := range declared {
		if declared[k].Name == name {
			return &declared[k], true
		}
	}
	return nil, false
}

// canonical reads a value as it is written in a talk: canonical already, or as people write it.
func canonical(k value.Kind, v string, c value.Context) (string, bool) {
	if value.Check(k, v, c) == nil {
		return v, true
	}
	got, err := k.Parse(v, c)
	return got, err == nil
}
