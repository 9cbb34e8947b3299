package engine

import (
	"fmt"
	"testing"
)

func TestAddressesAreBoundedAndForgotten(t *testing.T) {
	a := addresses{limit: 2, kept: 3}
	for i := range 10 {
		a.add(fmt.Sprint("address", i), "n", int64(i))
	}
	if len(a.young)+len(a.old) > 6 {
		t.Errorf("%d and %d addresses are known, want at most 3 and 3", len(a.young), len(a.old))
	}
	a.add("address9", "n", 10)
	if a.over("address9", 10) {
		t.Error("the same number counts twice")
	}
	a.add("address9", "m", 11)
	if !a.over("address9", 11) || a.over("address8", 11) {
		t.Error("two numbers of one address are not what is over")
	}
	if !a.over("address9", 9+dayMillis) || a.over("address9", 10+dayMillis) {
		t.Error("a number counts for other than a day")
	}
	if a.over("", 11+dayMillis) {
		t.Error("no address is over")
	}
	a.over("address9", 11+2*dayMillis)
	a.over("address9", 11+3*dayMillis)
	if len(a.young)+len(a.old) != 0 {
		t.Errorf("%d and %d addresses are known days later", len(a.young), len(a.old))
	}
}

// What was asked for just before a generation ends counts for a whole day all the same.
func TestANumberOutlivesItsGeneration(t *testing.T) {
	a := addresses{limit: 2, kept: 3}
	a.add("one", "n", 0)
	a.add("two", "n", dayMillis-1)
	a.add("two", "m", dayMillis-1)
	if !a.over("two", dayMillis) || !a.over("two", 2*dayMillis-2) || a.over("two", 2*dayMillis-1) {
		t.Error("a number counts for other than a day")
	}
}
