package sandbox

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSurvivesSIGKILL kills a town in the midst of settling fines: whatever it acknowledged is there afterwards.
func TestSurvivesSIGKILL(t *testing.T) {
	if path := os.Getenv("BANSHI_SANDBOX_KILL"); path != "" {
		settleUntilKilled(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "sandbox.db")
	var acknowledged []string
	for round := range 5 {
		cmd := exec.Command(os.Args[0], "-test.run=TestSurvivesSIGKILL")
		cmd.Env = append(os.Environ(), "BANSHI_SANDBOX_KILL="+path, fmt.Sprintf("BANSHI_SANDBOX_ROUND=%d", round))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; n < 20 && lines.Scan(); n++ {
			if number, ok := strings.CutPrefix(lines.Text(), "settled "); ok {
				acknowledged = append(acknowledged, number)
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		cmd.Wait() // its error is the signal
	}
	if len(acknowledged) < 50 {
		t.Errorf("only %d fines were settled", len(acknowledged))
	}
	w := newTown(t, path)
	for _, number := range acknowledged {
		if _, d := w.get("/traffic/v1/decisions/" + number); d["state"] != "paid" {
			t.Errorf("%s was acknowledged and is %v", number, d["state"])
		}
	}
	w.acts()
}

func settleUntilKilled(t *testing.T, path string) {
	w := newTown(t, path)
	for n := 1; ; n++ {
		number := fmt.Sprintf("3301068%s%08d", os.Getenv("BANSHI_SANDBOX_ROUND"), n*1000+500)
		code, _ := w.ask("POST", "/traffic/v1/settlements", "", `{"decision_no":"`+number+`","payment_receipt":"R1"}`)
		if code != "OK" {
			t.Fatalf("settle %s: %s", number, code)
		}
		fmt.Println("settled " + number)
	}
}
