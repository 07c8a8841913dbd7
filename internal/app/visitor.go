package app

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// proxies are the networks whose word about the address of a visitor is believed; all others could invent one and so
// get round the bound on requests, or use up that of somebody else.
type proxies []netip.Prefix

// readProxies reads addresses and networks in CIDR notation, separated by commas or spaces.
func readProxies(text string) (proxies, error) {
	var out proxies
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		network, err := netip.ParsePrefix(word)
		if single, bad := netip.ParseAddr(word); bad == nil {
			network, err = netip.PrefixFrom(single, single.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("QINGSHEN_TRUSTED_PROXIES 中的“%s”不是网络地址，应写作 10.0.0.0/8 或 192.168.1.2，多个以逗号分隔；系统没有启动", word)
		}
		out = append(out, network.Masked())
	}
	return out, nil
}

func (p proxies) trust(address netip.Addr) bool {
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(address) })
}

// visitor gives the address of whoever asks: the peer of the connection or, when that is a trusted proxy, the rightmost
// address of the forwarding chain that is none. What stands to the left of it anybody may have written.
func (p proxies) visitor(r *http.Request) (string, error) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return "", err
	}
	peer, ok := plain(host)
	if !ok || !p.trust(peer) {
		return host, nil
	}
	return p.behind(peer, r.Header).String(), nil
}

// behind reads the two headers. A proxy writes one of them and passes the other on as the visitor sent it, so that where
// they tell different things neither is believed.
func (p proxies) behind(peer netip.Addr, h http.Header) netip.Addr {
	common, standard := h.Values("X-Forwarded-For"), h.Values("Forwarded")
	one, other := p.rightmost(peer, chain(common)), p.rightmost(peer, forwarded(standard))
	switch {
	case len(standard) == 0 || one == other:
		return one
	case len(common) == 0:
		return other
	}
	return peer
}

// rightmost walks the chain towards the visitor for as long as trusted proxies vouch for it.
func (p proxies) rightmost(peer netip.Addr, chain []string) netip.Addr {
	last := peer
	for _, word := range slices.Backward(chain) {
		address, ok := plain(word)
		if !ok {
			break // "unknown" or nonsense: as far as is known, it is the last proxy
		}
		last = address
		if !p.trust(address) {
			break
		}
	}
	return last
}

func chain(values []string) []string { return strings.Split(strings.Join(values, ","), ",") }

// forwarded gives the for= parts of RFC 7239 in order; an element without one breaks the chain.
func forwarded(values []string) []string {
	elements := chain(values)
	for i, element := range elements {
		elements[i] = ""
		for _, pair := range strings.Split(element, ";") {
			if name, value, _ := strings.Cut(strings.TrimSpace(pair), "="); strings.EqualFold(name, "for") {
				elements[i] = strings.Trim(value, `"`)
			}
		}
	}
	return elements
}

// plain reads an address with or without port, brackets and zone.
func plain(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if with, err := netip.ParseAddrPort(text); err == nil {
		return with.Addr().Unmap().WithZone(""), true
	}
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return address.Unmap().WithZone(""), err == nil
}
