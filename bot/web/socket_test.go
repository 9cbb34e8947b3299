package web

import (
	"testing"

	"github.com/banshi-bot/banshi/bot/engine"
)

func TestFirstMessage(t *testing.T) {
	b := serve(t)
	w, welcome := b.hello("", 0)
	if welcome["seq"] != 0.0 || welcome["first"] != 1.0 || welcome["sandbox"] != true || welcome["token"] == "" {
		t.Fatalf("welcome %v", welcome)
	}
	if s := w.want("status"); s["state"] != "bot" {
		t.Fatalf("status %v", s)
	}
	w.send(fields{"type": "message", "id": "a", "text": "交罚单"})
	if a := w.want("ack"); a["id"] != "a" || a["seq"] != 1.0 {
		t.Fatalf("ack %v", a)
	}
	if r := w.want("reply"); r["seq"] != 2.0 || r["for"] != "a" || r["text"] != "echo: 交罚单" {
		t.Fatalf("reply %v", r)
	}
	b.engine.set(welcome["conversation"].(string), engine.Status{State: "queue", Place: 3})
	if s := w.want("status"); s["state"] != "queue" || s["place"] != 3.0 {
		t.Fatalf("status %v", s)
	}
}
