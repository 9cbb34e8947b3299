package understand

import (
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/intents/value"
)

// within fails a benchmark that takes more than is allowed. Other work on the machine makes processor time longer too.
func within(b *testing.B, what string, got, limit float64) {
	b.ReportMetric(got, what)
	if got > limit {
		b.Errorf("%.3f %s, at most %v are allowed", got, what, limit)
	}
}

func benchmarkTrain(b *testing.B, intents, examples int, seconds float64) {
	samples := synthetic(intents, examples, 1)
	var m *Model
	before := cpu()
	for b.Loop() {
		m = Train(samples, Config{Cores: 1})
	}
	within(b, "cpu-s/op", (cpu()-before).Seconds()/float64(b.N), seconds)
	data, err := m.MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(data))/1e6, "MB-stored")
}

func BenchmarkTrain40x20(b *testing.B)   { benchmarkTrain(b, 40, 20, 0.1) }
func BenchmarkTrain60x45(b *testing.B)   { benchmarkTrain(b, 60, 45, 0.3) }
func BenchmarkTrain4000x20(b *testing.B) { benchmarkTrain(b, 4000, 20, 7) }

func benchmarkUnderstand(b *testing.B, intents, examples int, micros, megabytes float64) {
	before := heap()
	m := Train(synthetic(intents, examples, 1), Config{Cores: 1})
	m.Understand("好的", value.Context{})
	used := heap() - before
	unseen := synthetic(intents, 2, 2)
	right, i := 0, 0
	start := cpu()
	for b.Loop() {
		s := unseen[i%len(unseen)]
		if m.Understand(s.Text, value.Context{}).Ranked[0].Intent == s.Intent {
			right++
		}
		i++
	}
	within(b, "cpu-µs/op", float64((cpu()-start).Nanoseconds())/1e3/float64(i), micros)
	within(b, "MB", float64(used)/1e6, megabytes)
	b.ReportMetric(100*float64(right)/float64(i), "%right")
	runtime.KeepAlive(m)
}

func BenchmarkUnderstand40(b *testing.B)   { benchmarkUnderstand(b, 40, 20, 25, 5) }
func BenchmarkUnderstand60(b *testing.B)   { benchmarkUnderstand(b, 60, 45, 40, 10) }
func BenchmarkUnderstand4000(b *testing.B) { benchmarkUnderstand(b, 4000, 20, 60, 150) }

// cpu is the processor time this process has used: other work on the machine does not count.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// heap is how many bytes are in use.
func heap() int64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}
