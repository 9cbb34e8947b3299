package bot

import (
	"fmt"
	"regexp"
	"testing"
	"time"
)

// TestRequestNumbersOfADayDiffer: whoever reads a number out on the phone means one request.
func TestRequestNumbersOfADayDiffer(t *testing.T) {
	day := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	form := regexp.MustCompile(`^R20261125-\d{5}-\d{5}-\d{5}$`)
	seen := map[string]bool{}
	for c := range 50000 {
		for turn := range int64(4) {
			number := requestNumber(day, fmt.Sprintf("C%015d", c), Key{Turn: turn + 1, I: 1})
			if !form.MatchString(number) || seen[number] {
				t.Fatalf("number %d is %s", len(seen), number)
			}
			seen[number] = true
		}
	}
	if again := requestNumber(day, "C000000000000000", Key{Turn: 1, I: 1}); !seen[again] {
		t.Errorf("asked again it is another: %s", again)
	}
}
