package value

import (
	_ "embed"
	"sort"
	"strings"
	"sync"
	"time"
)

//go:embed data/regions.tsv
var regionsFile string

// A Gazetteer knows the administrative regions of GB/T 2260 by code and by what people call them.
type Gazetteer struct {
	places map[string]place
	zh     map[rune][]placeName // by first character, longer names first
	en     map[string][]string  // lower-case English names to codes
}

type place struct {
	zh    string
	short []string
	en    []string
}

// A placeName is one way to call a region. full tells that it ends with its class, as in 西湖区.
type placeName struct {
	name []rune
	code string
	full bool
}

// former are districts that were merged or renamed, with the region they belong to since.
var former = []struct{ name, code, since string }{
	{"下城区", "330105", "2021-04"}, {"江干区", "330102", "2021-04"}, {"梅列区", "350404", "2021-02"}, {"沙县", "350405", "2021-02"},
	{"长泰县", "350605", "2021-02"}, {"龙海市", "350604", "2021-02"}, {"吉利区", "410308", "2021-03"}, {"孟津县", "410308", "2021-03"},
	{"偃师市", "410307", "2021-03"}, {"祁阳县", "431181", "2021-01"}, {"横县", "450181", "2021-02"}, {"会理县", "513402", "2021-01"},
	{"黔西县", "520581", "2021-03"}, {"禄丰县", "532302", "2021-01"}, {"米林县", "540481", "2023-04"}, {"错那县", "540581", "2023-04"},
	{"凤翔县", "610305", "2021-01"}, {"旬阳县", "610981", "2021-02"}, {"沙湾县", "654203", "2021-01"},
	{"崇文区", "110101", "2010-07"}, {"宣武区", "110102", "2010-07"},
	{"卢湾区", "310101", "2011-06"}, {"闸北区", "310106", "2015-11"}, {"南汇区", "310115", "2009-05"},
	{"莱芜市", "370116", "2019-01"}, {"襄樊市", "420600", "2010-12"}, {"襄樊", "420600", "2010-12"},
}

// Regions is the gazetteer. It is built once, at first use.
var Regions = sync.OnceValue(func() *Gazetteer {
	g := &Gazetteer{places: map[string]place{}, zh: map[rune][]placeName{}, en: map[string][]string{}}
	for line := range strings.Lines(regionsFile) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) == 4 {
			g.add(f[0], f[1], strings.FieldsFunc(f[2], isComma), strings.FieldsFunc(f[3], isComma))
		}
	}
	for _, f := range former {
		if _, ok := g.places[f.code]; ok {
			g.call(f.name, f.code, true)
		}
	}
	for _, names := range g.zh {
		sort.SliceStable(names, func(i, j int) bool { return len(names[i].name) > len(names[j].name) })
	}
	return g
})

func isComma(r rune) bool { return r == ',' }

func (g *Gazetteer) add(code, zh string, short, en []string) {
	g.places[code] = place{zh, short, en}
	g.call(zh, code, true)
	for _, s := range short {
		g.call(s, code, false)
	}
	for _, e := range en {
		e = strings.ToLower(strings.ReplaceAll(e, "ü", "u"))
		g.en[e] = append(g.en[e], code)
		if plain := strings.ReplaceAll(e, "'", ""); plain != e {
			g.en[plain] = append(g.en[plain], code)
		}
		if base, ok := strings.CutSuffix(e, " prefecture"); ok {
			g.en[base] = append(g.en[base], code)
		}
	}
}

func (g *Gazetteer) call(name, code string, full bool) {
	r := newText(name).low
	g.zh[r[0]] = append(g.zh[r[0]], placeName{r, code, full})
}

// Code reads a code of six digits, or of fewer with its zeros left out; 110100 is 110000. ok is false for
// codes that are no region.
func (g *Gazetteer) Code(s string) (code string, ok bool) {
	if len(s) != 2 && len(s) != 4 && len(s) != 6 || !allDigits(s) {
		return "", false
	}
	s += strings.Repeat("0", 6-len(s))
	if municipality(s) && (s[2:] == "0100" || s[2:] == "0200") {
		s = s[:2] + "0000"
	}
	_, ok = g.places[s]
	return s, ok
}

// municipality tells whether a code lies in one of the cities that are provinces.
func municipality(code string) bool {
	switch code[:2] {
	case "11", "12", "31", "50":
		return true
	}
	return false
}

// Name is what a region is called, "" for an unknown code.
func (g *Gazetteer) Name(code, lang string) string {
	p, ok := g.places[code]
	switch {
	case !ok:
		return ""
	case lang == "en":
		return p.en[0]
	}
	return p.zh
}

// Path is the name with those of the regions around it: 浙江省杭州市西湖区, or Xihu District, Hangzhou, Zhejiang.
func (g *Gazetteer) Path(code, lang string) string {
	name := g.Name(code, lang)
	for up := g.Parent(code); up != ""; up = g.Parent(up) {
		if lang == "en" {
			name += ", " + g.Name(up, lang)
		} else {
			name = g.Name(up, lang) + name
		}
	}
	return name
}

// Parent is the region a region lies in: of a county its city, of counties directly under a province that
// province, of districts of a municipality the municipality, of a province "".
func (g *Gazetteer) Parent(code string) string {
	if len(code) != 6 || strings.HasSuffix(code, "0000") {
		return ""
	}
	if city := code[:4] + "00"; city != code {
		if _, ok := g.places[city]; ok {
			return city
		}
	}
	return code[:2] + "0000"
}

// Within tells whether a region is another or lies in it.
func (g *Gazetteer) Within(code, in string) bool {
	for ; code != ""; code = g.Parent(code) {
		if code == in {
			return true
		}
	}
	return false
}

// Zone is the zone of a region's offices. All China keeps one time, without summer time.
func (g *Gazetteer) Zone(code string) *time.Location {
	switch {
	case strings.HasPrefix(code, "81"):
		return hongKong
	case strings.HasPrefix(code, "82"):
		return macao
	case strings.HasPrefix(code, "71"):
		return taipei
	}
	return shanghai
}

var (
	hongKong = time.FixedZone("Asia/Hong_Kong", 8*3600)
	macao    = time.FixedZone("Asia/Macau", 8*3600)
	taipei   = time.FixedZone("Asia/Taipei", 8*3600)
)

// Candidates are the codes a name may mean, in order of code: one for 杭州, four for 朝阳.
func (g *Gazetteer) Candidates(name string) []string {
	if code, ok := g.Code(tidy(name)); ok {
		return []string{code}
	}
	t := newText(tidy(name))
	codes, end := g.at(t, 0, true)
	if end == 0 || end != len(t.low) {
		return nil
	}
	return codes
}
