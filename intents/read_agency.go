package intents

import (
	"regexp"
	"slices"
	"strings"

	"github.com/banshi-bot/banshi/intents/value"
)

// agency reads the file of an agency.
func (s *shelf) agency(t *tree) *Agency {
	d := s.decoder
	a := &Agency{Operations: map[string]*Operation{}, Pos: t.pos}
	var operations *tree
	d.object(t, "an agency", keys{
		"agency":     func(v *tree) { a.ID = d.word(v, "the id"); d.name(v.pos, a.ID, "an agency") },
		"title":      func(v *tree) { a.Title = d.text(v, "the title") },
		"operations": func(v *tree) { operations = v },
	})
	d.missing(t, "the agency", "agency", "title", "operations")
	if operations == nil || !d.is(operations, object, "operations") {
		return a
	}
	for _, e := range operations.entries {
		d.name(e.pos, e.key, "an operation")
		o := s.readOperation(a.ID, e)
		a.Operations[o.Name] = o
		s.contents[a.ID+"."+o.Name] = e.value.digest()
	}
	for _, o := range a.Operations {
		s.checkLookup(a, o, operations.get(o.Name).get("lookup"))
	}
	return a
}

func (s *shelf) readOperation(agency string, e entry) *Operation {
	d := s.decoder
	o := &Operation{Agency: agency, Name: e.key, Timeout: 3000, Pos: e.pos}
	d.object(e.value, "an operation", keys{
		"title":          func(v *tree) { o.Title = d.text(v, "the title") },
		"effect":         func(v *tree) { o.Effect = effect(d, v) },
		"args":           func(v *tree) { o.Args = s.declared(v, "an argument", false) },
		"answer":         func(v *tree) { o.Answer = s.declared(v, "an answer field", true) },
		"idempotency":    func(v *tree) { o.Key = idempotency(d, v) },
		"lookup":         func(v *tree) { o.Lookup = d.word(v, "lookup") },
		"timeout":        func(v *tree) { o.Timeout = d.span(v, "timeout") },
		"accept_unknown": func(v *tree) { o.Unknown = d.flag(v, "accept_unknown") },
		"method":         func(v *tree) { o.HTTP.Method = d.oneOf(v, "method", "GET", "POST", "PUT", "PATCH", "DELETE") },
		"path":           func(v *tree) { o.HTTP.Path = d.word(v, "the path") },
		"query":          func(v *tree) { o.HTTP.Query = httpPlaces(d, v, "query") },
		"headers":        func(v *tree) { o.HTTP.Headers = httpPlaces(d, v, "headers") },
		"body":           func(v *tree) { o.HTTP.Body = httpPlaces(d, v, "body") },
		"data":           func(v *tree) { o.HTTP.Data = d.word(v, "data") },
		"code":           func(v *tree) { o.HTTP.Code = d.word(v, "code") },
		"ok":             func(v *tree) { o.HTTP.OK = contents(d.words(v, "ok")) },
		"errors":         func(v *tree) { o.HTTP.Errors = families(d, v) },
	})
	d.missing(e.value, "the operation "+e.key, "effect", "method", "path")
	s.checkOperation(e.value, o)
	return o
}

func effect(d decoder, t *tree) EffectClass {
	return EffectClass(d.oneOf(t, "effect", string(Read), string(IdempotentWrite), string(Write)))
}

// idempotency reads where the key goes: "header NAME", "body FIELD", natural or none.
func idempotency(d decoder, t *tree) string {
	words := strings.Fields(d.word(t, "idempotency"))
	switch {
	case len(words) == 2 && (words[0] == "header" || words[0] == "body"):
		return words[0] + ":" + words[1]
	case len(words) == 1 && words[0] == "natural":
		return "natural"
	case len(words) == 1 && words[0] == "none":
		return ""
	}
	d.error(t.pos, "idempotency", "write header NAME, body FIELD, natural or none", "%q says no place for the key", t.text)
	return ""
}

