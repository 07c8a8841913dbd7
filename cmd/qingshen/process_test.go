package main

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/app"
	"qingshen/internal/app/apptest"
	"qingshen/internal/demo"
	"qingshen/internal/store/storetest"
)

// asProcess makes the test binary the program itself: tests start real processes and kill them.
const asProcess = "QINGSHEN_TEST_AS_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(asProcess) != "" {
		main()
	}
	os.Exit(m.Run())
}

// process is a running program.
type process struct {
	testing.TB
	command *exec.Cmd
	url     string
	mu      sync.Mutex
	said    strings.Builder
	ended   chan struct{}
}

var address = regexp.MustCompile(`系统已启动：(http://[^/]+)/`)

// launch starts the program and reads what it says.
func launch(t testing.TB, arguments ...string) *process {
	t.Helper()
	p := &process{TB: t, command: exec.Command(os.Args[0], arguments...), ended: make(chan struct{})}
	p.command.Env = append(os.Environ(), asProcess+"=1", "QINGSHEN_JOB_LEASE_SECONDS=1", "QINGSHEN_REQUESTS_PER_MINUTE=0")
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.command.Stderr = p.command.Stdout
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.mu.Lock()
			p.said.WriteString(lines.Text() + "\n")
			p.mu.Unlock()
		}
		_ = p.command.Wait() // killed, most of the time
	}()
	t.Cleanup(p.kill)
	return p
}

func (p *process) words() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// serving starts a server on the data of a site and waits until it answers.
func serving(s *apptest.Site) *process {
	s.Helper()
	p := launch(s, "serve", "-addr", "127.0.0.1:0", "-data", s.App.Config.Data, "-database-url", s.App.Config.DatabaseURL)
	p.until("the server starts", func() bool {
		if found := address.FindStringSubmatch(p.words()); found != nil {
			p.url = found[1]
		}
		return p.url != ""
	})
	return p
}

// kill ends the process as a power cut would: no handler of it runs.
func (p *process) kill() {
	_ = p.command.Process.Kill() // SIGKILL; an error means that it has ended already
	<-p.ended
}

// until waits for something that another process does.
func (p *process) until(what string, done func() bool) {
	p.Helper()
	for end := time.Now().Add(2 * time.Minute); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			p.Fatalf("waited in vain until %s; the process said:\n%s", what, p.words())
		}
	}
}

// province is a demonstration province on real files or a real database, seen past the servers that work on it.
func province(t testing.TB, enterprises int) *apptest.Site {
	t.Helper()
	c := app.FromEnvironment()
	c.Data, c.DatabaseURL = t.TempDir(), storetest.Address(t)
	s := apptest.Start(t, c)
	if enterprises == 0 {
		return s
	}
	options := demo.Options{Seed: 1, Enterprises: enterprises, Password: apptest.Password, Files: s.App.Files()}
	if err := demo.Load(access.With(context.Background(), access.System), s.App.DB, options); err != nil {
		t.Fatal(err)
	}
	return s
}
