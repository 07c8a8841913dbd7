package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTheAddressOfAVisitor(t *testing.T) {
	for _, c := range []struct {
		name, trusted, peer, common, standard, want string
	}{
		{"nobody is trusted unless the operator says so", "", "10.0.0.1:1", "203.0.113.9", "for=203.0.113.9", "10.0.0.1"},
		{"a stranger cannot invent an address", "10.0.0.0/8", "198.51.100.7:1", "203.0.113.9", "", "198.51.100.7"},
		{"the word of a proxy", "10.0.0.0/8", "10.0.0.1:1", "203.0.113.9", "", "203.0.113.9"},
		{"the visitor's own inventions stand to the left", "10.0.0.0/8", "10.0.0.1:1", "1.2.3.4, 203.0.113.9", "", "203.0.113.9"},
		{"two proxies", "10.0.0.0/8, 192.0.2.5", "10.0.0.1:1", "1.2.3.4, 203.0.113.9,192.0.2.5", "", "203.0.113.9"},
		{"a chain of proxies alone", "10.0.0.0/8", "10.0.0.1:1", "10.0.0.3, 10.0.0.2", "", "10.0.0.3"},
		{"no header", "10.0.0.0/8", "10.0.0.1:1", "", "", "10.0.0.1"},
		{"nonsense ends the chain", "10.0.0.0/8", "10.0.0.1:1", "203.0.113.9, unknown", "", "10.0.0.1"},
		{"nonsense on the left is not looked at", "10.0.0.0/8", "10.0.0.1:1", "<script>, 203.0.113.9", "", "203.0.113.9"},
		{"with a port", "10.0.0.0/8", "10.0.0.1:1", "203.0.113.9:4711", "", "203.0.113.9"},
		{"IPv6", "fd00::/8", "[fd00::1]:1", "2001:db8::7", "", "2001:db8::7"},
		{"IPv4 within IPv6", "10.0.0.0/8", "[::ffff:10.0.0.1]:1", "203.0.113.9", "", "203.0.113.9"},
		{"the standard header", "10.0.0.0/8", "10.0.0.1:1", "", `for=1.2.3.4, For="[2001:db8::7]:4711";proto=https;by=10.0.0.1`, "2001:db8::7"},
		{"an element of the standard header without address", "10.0.0.0/8", "10.0.0.1:1", "", "for=1.2.3.4, proto=https", "10.0.0.1"},
		{"both headers say the same", "10.0.0.0/8", "10.0.0.1:1", "203.0.113.9", "for=203.0.113.9", "203.0.113.9"},
		{"one of two headers is invented", "10.0.0.0/8", "10.0.0.1:1", "203.0.113.9", "for=1.2.3.4", "10.0.0.1"},
	} {
		trusted, err := readProxies(c.trusted)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		for name, value := range map[string]string{"X-Forwarded-For": c.common, "Forwarded": c.standard} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		if got, err := trusted.visitor(r); err != nil || got != c.want {
			t.Errorf("%s: %s (%v), want %s", c.name, got, err, c.want)
		}
	}
	if _, err := readProxies("10.0.0.0/8, 10.0.0/33"); err == nil || !strings.Contains(err.Error(), "“10.0.0/33”") {
		t.Errorf("a network that is none: %v", err)
	}
}

// Visitors behind one proxy are bounded each for himself.
func TestVisitorsBehindAProxyAreBoundedEachForHimself(t *testing.T) {
	t.Setenv("QINGSHEN_REQUESTS_PER_MINUTE", "3")
	t.Setenv("QINGSHEN_TRUSTED_PROXIES", "10.0.0.0/8")
	h := fresh(t).Handler()
	ask := func(peer, visitor string) int {
		r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
		r.RemoteAddr = peer
		r.Header.Set("X-Forwarded-For", visitor)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	for n := range 4 {
		want := http.StatusOK
		if n == 3 {
			want = http.StatusTooManyRequests
		}
		if got := ask("10.0.0.1:1", "203.0.113.9"); got != want {
			t.Errorf("call %d: %d, want %d", n+1, got, want)
		}
		if got := ask("198.51.100.7:1", "192.0.2."+string(rune('1'+n))); got != want {
			t.Errorf("call %d of a stranger with invented addresses: %d, want %d", n+1, got, want)
		}
	}
	if got := ask("10.0.0.1:1", "203.0.113.10"); got != http.StatusOK {
		t.Errorf("another visitor behind the same proxy: %d", got)
	}
}
