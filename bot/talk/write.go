package talk

import (
	"errors"
	"strings"

	"github.com/banshi-bot/banshi/bot"
	"github.com/banshi-bot/banshi/connectors"
	"github.com/banshi-bot/banshi/intents"
)

// outcomeRows writes what an agency answers as it stands under a call, in the order of its declaration.
func (w *world) outcomeRows(a asked, o Outcome) []string {
	if o.Fault != nil {
		return []string{"  ! " + faultWord(o.Fault)}
	}
	op, err := w.operation(a.ask)
	if err != nil {
		return nil
	}
	var rows []string
	if fields := fieldsRow(op.Answer, o.Answer.Fields); fields != "" {
		rows = append(rows, "  "+fields)
	}
	for _, d := range op.Answer {
		items, ok := o.Answer.Lists[d.Name]
		if !ok || d.Kind != nil {
			continue
		}
		rows = append(rows, "  "+d.Name+":")
		for _, item := range items {
			rows = append(rows, "  - "+fieldsRow(d.List, item))
		}
	}
	return rows
}

func faultWord(f *connectors.Fault) string {
	switch {
	case errors.Is(f.Sort, connectors.ErrUnknown):
		return "unknown"
	case errors.Is(f.Sort, connectors.ErrAgain) && f.Family == "agency_down":
		return "down"
	}
	return "refused: " + f.Family
}

func fieldsRow(declared []intents.Declared, fields map[string]string) string {
	var all []string
	for _, d := range declared {
		if v, ok := fields[d.Name]; ok && d.Kind != nil {
			all = append(all, d.Name+": "+quoted(v))
		}
	}
	return strings.Join(all, ", ")
}

// quoted writes a value so that it is read back as one.
func quoted(v string) string {
	v = strings.Join(strings.Fields(v), " ")
	if v == "" || len(splitFields("x: "+v)) > 1 || strings.ContainsAny(v, `[]{}"`) || strings.HasSuffix(v, ",") {
		return `"` + strings.ReplaceAll(v, `"`, "”") + `"`
	}
	return v
}

// Fault is the failure a call was answered with.
func Fault(a bot.Answered) *connectors.Fault {
	sorts := map[string]error{"refused": connectors.ErrRefused, "unknown": connectors.ErrUnknown}
	sort, ok := sorts[a.Sort]
	if !ok {
		sort = connectors.ErrAgain
	}
	return &connectors.Fault{Sort: sort, Family: a.Fault, Code: a.Code}
}
