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
	if len(a.known) != 3 || a.order.Len() != 3 {
		t.Errorf("%d addresses are known, %d in order, want 3", len(a.known), a.order.Len())
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
	if a.over("", 11) {
		t.Error("no address is over")
	}
	a.add("new", "n", 11+dayMillis)
	if len(a.known) != 1 {
		t.Errorf("%d addresses are known a day later, want 1", len(a.known))
	}
}
