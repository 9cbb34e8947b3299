package understand

import (
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/banshi-bot/banshi/intents/value"
)

func benchmarkTrain(b *testing.B, intents, examples int) {
	samples := synthetic(intents, examples, 1)
	var m *Model
	before := cpu()
	for b.Loop() {
		m = Train(samples, Config{Cores: 1})
	}
	b.ReportMetric((cpu()-before).Seconds()/float64(b.N), "cpu-s/op")
	data, err := m.MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(data))/1e6, "MB")
}

func BenchmarkTrain40x20(b *testing.B)   { benchmarkTrain(b, 40, 20) }
func BenchmarkTrain60x45(b *testing.B)   { benchmarkTrain(b, 60, 45) }
func BenchmarkTrain4000x20(b *testing.B) { benchmarkTrain(b, 4000, 20) }

func benchmarkUnderstand(b *testing.B, intents, examples int) {
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
	b.ReportMetric(float64((cpu()-start).Nanoseconds())/1e3/float64(i), "cpu-µs/op")
	b.ReportMetric(100*float64(right)/float64(i), "%right")
	b.ReportMetric(float64(used)/1e6, "MB")
	runtime.KeepAlive(m)
}

func BenchmarkUnderstand40(b *testing.B)   { benchmarkUnderstand(b, 40, 20) }
func BenchmarkUnderstand60(b *testing.B)   { benchmarkUnderstand(b, 60, 45) }
func BenchmarkUnderstand4000(b *testing.B) { benchmarkUnderstand(b, 4000, 20) }

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