func families(d decoder, t *tree) map[string]string {
	codes := map[string]string{}
	if !d.is(t, object, "errors") {
		return codes
	}
	for _, e := range t.entries {
		family := d.word(e.value, "an error family")
		if family != "" && !slices.Contains(Families, family) {
			d.error(e.value.pos, "unknown_family", didYouMean(family, Families), "no error family is named %q", family)
		}
		codes[e.key] = family
	}
	return codes
}

// httpPlaces reads `name: argument`, `name: =constant` or `name: {arg: …, as: …}`.
func httpPlaces(d decoder, t *tree, what string) []Place {
	if !d.is(t, object, what) {
		return nil
	}
	var places []Place
	for _, e := range t.entries {
		p := Place{Name: e.key}
		if e.value.shape == scalar {
			constant, is := strings.CutPrefix(e.value.text, "=")
			if is {
				p.Const = constant
			} else {
				p.Arg = d.word(e.value, "an argument")
			}
			places = append(places, p)
			continue
		}
		d.object(e.value, "a place", keys{
			"arg":   func(v *tree) { p.Arg = d.word(v, "an argument") },
			"const": func(v *tree) { p.Const = d.word(v, "a constant") },
			"as":    func(v *tree) { p.As = d.oneOf(v, "as", "number", "yuan", "bool") },
		})
		places = append(places, p)
	}
	return places
}

// declared reads arguments or answer fields: `name: kind`, or a map with the kind's parameters.
func (s *shelf) declared(t *tree, what string, answers bool) []Declared {
	d := s.decoder
	if !d.is(t, object, what+"s") {
		return nil
	}
	var all []Declared
	for _, e := range t.entries {
		d.name(e.pos, e.key, what)
		f := Declared{Name: e.key, Pos: e.pos}
		if e.value.shape == scalar {
			f.Kind = s.kind(e.pos, e.value, &f.Params)
		} else {
			s.declare(e, what, answers, &f)
		}
		all = append(all, f)
	}
	return all
}

func (s *shelf) declare(e entry, what string, answers bool, f *Declared) {
	d := s.decoder
	var kind, items *tree
	known := paramKeys(d, &f.Params, d.word)
	known["kind"] = func(v *tree) { kind = v }
	known["title"] = func(v *tree) { f.Title = d.text(v, "the title") }
	known["optional"] = func(v *tree) { f.Optional = d.flag(v, "optional") }
	if answers {
		known["from"] = func(v *tree) { f.From = d.word(v, "from") }
		known["as"] = func(v *tree) { f.As = d.oneOf(v, "as", "yuan", "unix", "unix_ms") }
		known["map"] = func(v *tree) { f.Map = codes(d, v) }
		known["list"] = func(v *tree) { items = v }
	}
	d.object(e.value, what, known)
	if items != nil {
		f.List = s.declared(items, "a field of an item", true)
		if kind != nil {
			d.error(kind.pos, "list", "", "a list has no kind, its fields have")
		}
		for _, item := range f.List {
			if item.List != nil {
				d.error(item.Pos, "list", "", "a list within a list is not kept")
			}
		}
		return
	}
	d.missing(e.value, what+" "+e.key, "kind")
	f.Kind = s.kind(e.pos, kind, &f.Params)
	s.checkCodes(e, f)
}

// codes reads the agency's codes and what they mean here.
func codes(d decoder, t *tree) map[string]string {
	m := map[string]string{}
	if d.is(t, object, "map") {
		for _, e := range t.entries {
			m[e.key] = d.word(e.value, "what a code means")
		}
	}
	return m
}

// checkCodes faults codes that mean what the field can never be.
func (s *shelf) checkCodes(e entry, f *Declared) {
	var values []string
	for _, o := range f.Params.Options {
		values = append(values, o.Value)
	}
	for _, code := range e.value.get("map").all() {
		if code.value.text != "" && values != nil && !slices.Contains(values, code.value.text) {
			s.error(code.value.pos, "unknown_option", didYouMean(code.value.text, values), "%q is none of the values this can have", code.value.text)
		}
	}
	if f.As == "yuan" && f.Kind.Name() != "amount" {
		s.error(e.pos, "as", "", "only amounts are written in yuan")
	}
}

