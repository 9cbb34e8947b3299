package value

// englishDayPart reads in the morning, afternoon, this evening, am, pm.
func englishDayPart(t text, i int) (string, int) {
	if !isLatin(t.at(i)) || isLatin(t.at(i-1)) {
		return "", i
	}
	w, end := wordAt(t, i)
	switch w {
	case "morning", "mornings":
		if t.ends(i, "good ") {
			return "", i
		}
		return "am", end
	case "am":
		if t.ends(i, "i ") || t.ends(i, "what ") || t.ends(i, "where ") { // I am
			return "", i
		}
		return "am", end
	case "noon", "midday", "lunchtime":
		return "noon", end
	case "afternoon", "afternoons", "pm":
		if t.ends(i, "good ") {
			return "", i
		}
		return "pm", end
	case "evening", "evenings", "night", "tonight":
		if t.ends(i, "good ") {
			return "", i
		}
		return "evening", end
	}
	return "", i
}

// englishTimeAt reads 3pm, 3:30 p.m., half past three, quarter to 4, 9 o'clock, noon.
func englishTimeAt(t text, i int) (moment, bool) {
	if isWordly(t.at(i-1)) || t.at(i-1) == ':' {
		return moment{}, false
	}
	if isLatin(t.at(i)) {
		return englishWordTime(t, i)
	}
	if !isDigit(t.at(i)) {
		return moment{}, false
	}
	h, j := shortNumber(t, i, 2)
	minute := 0
	if t.at(j) == ':' || t.at(j) == '.' {
		if n, k := shortNumber(t, j+1, 2); k == j+3 && n < 60 {
			minute, j = n, k
		}
	}
	return withHalf(t, moment{start: i, end: j, minute: h*60 + minute})
}

// withHalf wants am, pm or o'clock after an hour.
func withHalf(t text, m moment) (moment, bool) {
	h := m.minute / 60
	j := t.skip(m.end)
	w, end := wordAt(t, j)
	if w == "p" || w == "a" {
		if k := t.any(end, ".m.", ".m", " m"); k >= 0 && !isLatin(t.at(k)) {
			w, end = w+"m", k
		}
	}
	if h > 12 || h == 0 {
		return moment{}, false
	}
	switch w {
	case "am":
		m.minute, m.end = m.minute%(12*60), end
		return m.within("am"), true
	case "pm":
		m.end = end
		if h < 12 {
			m.minute += 12 * 60
		}
		return m.within(""), true
	case "o'clock", "oclock":
		m.end = end
		if p, k := laterPart(t, end); p != "" {
			m.end = k
			return m.within(p), true
		}
		return m.within(""), true
	}
	if p, k := laterPart(t, m.end); p != "" {
		m.end = k
		return m.within(p), true
	}
	return moment{}, false
}

// laterPart reads in the afternoon, at night after a time.
func laterPart(t text, i int) (string, int) {
	j := t.any(t.skip(i), "in the ", "at ", "this ")
	if j < 0 {
		return "", i
	}
	p, end := englishDayPart(t, j)
	if end == j {
		return "", i
	}
	return p, end
}

func englishWordTime(t text, i int) (moment, bool) {
	w, end := wordAt(t, i)
	switch w {
	case "noon", "midday":
		return moment{start: i, end: end, minute: 12 * 60, period: "noon"}, true
	case "midnight":
		return moment{start: i, end: end, minute: 0, period: "evening"}, true
	case "half", "quarter":
		return pastOrTo(t, i, end, map[string]int{"half": 30, "quarter": 15}[w])
	}
	d, j := englishNumber(t, i)
	h, ok := d.whole()
	if j == i || !ok || h < 1 || h > 12 {
		return moment{}, false
	}
	return withHalf(t, moment{start: i, end: j, minute: int(h) * 60})
}

// pastOrTo reads past three, to 4 after half and quarter.
func pastOrTo(t text, start, i, minutes int) (moment, bool) {
	w, j := wordAt(t, t.skip(i))
	if w != "past" && w != "to" || minutes == 30 && w == "to" {
		return moment{}, false
	}
	d, end := sayNumber(t, t.skip(j))
	h, ok := d.whole()
	if end == t.skip(j) || !ok || h < 1 || h > 12 {
		return moment{}, false
	}
	m := moment{start: start, end: end, minute: int(h)*60 + minutes}
	if w == "to" {
		m.minute = int(h)*60 - minutes
	}
	if full, ok := withHalf(t, m); ok {
		return full, true
	}
	return m.within(""), true
}
