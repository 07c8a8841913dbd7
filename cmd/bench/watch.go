package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"
)

// usage is the most memory that this process held while something was done.
type usage struct {
	before, heap, anonymous uint64 // bytes; anonymous pages are what the process itself has, without mapped files
}

func (u usage) String() string {
	return fmt.Sprintf("heap at most %d MB (%d MB before), resident without mapped files at most %d MB", u.heap>>20, u.before>>20, u.anonymous>>20)
}

// watch does something and looks at the memory meanwhile.
func watch(do func() error) (usage, error) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	u := usage{before: m.HeapInuse}
	done := make(chan error)
	go func() { done <- do() }()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		runtime.ReadMemStats(&m)
		u.heap, u.anonymous = max(u.heap, m.HeapInuse), max(u.anonymous, anonymous())
		select {
		case err := <-done:
			return u, err
		case <-tick.C:
		}
	}
}

// processor reads the processor time of this process as Linux tells it, to a hundredth of a second; elsewhere it is 0.
func processor() time.Duration {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, after, _ := bytes.Cut(text, []byte(") "))
	var ticks int
	for _, field := range bytes.Fields(after)[11:13] {
		n, _ := strconv.Atoi(string(field))
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// anonymous reads the resident anonymous pages as Linux tells them; elsewhere it is 0.
func anonymous() uint64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := bytes.Cut(text, []byte("RssAnon:"))
	line, _, _ := bytes.Cut(after, []byte("kB"))
	n, _ := strconv.ParseUint(string(bytes.TrimSpace(line)), 10, 64)
	return n << 10
}
