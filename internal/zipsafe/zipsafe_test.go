package zipsafe

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe/zipsafetest"
)

func many(n int) map[string]string {
	m := map[string]string{}
	for i := range n {
		m[fmt.Sprintf("e%d", i)] = "x"
	}
	return m
}

func TestOpenRefusesHostileContainers(t *testing.T) {
	limits := Limits{Entries: 20, Total: 4 << 20, Ratio: 100, RatioFrom: 1 << 20}
	cut := zipsafetest.Pack(t, map[string]string{"a": "b"})
	forged := zipsafetest.Pack(t, many(40))
	at := bytes.LastIndex(forged, []byte("PK\x05\x06"))
	binary.LittleEndian.PutUint16(forged[at+8:], 2)
	binary.LittleEndian.PutUint16(forged[at+10:], 2)
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"too many entries", "40 个部分", zipsafetest.Pack(t, many(40))},
		{"forged number of entries", "损坏", forged},
		{"ratio", "压缩炸弹", zipsafetest.Pack(t, map[string]string{"a": strings.Repeat("0", 3<<20)})},
		{"one entry over the total", "压缩炸弹", zipsafetest.Pack(t, map[string]string{"a": strings.Repeat("0", 5<<20)})},
		{"sum over the total", "超过 4 MB", zipsafetest.Pack(t, map[string]string{
			"a": strings.Repeat("0", 1<<20), "b": strings.Repeat("0", 1<<20), "c": strings.Repeat("0", 1<<20),
			"d": strings.Repeat("0", 1<<20), "e": strings.Repeat("0", 1<<20)})},
		{"cut off", "损坏", cut[:len(cut)-8]},
		{"same name twice", "同名", zipsafetest.Pack(t, map[string]string{"a.xml": "1", "A.XML": "2"})},
		{"not a container", "损坏", []byte(strings.Repeat("hello ", 20))},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(bytes.NewReader(c.data), int64(len(c.data)), limits)
			if !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want a fault with %q", err, c.want)
			}
		})
	}
}

func TestReadAllStopsAtTheStatedSize(t *testing.T) {
	data := zipsafetest.Pack(t, map[string]string{"xl/workbook.xml": strings.Repeat("abc", 1000)})
	// The directory says 10 bytes: what is behind it must not be unpacked.
	at := bytes.LastIndex(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[at+24:], 10)
	r, err := Open(bytes.NewReader(data), int64(len(data)), Office)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.ReadAll(r.Find("XL/Workbook.xml"), 1<<20); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("got %v, want a fault: the entry is longer than stated", err)
	}
}

func TestFindIsCaseBlind(t *testing.T) {
	data := zipsafetest.Pack(t, map[string]string{"xl/SharedStrings.xml": "ok"})
	r, err := Open(bytes.NewReader(data), int64(len(data)), Office)
	if err != nil {
		t.Fatal(err)
	}
	b, err := r.ReadAll(r.Find("/xl/sharedStrings.xml"), 10)
	if err != nil || string(b) != "ok" {
		t.Fatalf("got %q, %v", b, err)
	}
	if r.Find("nothing") != nil {
		t.Fatal("found what is not there")
	}
}