// checkOperation faults what could not be carried out, or not safely.
func (s *shelf) checkOperation(t *tree, o *Operation) {
	if o.Effect == Write && o.Key == "" && o.Lookup == "" && !o.Unknown {
		s.error(o.Pos, "unsafe_write", "give idempotency or lookup, or accept_unknown: true",
			"the write %s has neither a key nor a lookup: what became of it could never be known", o.Name)
	}
	if place := t.get("idempotency"); o.Effect == IdempotentWrite && o.Key == "" && (place == nil || place.text == "none") {
		s.error(o.Pos, "idempotency", "write header NAME, body FIELD or natural", "%s is idempotent by no key", o.Name)
	}
	if p := t.get("path"); p != nil && p.shape == scalar && (!strings.HasPrefix(p.text, "/") || strings.Contains(p.text, "..") || strings.ContainsAny(p.text, "?# ")) {
		s.error(p.pos, "path", "the address comes from the configuration", "a path begins with / and holds neither .. nor a query")
	}
	used := s.checkPlacesOf(t, o)
	for _, arg := range o.Args {
		if !used[arg.Name] {
			s.warn(arg.Pos, "unused_argument", "", "the argument %s is sent nowhere", arg.Name)
		}
		if arg.Kind == nil {
			s.error(arg.Pos, "list", "", "an argument cannot be a list")
		}
	}
}

var pathPlaces = regexp.MustCompile(`\{([^{}]*)\}`)

// kept are headers no definition may set: they are the connector's.
var kept = []string{"authorization", "host", "content-length", "content-type", "cookie", "connection", "transfer-encoding"}

// checkPlacesOf faults places filled from no argument, and returns the arguments that are used.
func (s *shelf) checkPlacesOf(t *tree, o *Operation) map[string]bool {
	used := map[string]bool{}
	var known []string
	for _, arg := range o.Args {
		known = append(known, arg.Name)
	}
	use := func(pos Pos, name string) {
		used[name] = true
		if name != "" && !slices.Contains(known, name) {
			s.error(pos, "unknown_argument", didYouMean(name, known), "the operation has no argument %s", name)
		}
	}
	if p := t.get("path"); p != nil {
		for _, m := range pathPlaces.FindAllStringSubmatch(p.text, -1) {
			use(p.pos, m[1])
		}
	}
	for _, where := range []string{"query", "headers", "body"} {
		for _, e := range t.get(where).all() {
			arg := e.value.text
			if e.value.shape == object {
				if v := e.value.get("arg"); v != nil {
					arg = v.text
				} else {
					arg = "="
				}
			}
			if !strings.HasPrefix(arg, "=") {
				use(e.value.pos, arg)
			}
			if where == "headers" && slices.Contains(kept, strings.ToLower(e.key)) {
				s.error(e.pos, "header", "credentials come from the configuration", "the header %s is not a definition's to set", e.key)
			}
		}
	}
	return used
}

// checkLookup faults a lookup that is no read with the same arguments.
func (s *shelf) checkLookup(a *Agency, o *Operation, at *tree) {
	if o.Lookup == "" || at == nil {
		return
	}
	o.Lookup = strings.TrimPrefix(o.Lookup, a.ID+".")
	l, ok := a.Operations[o.Lookup]
	if !ok {
		s.error(at.pos, "unknown_operation", didYouMean(o.Lookup, names(a.Operations)), "the agency %s has no operation %q", a.ID, o.Lookup)
		return
	}
	if l.Effect != Read {
		s.error(at.pos, "effect", "", "the lookup %s does more than read", l.Name)
	}
	for _, arg := range l.Args {
		given := slices.ContainsFunc(o.Args, func(d Declared) bool { return d.Name == arg.Name })
		if !given && !arg.Optional {
			s.error(at.pos, "argument", "", "the lookup %s needs %s, which %s is not given", l.Name, arg.Name, o.Name)
		}
	}
}

// known fields of a payment and of a case, beside those of agencies.
func (s *shelf) fields(names ...string) []Declared {
	var fields []Declared
	for k := 0; k+1 < len(names); k += 2 {
		kind, err := value.New(names[k+1], value.Params{})
		if err != nil {
			kind = s.unread
		}
		fields = append(fields, Declared{Name: names[k], Kind: kind})
	}
	return fields
}
