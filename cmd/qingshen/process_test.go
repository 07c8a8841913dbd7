package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
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
	code := m.Run()
	clearAway()
	os.Exit(code)
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

// empty is a system without any data on real files or a real database, seen past the servers that work on it.
func empty(t testing.TB) *apptest.Site {
	t.Helper()
	c := app.FromEnvironment()
	c.Data, c.DatabaseURL = t.TempDir(), storetest.Address(t)
	return apptest.Start(t, c)
}

// filled is a demonstration province that is loaded once and copied for every test that needs one.
type filled struct {
	folder, address string
	drop            func() error
}

// enterprises of the province: enough for a list whose publication can be interrupted.
const enterprises = 1500

var loaded = sync.OnceValues(func() (filled, error) {
	f := filled{drop: func() error { return nil }}
	var err error
	if f.folder, err = os.MkdirTemp("", "qingshen-province-"); err != nil {
		return f, err
	}
	if f.address, f.drop, err = storetest.Database(""); err != nil {
		return f, err
	}
	c := app.FromEnvironment()
	c.Data, c.DatabaseURL = f.folder, f.address
	a, err := app.New(context.Background(), c)
	if err != nil {
		return f, err
	}
	defer a.Close()
	provinces.Add(1)
	return f, demo.Load(access.With(context.Background(), access.System), a.DB, demo.Options{Seed: 1, Enterprises: enterprises, Password: apptest.Password, Files: a.Files()})
})

// provinces counts what is to be cleared away in the end.
var provinces atomic.Int32

func clearAway() {
	if provinces.Load() == 0 {
		return
	}
	f, _ := loaded()
	if err := errors.Join(f.drop(), os.RemoveAll(f.folder)); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// province is a copy of the demonstration province.
func province(t testing.TB) *apptest.Site {
	t.Helper()
	f, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	c := app.FromEnvironment()
	c.Data = t.TempDir()
	if err := os.CopyFS(c.Data, os.DirFS(f.folder)); err != nil {
		t.Fatal(err)
	}
	address, drop, err := storetest.Database(f.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	c.DatabaseURL = address
	return apptest.Start(t, c)
}
