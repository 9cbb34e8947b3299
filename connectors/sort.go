package connectors

import (
	"context"
	"errors"

	"github.com/banshi-bot/banshi/intents"
)

// SortOf tells how an error family is to be taken. A read never leaves an unknown outcome: it changed nothing.
func SortOf(family string, effect intents.EffectClass) error {
	switch family {
	case "agency_down":
		return ErrAgain
	case "unknown_result":
		if effect == intents.Read {
			return ErrAgain
		}
		return ErrUnknown
	}
	return ErrRefused
}

// Said makes the Fault of an agency's own, mapped code.
func Said(family, code string, effect intents.EffectClass) *Fault {
	return &Fault{Sort: SortOf(family, effect), Family: family, Code: code}
}

// Unsent makes the Fault of a call that never reached the agency: nothing happened.
func Unsent(code string, cause error) *Fault {
	return &Fault{Sort: ErrAgain, Family: "agency_down", Code: code, Cause: cause}
}

// Lost makes the Fault of a call that reached the agency and was not understood or not answered: on a read nothing
// happened, on a write it may have.
func Lost(code string, effect intents.EffectClass, cause error) *Fault {
	if effect == intents.Read {
		return Unsent(code, cause)
	}
	return &Fault{Sort: ErrUnknown, Family: "unknown_result", Code: code, Cause: cause}
}

// Down reports whether an error speaks against the agency's health rather than against the citizen's wish.
func Down(err error) bool {
	return errors.Is(err, ErrAgain) || errors.Is(err, ErrUnknown)
}

// Lookup asks what became of a call whose outcome is unknown, with the same arguments and the same key, through the
// operation that the call's own names in Operation.Lookup.
//
// An Answer is that of the act: it happened. ErrAgain with the family not_found means it did not happen and may be
// done again; any other ErrAgain, like ErrUnknown, means it is still unknown. ErrRefused means it ended refused.
func Lookup(ctx context.Context, c Connector, call Call, lookup *intents.Operation) (Answer, error) {
	call.Operation, call.Args = lookup, known(lookup, call.Args)
	answer, err := c.Do(ctx, call)
	var f *Fault
	switch {
	case err == nil:
		return answer, nil
	case errors.As(err, &f) && errors.Is(err, ErrRefused) && absent(f.Family):
		return Answer{}, &Fault{Sort: ErrAgain, Family: "not_found", Code: f.Code}
	case errors.As(err, &f) && errors.Is(err, ErrAgain):
		return Answer{}, &Fault{Sort: ErrUnknown, Family: "unknown_result", Code: f.Code, Cause: f.Cause}
	}
	return Answer{}, err
}

func absent(family string) bool { return family == "not_found" || family == "not_yet_in_system" }

// known keeps the arguments an operation declares.
func known(o *intents.Operation, args map[string]string) map[string]string {
	kept := make(map[string]string, len(o.Args))
	for k := range o.Args {
		if v, ok := args[o.Args[k].Name]; ok {
			kept[o.Args[k].Name] = v
		}
	}
	return kept
}
