package understand

import (
	"math/rand/v2"
	"testing"

	"github.com/banshi-bot/banshi/intents/value"
)

// homophones replaces a share of the Han characters of a text by others of the texts that sound the same.
type homophones struct {
	bySound map[uint16][]rune
	rng     *rand.Rand
}

func newHomophones(texts []Sample) *homophones {
	h := &homophones{bySound: map[uint16][]rune{}, rng: rand.New(rand.NewPCG(3, 9))}
	seen := map[rune]bool{}
	for _, s := range texts {
		for _, r := range s.Text {
			if sound := han().sound(r); sound != 0 && !seen[r] {
				seen[r] = true
				h.bySound[sound] = append(h.bySound[sound], r)
			}
		}
	}
	// rarer characters, as a phone's keyboard offers them too
	for r := rune(0x4e00); r < 0x9000; r++ {
		if sound := han().sound(r); h.bySound[sound] != nil && !seen[r] && len(h.bySound[sound]) < 6 {
			h.bySound[sound] = append(h.bySound[sound], r)
		}
	}
	return h
}

func (h *homophones) spoil(text string, share float64) string {
	runes := []rune(text)
	for i, r := range runes {
		if choices := h.bySound[han().sound(r)]; isHan(r) && len(choices) > 1 && h.rng.Float64() < share {
			runes[i] = choices[h.rng.IntN(len(choices))]
		}
	}
	return string(runes)
}

func accuracy(m *Model, samples []Sample) float64 {
	right := 0
	for _, s := range samples {
		if u := m.Understand(s.Text, value.Context{}); u.Ranked[0].Intent == s.Intent {
			right++
		}
	}
	return 100 * float64(right) / float64(len(samples))
}

// TestHomophones holds that typing by sound loses little.
func TestHomophones(t *testing.T) {
	m := Train(synthetic(60, 45, 1), Config{})
	clean := synthetic(60, 20, 2)
	h := newHomophones(clean)
	spoilt := make([]Sample, len(clean))
	for i, s := range clean {
		spoilt[i] = Sample{Text: h.spoil(s.Text, 0.1), Intent: s.Intent}
	}
	before, after := accuracy(m, clean), accuracy(m, spoilt)
	t.Logf("right: %.2f %%, with 10 %% of the characters replaced by homophones %.2f %%", before, after)
	if before-after > 2 {
		t.Errorf("homophones cost %.2f points, want at most 2", before-after)
	}
}
