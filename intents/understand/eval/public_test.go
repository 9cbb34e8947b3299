package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

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
	fmt.Printf("%-16s %9s %9s %9s %7s %9s %9s %9s %9s\n", "set", "accuracy", "AUROC", "recall95", "ECE", "train s", "µs/text", "model MB", "acted oos")
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
	fmt.Printf("%-16s %8.2f%% %8.2f%% %8.2f%% %6.2f%% %9.2f %9.1f %9.1f %8.2f%%\n", name, 100*r.Accuracy, 100*r.AUROC, 100*r.Recall95, 100*r.ECE,
		trained.Seconds(), float64(asked.Microseconds())/float64(len(test)), float64(len(data))/1e6, 100*r.Acted)
	fmt.Printf("   first %.2f asked %.2f wrong %.2f fellback %.2f\n", 100*r.First, 100*r.Asked, 100*r.Wrong, 100*r.FellBack)
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
