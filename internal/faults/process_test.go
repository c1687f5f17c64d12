package faults

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// errDead says that the process has died instead of answering.
var errDead = errors.New("the process has died")

// process is a node from outside.
type process struct {
	t     testing.TB
	start start
	port  *os.File // the listener, which outlives the process
	crash string   // where it is to die, once
	env   []string // beside what every process has

	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	errors *bytes.Buffer
	deaths int
}

// listener opens a port that processes can be given one after the other.
func listener(t testing.TB) (l net.Listener, port *os.File) {
	t.Helper()
	open, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port, err = open.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = port.Close() })
	return open, port
}

// begin starts the process and tells it what it is.
func (p *process) begin() error {
	p.t.Helper()
	if _, err := p.command(); err != nil {
		return err
	}
	_, err := p.say(p.start)
	return err
}

// command starts the process.
func (p *process) command() (*exec.Cmd, error) {
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), "HEADROOM_FAULTS_NODE=1", "HEADROOM_CRASH="+p.crash)
	cmd.Env = append(cmd.Env, p.env...)
	cmd.ExtraFiles = []*os.File{p.port}
	p.errors = &bytes.Buffer{}
	cmd.Stderr = p.errors
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.cmd, p.in, p.out = cmd, in, bufio.NewReader(out)
	return cmd, cmd.Start()
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// say writes a line and reads the answer.
func (p *process) say(v any) (r result, err error) {
	if _, err := p.in.Write(append(encode(p.t, v), '\n')); err != nil {
		return r, errors.Join(errDead, p.wait())
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return r, errors.Join(errDead, p.wait())
	}
	if err := json.Unmarshal(line, &r); err != nil {
		return r, err
	}
	if r.Error != "" {
		return r, errors.New(r.Error)
	}
	return r, nil
}

// wait is how the process ended: nil when it was killed.
func (p *process) wait() error {
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
			return nil
		}
	}
	p.t.Errorf("a process ended otherwise than it was to: %v\n%s", err, strings.TrimSpace(p.errors.String()))
	return err
}

// again starts the process anew after its death. It dies at its point once
// only.
func (p *process) again() {
	p.t.Helper()
	p.deaths++
	p.crash = ""
	if err := p.begin(); err != nil {
		p.t.Fatalf("started again: %v\n%s", err, p.errors)
	}
}

// do carries out an order, again if the process died of it.
func (p *process) do(o order) result {
	p.t.Helper()
	for range 3 {
		r, err := p.say(o)
		if err == nil {
			if o.Do == "advance" {
				p.start.Now = p.start.Now.Add(o.By)
			}
			return r
		}
		if !errors.Is(err, errDead) {
			p.t.Fatalf("%+v: %v", o, err)
		}
		p.again()
	}
	p.t.Fatalf("%+v: it dies of it again and again", o)
	return result{}
}

// end stops the process.
func (p *process) end() {
	if p.cmd != nil && p.cmd.ProcessState == nil {
		_ = p.in.Close()
		_ = p.cmd.Wait()
	}
}

// watch starts the process again should it die, until it is told to stop. Its
// answers are nobody's meanwhile, so that reading can only mean its death.
func (p *process) watch(stop <-chan struct{}) {
	dead := make(chan struct{})
	go func() {
		defer close(dead)
		if _, err := p.out.Peek(1); err != nil {
			return
		}
	}()
	select {
	case <-dead:
		if err := p.wait(); err == nil {
			p.again()
		}
	case <-stop:
		p.unwatch(dead)
	}
}

// unwatch ends the reading: the process is asked for something, and its answer
// ends it.
func (p *process) unwatch(dead <-chan struct{}) {
	_, _ = p.in.Write([]byte(`{"do":"advance"}` + "\n"))
	<-dead
	if _, err := p.out.ReadBytes('\n'); err != nil {
		if err := p.wait(); err == nil {
			p.again()
		}
	}
}
