package web

import (
	"errors"
	"fmt"
	"net"
	"sync"
)

// Listener makes connections whose frames can leave together: the ack of a message and the replies that are there by
// then are one write to the network. Sockets work on any other listener too, a write for each frame.
func Listener(l net.Listener) net.Listener { return corkListener{l} }

type corkListener struct{ net.Listener }

func (l corkListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &corked{Conn: c}, nil
}

// corked holds back what is written between cork and uncork.
type corked struct {
	net.Conn
	mu   sync.Mutex
	held *[]byte // nil: nothing is held back
}

var corkBuffers = sync.Pool{New: func() any { return new([]byte) }}

// mostHeld is what a connection holds back at most.
const mostHeld = 16 << 10

// Write writes, or holds back.
func (c *corked) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		return c.Conn.Write(b)
	}
	*c.held = append(*c.held, b...)
	if len(*c.held) < mostHeld {
		return len(b), nil
	}
	if err := c.flush(); err != nil {
		return 0, err
	}
	return len(b), nil
}

// CloseWrite tells the other end that nothing more comes, while it may still be sending. The server does so before it
// closes a connection whose request it did not read to its end; without it the other end's answer is lost to a reset.
func (c *corked) CloseWrite() error {
	if err := c.uncork(); err != nil {
		return err
	}
	end, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return fmt.Errorf("close write: %w", errors.ErrUnsupported)
	}
	return end.CloseWrite()
}

func (c *corked) flush() error {
	if len(*c.held) == 0 {
		return nil
	}
	_, err := c.Conn.Write(*c.held)
	*c.held = (*c.held)[:0]
	return err
}

func (c *corked) cork() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		c.held = corkBuffers.Get().(*[]byte)
	}
}

func (c *corked) uncork() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		return nil
	}
	err := c.flush()
	corkBuffers.Put(c.held)
	c.held = nil
	return err
}
