// Command bench measures a running Banshi against the targets of its design: make bench.
//
// The server is a process of its own, built stripped, with sealing on; its CPU and memory are what the kernel
// counted for it. The load comes over the websocket as citizens' browsers send it. The raw rate it is compared
// with is measured in the same run, on the same disk (BenchmarkRawAppend of package store). The load generator
// shares the machine with the server, so rates on few cores are lower bounds. It reads /proc, so it needs Linux.
package main
