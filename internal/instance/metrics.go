package instance

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"headroom/community"
	"headroom/web"
)

// metrics is what an instance measures of itself. It names routes, lanes and
// kinds; never people, communities or addresses.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	periodic *prometheus.CounterVec
}

func newMetrics(i *Instance) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "headroom_request_seconds",
			Help: "Time to answer a request.", Buckets: []float64{.001, .005, .01, .025, .05, .1, .25, .5, 1, 5, 15}},
			[]string{"route", "method", "status"}),
		periodic: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "headroom_periodic_failures_total",
			Help: "Failed runs of periodic jobs."}, []string{"job"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "headroom_build_info", Help: "Always 1; the version is a label.",
		ConstLabels: prometheus.Labels{"version": i.Version}})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.periodic, build, lanes{i}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// handler is the metrics listener: the measurements, and the health checks for
// who watches from there.
func (m *metrics) handler(i *Instance) http.Handler {
	r := chi.NewRouter()
	r.Method(http.MethodGet, "/metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	alive, ready := web.Health(i.Store)
	r.Method(http.MethodGet, "/healthz", alive)
	r.Method(http.MethodGet, "/readyz", ready)
	return r
}

func (m *metrics) failed(job string) { m.periodic.WithLabelValues(job).Inc() }

// measure times requests by route, not by path.
func (m *metrics) measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(ww, r)
		route := "unmatched"
		if c := chi.RouteContext(r.Context()); c != nil && c.RoutePattern() != "" {
			route = c.RoutePattern()
		}
		method := r.Method
		if route == "unmatched" {
			method = "any" // strangers invent methods
		}
		m.requests.WithLabelValues(route, method, strconv.Itoa(ww.Status())).Observe(time.Since(began).Seconds())
	})
}

// lanes reads the state of the queues when it is asked.
type lanes struct{ i *Instance }

var (
	laneWaiting = prometheus.NewDesc("headroom_lane_waiting_jobs", "Jobs that wait.", []string{"lane"}, nil)
	laneParked  = prometheus.NewDesc("headroom_lane_parked_jobs", "Jobs that failed for good.", []string{"lane"}, nil)
	laneFailing = prometheus.NewDesc("headroom_lane_failures", "Times in a row that the far end was away.", []string{"lane"}, nil)
)

// Describe implements prometheus.Collector.
func (lanes) Describe(out chan<- *prometheus.Desc) {
	out <- laneWaiting
	out <- laneParked
	out <- laneFailing
}

// Collect implements prometheus.Collector.
func (l lanes) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var all []community.Lane
	err := l.i.Store.View(ctx, func(tx community.Tx) (err error) { all, err = tx.Lanes(l.i.Clock().UTC()); return err })
	if err != nil {
		l.i.Log.Warn("lanes not measured", "err", err)
		return
	}
	for _, lane := range all {
		out <- prometheus.MustNewConstMetric(laneWaiting, prometheus.GaugeValue, float64(lane.Waiting), lane.Name)
		out <- prometheus.MustNewConstMetric(laneParked, prometheus.GaugeValue, float64(lane.Parked), lane.Name)
		out <- prometheus.MustNewConstMetric(laneFailing, prometheus.GaugeValue, float64(lane.Failures), lane.Name)
	}
}
