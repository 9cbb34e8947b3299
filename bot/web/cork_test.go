package web

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
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

// A client that is still sending when its answer is written reads the answer and its end, and no reset.
func TestAnAnswerToWhoStillSendsArrives(t *testing.T) {
	b := serve(t)
	token, _ := b.session()
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: b.ch.Handler()}
	done := make(chan error, 1)
	go func() { done <- server.Serve(Listener(plain)) }()
	defer func() {
		server.Close()
		<-done
	}()
	c, err := net.Dial("tcp", plain.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const announced = 8 << 20
	fmt.Fprintf(c, "POST /web/messages HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n",
		plain.Addr(), token, announced)
	if _, err := c.Write(bytes.Repeat([]byte(" "), 128<<10)); err != nil {
		t.Fatal(err)
	}
	c.SetReadDeadline(time.Now().Add(5 * time.Second))
	answer, err := io.ReadAll(c)
	if err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 413 ")) || !bytes.Contains(answer, []byte(tooLarge)) {
		t.Errorf("%.300s, %v", answer, err)
	}
}
