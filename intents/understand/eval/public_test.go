package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mozillazg/go-pinyin"

	"github.com/banshi-bot/banshi/intents/understand"
	"github.com/banshi-bot/banshi/intents/value"
)

// publicSets are measured, never shipped; see docs/understanding.md for where they come from.
var publicSets = []string{"clinc150", "hint3_curekart", "crosswoz_req"}

// TestPublicSets prints the table of docs/understanding.md for the sets in the folder that BANSHI_NLU names.
func TestPublicSets(t *testing.T) {
	dir := os.Getenv("BANSHI_NLU")
	if dir == "" {
		t.Skip("BANSHI_NLU is not set: public data sets are not measured")
	}
	fmt.Println("| set | accuracy | AUROC | refused at 95 % | calibration error | train CPU s | µs CPU a text | stored MB |")
	fmt.Println("|---|---|---|---|---|---|---|---|")
	for _, name := range publicSets {
		measure(t, dir, name)
	}
}

func measure(t *testing.T, dir, name string) {
	training, test, err := readSet(filepath.Join(dir, name+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	before := cpu()
	m := understand.Train(training, understand.Config{Cores: 1})
	trained := cpu() - before
	data, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	m.Understand("warm", value.Context{})
	runtime.GC()
	before = cpu()
	r := Run(m, test, value.Context{})
	asked := cpu() - before
	fmt.Printf("| %s | %.2f | %.2f | %.1f | %.2f | %.2f | %.0f | %.1f |\n", name, 100*r.Accuracy, 100*r.AUROC, 100*r.Recall95, 100*r.ECE,
		trained.Seconds(), float64(asked.Microseconds())/float64(len(test)), float64(len(data))/1e6)
	if name == "crosswoz_req" {
		spoilt := Run(m, spoil(test), value.Context{})
		fmt.Printf("| %s, homophones | %.2f | | | | | | |\n", name, 100*spoilt.Accuracy)
	}
}

// spoil replaces 10 % of the Han characters by others of the set that sound the same.
func spoil(rows []Row) []Row {
	sound := func(r rune) string {
		return strings.Join(pinyin.LazyPinyin(string(r), pinyin.NewArgs()), "")
	}
	bySound, seen := map[string][]rune{}, map[rune]bool{}
	for _, row := range rows {
		for _, r := range row.Text {
			if s := sound(r); s != "" && !seen[r] {
				seen[r] = true
				bySound[s] = append(bySound[s], r)
			}
		}
	}
	rng := rand.New(rand.NewPCG(3, 9))
	spoilt := make([]Row, len(rows))
	for i, row := range rows {
		runes := []rune(row.Text)
		for k, r := range runes {
			if others := bySound[sound(r)]; len(others) > 1 && rng.IntN(10) == 0 {
				runes[k] = others[rng.IntN(len(others))]
			}
		}
		spoilt[i] = Row{Text: string(runes), Intent: row.Intent}
	}
	return spoilt
}

// cpu is the processor time this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// readSet reads JSON lines {"text","intent","split"}: the training rows, and the test rows.
func readSet(path string) (training []understand.Sample, test []Row, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var row struct{ Text, Intent, Split string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", path, err)
		}
		switch row.Split {
		case "train":
			training = append(training, understand.Sample{Text: row.Text, Intent: row.Intent})
		case "test":
			test = append(test, Row{Text: row.Text, Intent: row.Intent})
		}
	}
	return training, test, lines.Err()
}
