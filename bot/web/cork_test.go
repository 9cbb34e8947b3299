package web

import (
	"net"
	"slices"
	"strings"
	"testing"
)

// counted remembers each write to the network.
type counted struct {
	net.Conn
	writes []string
}

func (c *counted) Write(b []byte) (int, error) {
	c.writes = append(c.writes, string(b))
	return len(b), nil
}

func TestWhatIsHeldBackLeavesTogether(t *testing.T) {
	network := &counted{}
	c := &corked{Conn: network}
	write := func(texts ...string) {
		t.Helper()
		for _, s := range texts {
			if n, err := c.Write([]byte(s)); n != len(s) || err != nil {
				t.Fatal(n, err)
			}
		}
	}
	write("a")
	c.cork()
	write("b", "c")
	if err := c.uncork(); err != nil {
		t.Fatal(err)
	}
	write("d")
	if want := []string{"a", "bc", "d"}; !slices.Equal(network.writes, want) {
		t.Errorf("wrote %q, want %q", network.writes, want)
	}

	network.writes = nil
	c.cork()
	write(strings.Repeat("x", mostHeld), "y")
	if err := c.uncork(); err != nil || len(network.writes) != 2 || network.writes[1] != "y" {
		t.Errorf("a large answer was held back: %d writes, %v", len(network.writes), err)
	}
	c.cork()
	if err := c.uncork(); err != nil || len(network.writes) != 2 {
		t.Errorf("nothing was held back, %d writes", len(network.writes))
	}
}
