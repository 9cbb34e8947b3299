package understand

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/intents"
	"github.com/banshi-bot/banshi/intents/value"
)

// Random strings that go through Find and Understand: a million where BANSHI_CI=1, otherwise a tenth of that.
const (
	strangers     = 100_000
	strangersInCI = 1_000_000
)

// scraps are what random strings are made of, beside any characters and bytes.
var scraps = strings.Split("查|交|办|社保|公积金|罚单|结婚|港澳|不是|是的|取消|第|二|个|另外|和|，|。|？|!|,|.| |\n|\u200b|\x00|\xff|\xe4\xb8|"+
	"浙A12345|3301061900123456|440524188001010014|13812345678|2026|年|月|日|下周三|上午|三点半|两百|块|%|¥|￥|１|Ａ|①|"+
	"pay|my|fine|and|also|then|I don't want|the second one|next Friday|at 3pm|'|chaxun|shebao|xi'an|q|é|я|ß|👍|🤔|〇|𠮷|\u0301", "|")

func stranger(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(10) {
		switch r.IntN(6) {
		case 0:
			b.WriteRune(rune(r.IntN(0x3000)))
		case 1:
			b.WriteRune(rune(0x4e00 + r.IntN(0x5200)))
		case 2:
			b.WriteByte(byte(r.IntN(256)))
		default:
			b.WriteString(scraps[r.IntN(len(scraps))])
		}
	}
	return b.String()
}

// TestStrangers holds that no string makes Find or Understand panic, nor answer what cannot be.
func TestStrangers(t *testing.T) {
	n := strangers
	if os.Getenv("BANSHI_CI") == "1" {
		n = strangersInCI
	}
	m := Train(small(), Config{Find: value.Find})
	r := rand.New(rand.NewPCG(7, 11))
	at := value.Context{At: 1772589600000}
	start := time.Now()
	for range n {
		said := stranger(r)
		at.Lang = []string{"zh", "en", ""}[r.IntN(3)]
		u := m.Understand(said, at)
		sane(t, said, u)
	}
	t.Logf("%d random strings went through Find and Understand, %.0f µs each", n, float64(time.Since(start).Microseconds())/float64(n))
}

// sane checks what must hold of an Understanding of anything.
func sane(t *testing.T, said string, u intents.Understanding) {
	length := len([]rune(said))
	for i, g := range u.Ranked {
		if !(g.Score >= 0 && g.Score <= 1) || g.Intent == Outside || i > 0 && g.Score > u.Ranked[i-1].Score+1e-9 {
			t.Fatalf("%q: ranked %+v", said, u.Ranked)
		}
	}
	for _, w := range u.Wishes {
		if w.Start < 0 || w.End > length || w.Start >= w.End {
			t.Fatalf("%q: wish at %d to %d of %d", said, w.Start, w.End, length)
		}
	}
	for _, a := range u.Acts {
		if !(a.Score >= 0 && a.Score <= 1) {
			t.Fatalf("%q: act %+v", said, a)
		}
	}
	for _, e := range u.Entities {
		if e.Start < 0 || e.End > length || e.Start >= e.End {
			t.Fatalf("%q: %s at %d to %d of %d", said, e.Kind, e.Start, e.End, length)
		}
	}
	if u.Zone != intents.ZoneAct && u.Zone != intents.ZoneAsk && u.Zone != intents.ZoneFallback {
		t.Fatalf("%q: zone %q", said, u.Zone)
	}
}
