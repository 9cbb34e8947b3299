package value

import "strings"

// periodOptions are the parts of a day an office may offer.
var periodOptions = []Option{
	{Value: "am", Labels: map[string]string{"zh": "上午", "en": "morning"}},
	{Value: "noon", Labels: map[string]string{"zh": "中午", "en": "midday"}},
	{Value: "pm", Labels: map[string]string{"zh": "下午", "en": "afternoon"}},
	{Value: "evening", Labels: map[string]string{"zh": "晚上", "en": "evening"}},
}

// period is a part of the day. Options restrict which are offered; their labels may say more, as in
// 上午 9:00-11:30.
type period struct{ choice }

func newPeriod(n named) (Kind, error) {
	options := n.params.Options
	n.params.Options = nil
	for _, o := range options {
		n.params.Options = append(n.params.Options, withUsual(o))
	}
	if len(options) == 0 {
		n.params.Options = []Option{periodOptions[0], periodOptions[2]}
		n.params.Options = append(n.params.Options, periodOptions[1], periodOptions[3])
	}
	return period{newChoiceOf(n)}, nil
}

// withUsual gives an option the usual labels where the slot names none.
func withUsual(o Option) Option {
	for _, usual := range periodOptions {
		if usual.Value == o.Value && len(o.Labels) == 0 {
			o.Labels = usual.Labels
		}
	}
	return o
}

// Parse reads a part of the day or a time that lies in one.
func (k period) Parse(said string, c Context) (string, error) {
	v, err := k.choice.Parse(said, c)
	if err == nil {
		return v, nil
	}
	if p, ok := err.(*Problem); ok && p.Code == "ambiguous" {
		return "", err
	}
	var found []string
	t := newText(said)
	for i := 0; i < len(t.low); {
		p, end := periodAt(t, i, true)
		if end == i {
			i++
			continue
		}
		if i = end; !refused(t, i) && !contains(found, p) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return "", err
	}
	if len(found) > 1 {
		return "", k.problem("ambiguous", "candidates", strings.Join(found, ","))
	}
	for _, o := range k.params.Options {
		if o.Value == found[0] {
			return k.pass(o.Value)
		}
	}
	return "", k.problem("not_offered")
}

// periodAt reads a part of the day at i. office takes an hour without one for an hour offices keep: 三点
// is in the afternoon.
func periodAt(t text, i int, office bool) (string, int) {
	m, ok := timeAt(t, i)
	if !ok {
		p, end := dayPartAt(t, i)
		if end == i {
			p, end = englishDayPart(t, i)
		}
		if p == "early" {
			p = "am"
		}
		return p, end
	}
	if m.period != "" {
		return m.period, m.end
	}
	if !office {
		return "", i
	}
	switch h := m.minute / 60; {
	case h >= 7 && h < 12:
		return "am", m.end
	case h >= 1 && h < 7:
		return "pm", m.end
	}
	return "", i
}

// timeAt reads a time of day in either language.
func timeAt(t text, i int) (moment, bool) {
	m, ok := zhTimeAt(t, i)
	if e, also := englishTimeAt(t, i); also && (!ok || e.end > m.end) {
		return e, true
	}
	return m, ok
}
