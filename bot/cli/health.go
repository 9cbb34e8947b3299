package cli

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/banshi-bot/banshi/bot"
)

// healthz is 503 from a failed write until one succeeds.
func (h *house) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if err := h.store.Healthy(); err != nil {
		http.Error(w, "store: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}

func (h *house) adminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", h.healthz)
	mux.Handle("GET /metrics", h.metrics())
	return mux
}

// localMetrics serves the metrics on the main port to this machine only.
func (h *house) localMetrics(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !loopback(host) || r.Header.Get("X-Forwarded-For") != "" {
		http.NotFound(w, r)
		return
	}
	h.metrics().ServeHTTP(w, r)
}

func (h *house) metrics() http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collector{h})
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
}

// collector reads what is to be known when it is asked for.
type collector struct{ h *house }

var (
	turnsDesc     = prometheus.NewDesc("banshi_turns_total", "Turns committed since the start.", nil, nil)
	refusedDesc   = prometheus.NewDesc("banshi_messages_refused_total", "Messages that could not be taken since the start.", nil, nil)
	anomaliesDesc = prometheus.NewDesc("banshi_order_anomalies_total", "News of orders that did not fit their state.", nil, nil)
	healthyDesc   = prometheus.NewDesc("banshi_store_healthy", "1 while writes succeed.", nil, nil)
	connectedDesc = prometheus.NewDesc("banshi_web_connected", "Sockets, streams and polls of the web chat that are open now.", nil, nil)
	deniedDesc    = prometheus.NewDesc("banshi_wechat_refusals_total", "Calls that WeChat refused since the start: token or push, by its code.", []string{"account", "call", "code"}, nil)
	ordersDesc    = prometheus.NewDesc("banshi_orders", "Payments that have not ended, by state.", []string{"state"}, nil)
	stuckDesc     = prometheus.NewDesc("banshi_agency_calls_stuck", "Agency calls without a known outcome for more than 30 seconds.", nil, nil)
	requestsDesc  = prometheus.NewDesc("banshi_requests", "Written requests that nobody closed: all that are open, and of these those overdue.", []string{"state"}, nil)
	callsDesc     = prometheus.NewDesc("banshi_agency_calls_total", "Agency calls by outcome.", []string{"agency", "operation", "outcome"}, nil)
	breakerDesc   = prometheus.NewDesc("banshi_agency_breaker_open", "1 while the breaker of an agency is open.", []string{"agency"}, nil)
)

// Describe names the metrics.
func (c collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{turnsDesc, refusedDesc, anomaliesDesc, healthyDesc, connectedDesc, deniedDesc, ordersDesc, stuckDesc, requestsDesc, callsDesc, breakerDesc} {
		ch <- d
	}
}

// Collect reads them.
func (c collector) Collect(ch chan<- prometheus.Metric) {
	turns, refused, anomalies := c.h.engine.Counts()
	ch <- prometheus.MustNewConstMetric(turnsDesc, prometheus.CounterValue, float64(turns))
	ch <- prometheus.MustNewConstMetric(refusedDesc, prometheus.CounterValue, float64(refused))
	ch <- prometheus.MustNewConstMetric(anomaliesDesc, prometheus.CounterValue, float64(anomalies))
	healthy := 1.0
	if c.h.store.Healthy() != nil {
		healthy = 0
	}
	ch <- prometheus.MustNewConstMetric(healthyDesc, prometheus.GaugeValue, healthy)
	if c.h.connected != nil {
		ch <- prometheus.MustNewConstMetric(connectedDesc, prometheus.GaugeValue, float64(c.h.connected()))
	}
	if c.h.denied != nil {
		for _, d := range c.h.denied() {
			ch <- prometheus.MustNewConstMetric(deniedDesc, prometheus.CounterValue, float64(d.Count), d.Account, d.Call, strconv.Itoa(d.Code))
		}
	}
	c.collectWaiting(ch)
	for agency, g := range c.h.guards {
		s := g.State()
		open := 0.0
		if s.Breaker == "open" {
			open = 1
		}
		ch <- prometheus.MustNewConstMetric(breakerDesc, prometheus.GaugeValue, open, agency)
		for _, o := range s.Operations {
			for outcome, n := range map[string]int64{"answered": o.Answered, "refused": o.Refused, "again": o.Again, "unknown": o.Unknown} {
				ch <- prometheus.MustNewConstMetric(callsDesc, prometheus.CounterValue, float64(n), agency, o.Operation, outcome)
			}
		}
	}
}

// states are those in which an order waits.
var states = []bot.State{
	bot.Created, bot.Awaiting, bot.UnknownState, bot.PaidState, bot.Settling, bot.RefundPending, bot.Refunding, bot.RefundUnknown, bot.Mismatch,
}

// collectWaiting reads from the database what waits. Where it cannot be read the metrics are missing: a zero would lie.
func (c collector) collectWaiting(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if orders, err := c.h.store.OrdersUnderWay(ctx); err == nil {
		for _, s := range states {
			ch <- prometheus.MustNewConstMetric(ordersDesc, prometheus.GaugeValue, float64(orders[s]), string(s))
		}
	}
	if calls, err := c.h.store.Stuck(ctx, c.h.now().Add(-30*time.Second).UnixMilli(), 1000); err == nil {
		ch <- prometheus.MustNewConstMetric(stuckDesc, prometheus.GaugeValue, float64(len(calls)))
	}
	if open, overdue, err := c.h.store.OpenPromises(ctx, requestKind, c.h.now().UnixMilli()); err == nil {
		ch <- prometheus.MustNewConstMetric(requestsDesc, prometheus.GaugeValue, float64(open), "open")
		ch <- prometheus.MustNewConstMetric(requestsDesc, prometheus.GaugeValue, float64(overdue), "overdue")
	}
}
