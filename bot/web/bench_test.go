package web

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"testing"
)

// BenchmarkIdleSocket tells the memory of a socket that said hello and nothing more. The clients' ends, about
// 2 KiB of it, are in the same process.
func BenchmarkIdleSocket(b *testing.B) {
	const sockets = 1000
	for b.Loop() {
		engine := newFakeEngine()
		server := &http.Server{Handler: New(Config{Engine: engine, Sessions: &fakeSessions{}, PublicURL: "http://127.0.0.1:1", Sandbox: true}).Handler()}
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		go server.Serve(ln)
		heap, stack := memory()
		conns := make([]net.Conn, sockets)
		for i := range conns {
			conns[i] = bareHello(b, ln.Addr().String())
		}
		fullHeap, fullStack := memory()
		b.ReportMetric(float64(fullHeap-heap)/sockets, "heap-B/socket")
		b.ReportMetric(float64(fullStack-stack)/sockets, "stack-B/socket")
		for _, c := range conns {
			c.Close()
		}
		server.Close()
	}
}

func memory() (heap, stack uint64) {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse, m.StackInuse
}

// bareHello is a client of as few bytes as can be.
func bareHello(b *testing.B, address string) net.Conn {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	fmt.Fprint(conn, "GET /web/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: banshi.v1\r\n\r\n")
	r := bufio.NewReaderSize(conn, 1<<10)
	if resp, err := http.ReadResponse(r, nil); err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		b.Fatalf("upgrade: %v %v", resp, err)
	}
	hello := `{"type":"hello"}`
	conn.Write(append([]byte{0x81, 0x80 | byte(len(hello)), 0, 0, 0, 0}, hello...))
	if _, err := r.Peek(1); err != nil {
		b.Fatal(err)
	}
	return conn
}
