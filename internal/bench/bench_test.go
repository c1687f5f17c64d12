package bench

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"

	"headroom/internal/config"
	"headroom/internal/instance"
)

// serving names the configuration with which this test binary is an instance.
const serving = "HEADROOM_BENCH_SERVES"

func TestMain(m *testing.M) {
	if file := os.Getenv(serving); file != "" {
		os.Exit(serveInstance(file))
	}
	os.Exit(m.Run())
}

func serveInstance(file string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	c, err := config.Load(file, nil)
	if err != nil {
		return 2
	}
	i, err := instance.New(ctx, instance.Options{Config: c})
	if err != nil {
		return 2
	}
	if _, err := i.Start(ctx); err != nil {
		return 2
	}
	if err := i.Run(ctx, nil); err != nil {
		return 2
	}
	if err := i.Close(); err != nil {
		return 2
	}
	return 0
}

// serveSelf runs an instance as another process of this test binary.
func serveSelf(file string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serving+"="+file)
	return cmd
}

// TestQuickly measures everything too briefly to mean anything: the bench
// itself works, and every promised number is there.
func TestQuickly(t *testing.T) {
	if testing.Short() {
		t.Log("takes some ten seconds: not in short runs")
		return
	}
	numbers, err := Run(t.Context(), Options{Serve: serveSelf, Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"inbox_applied_per_s", "inbox_cpu_ms", "rsa_verify_per_s", "ed25519_verify_per_s",
		"proof_verify_per_s", "credential_checks_per_s", "register_england_s", "register_england_again_s", "sqlite_batched_rows_per_s", "home_per_s", "hello_per_s",
		"visible_p50_ms", "visible_p99_ms", "visible_host_p50_ms", "visible_host_p99_ms",
		"rss_idle_mb", "rss_load_mb", "rss_streams5k_mb", "stream_event_p50_ms", "stream_event_p99_ms", "fanout_per_s", "distance300ms_per_s", "distance300ms_one_community_per_s", "catchup50k_s", "catchup_page_p99_ms", "start_ms", "start_first_ms", "digest21k_s", "notify_fanout_per_s",
		"api_home_per_s", "api_home_p99_ms", "post_acked_per_s"} {
		if numbers[name] <= 0 {
			t.Errorf("%s is %v", name, numbers[name])
		}
	}
}

// BenchmarkInbox is the inbox load with the host in this process, for
// profiles: go test -bench Inbox -cpuprofile cpu.out ./internal/bench
func BenchmarkInbox(b *testing.B) {
	ctx := b.Context()
	run := &bench{dir: b.TempDir(), out: Numbers{}}
	all, err := run.configure("scotland", "load")
	if err != nil {
		b.Fatal(err)
	}
	host, err := runInside(ctx, all["scotland"], func(h http.Handler) http.Handler { return h })
	if err != nil {
		b.Fatal(err)
	}
	defer host.close()
	sender, err := openSender(ctx, all["load"])
	if err != nil {
		b.Fatal(err)
	}
	defer sender.close()
	l := &load{bench: run, host: all["scotland"], sender: sender}
	if err := l.prepare(ctx); err != nil {
		b.Fatal(err)
	}
	posts, err := l.write(b.N)
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	took, err := l.send(ctx, posts)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/took.Seconds(), "applied/s")
	if err := l.quiet(ctx); err != nil {
		b.Fatal(err)
	}
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	values := []float64{5, 1, 4, 2, 3}
	for _, c := range []struct{ q, want float64 }{{0, 1}, {0.2, 1}, {0.5, 3}, {0.99, 5}, {1, 5}} {
		if got := quantile(values, c.q); got != c.want {
			t.Errorf("quantile(%v) = %v, want %v", c.q, got, c.want)
		}
	}
	if got := round(1234.567); got != 1230 {
		t.Errorf("round = %v", got)
	}
}
