package wechat_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/bot/wechat"
	"github.com/banshi-bot/banshi/bot/wechat/wechattest"
)

// BenchmarkCallback is one sealed callback from its bytes to the sealed reply, the engine left out; cpu-ns/op
// counts every goroutine and the collector.
func BenchmarkCallback(b *testing.B) {
	s := begin(b, time.Now, nil, func(c *wechat.Config, _ *wechat.Account) { c.Now = nil })
	s.engine.talk = chainOf(0, "请核对：决定书 3301••••••••3456，车辆 浙A1•••5，违法时间 2026-03-01 08:12\n罚款 200.00 元，共 200.00 元")
	callbacks := make([]wechattest.Callback, b.N)
	for i := range callbacks {
		phone := s.citizen("o" + strings.Repeat("x", 20) + time.Duration(i).String())
		callbacks[i] = phone.Send(phone.Text(time.Duration(i).String(), "3301061900123456"))
	}
	b.ReportAllocs()
	b.ResetTimer()
	before := cpu(b)
	for _, c := range callbacks {
		if w := s.deliver(c); w.Code != 200 {
			b.Fatal(w.Code, w.Body)
		}
	}
	b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op")
}

// cpu is the processor time this process has used.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
