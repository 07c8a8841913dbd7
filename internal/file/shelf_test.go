package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"qingshen/internal/fault"
)

// bucketed is a store on an S3 service that runs in the test; cut breaks its next transfer off in the middle.
func bucketed(t *testing.T) (s *Store, cut *atomic.Bool) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("evidence"); err != nil {
		t.Fatal(err)
	}
	service := gofakes3.New(backend).Server()
	cut = new(atomic.Bool)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && cut.Swap(false) {
			_, _ = io.CopyN(io.Discard, r.Body, 10)
			panic(http.ErrAbortHandler)
		}
		service.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s, err := NewBucketStore(t.Context(), t.TempDir(), Bucket{Endpoint: server.URL, Name: "evidence", Region: "us-east-1", Key: "k", Secret: "s", Prefix: "files/"})
	if err != nil {
		t.Fatal(err)
	}
	return s, cut
}

// Both shelves keep the same contract.
func TestShelves(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *Store{
		"folder": blobs,
		"bucket": func(t *testing.T) *Store { s, _ := bucketed(t); return s },
	} {
		t.Run(name, func(t *testing.T) {
			t.Run("content lies under its hash", func(t *testing.T) { liesUnderItsHash(t, open(t)) })
			t.Run("several are kept together or not at all", func(t *testing.T) { keptTogether(t, open(t)) })
			t.Run("old content is found", func(t *testing.T) { oldIsFound(t, open(t)) })
		})
	}
}

// kept gives what lies on the shelf.
func kept(t *testing.T, s *Store, before time.Time) (all []string) {
	t.Helper()
	if err := s.shelf.each(t.Context(), before, func(sha string) error { all = append(all, sha); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// ever is after everything.
var ever = time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC)

func liesUnderItsHash(t *testing.T, s *Store) {
	b, err := s.Put(t.Context(), `C:\报告\..\审核报告.pdf`, strings.NewReader(pdf), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(pdf))
	if want := (Blob{hex.EncodeToString(sum[:]), int64(len(pdf)), "application/pdf", "审核报告.pdf"}); b != want {
		t.Errorf("got %+v, want %+v", b, want)
	}
	again, err := s.Put(t.Context(), "又一份.pdf", strings.NewReader(pdf), 1<<20)
	if all := kept(t, s, ever); err != nil || again.SHA256 != b.SHA256 || len(all) != 1 {
		t.Errorf("the same content is kept %d times (%v)", len(all), err)
	}
	f, err := s.Open(t.Context(), b.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != pdf {
		t.Errorf("got %q, %v", got, err)
	}
	if at, err := f.Seek(-6, io.SeekEnd); err != nil || at != int64(len(pdf)-6) {
		t.Errorf("seek %d, %v", at, err)
	}
	if got, err := io.ReadAll(f); err != nil || string(got) != "%%EOF\n" {
		t.Errorf("the end is %q, %v", got, err)
	}
	if n, err := s.Stat(t.Context(), b.SHA256); err != nil || n != b.Size {
		t.Errorf("stat %d, %v", n, err)
	}
	for range 2 { // removing what is not there is no error
		if err := s.Delete(t.Context(), b.SHA256); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Open(t.Context(), b.SHA256); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("open after delete: %v", err)
	}
	for _, bad := range []string{"", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63)} {
		if _, err := s.Stat(t.Context(), bad); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%q is taken for a hash: %v", bad, err)
		}
	}
	if n := left(t, s); n != 0 {
		t.Errorf("%d local files are left", n)
	}
}

// One that is refused leaves nothing of the others behind.
func keptTogether(t *testing.T, s *Store) {
	all := []Content{{"甲.pdf", []byte(pdf)}, {"乙.pdf", []byte(pdf + "%2\n")}, {"丙.pdf", []byte(pdf)}}
	got, err := s.PutAll(t.Context(), all, 1<<20)
	if err != nil || len(got) != 3 || got[0].SHA256 != got[2].SHA256 || got[0].SHA256 == got[1].SHA256 {
		t.Fatal(got, err)
	}
	for i, b := range got {
		if n, err := s.Stat(t.Context(), b.SHA256); err != nil || n != int64(len(all[i].Bytes)) {
			t.Error(n, err)
		}
	}
	if _, err := s.PutAll(t.Context(), []Content{{"丁.pdf", []byte(pdf + "%3\n")}, {"戊.exe", []byte("MZ")}}, 1<<20); err == nil {
		t.Error("a refused content is stored")
	}
	if n := len(kept(t, s, ever)); n != 2 {
		t.Errorf("%d contents are kept", n)
	}
}

func oldIsFound(t *testing.T, s *Store) {
	b, err := s.Put(t.Context(), "a.pdf", strings.NewReader(pdf), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if all := kept(t, s, time.Unix(0, 0)); len(all) != 0 {
		t.Errorf("%v lay there before the first file", all)
	}
	if all := kept(t, s, ever); len(all) != 1 || all[0] != b.SHA256 || !s.old(t.Context(), b.SHA256, ever) {
		t.Errorf("found %v", all)
	}
}

// A transfer to the bucket that breaks off leaves nothing under the name: content is there whole or not at all.
func TestHalfAnObjectIsNeverSeen(t *testing.T) {
	s, cut := bucketed(t)
	cut.Store(true)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second) // the client tries again by itself
	defer cancel()
	b, err := s.Put(ctx, "a.pdf", strings.NewReader(pdf), 1<<20)
	if err == nil { // and has then brought all of it
		if n, err := s.Stat(t.Context(), b.SHA256); err != nil || n != int64(len(pdf)) {
			t.Errorf("stat %d, %v", n, err)
		}
	} else if all := kept(t, s, ever); len(all) != 0 {
		t.Errorf("after %v there are %v", err, all)
	}
}

func TestABucketThatCannotBeUsedIsNamed(t *testing.T) {
	nobody := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
	defer nobody.Close()
	for endpoint, want := range map[string]string{"s3.example": "应为 https://主机 的形式", nobody.URL: "没有存储桶“evidence”"} {
		if _, err := NewBucketStore(t.Context(), t.TempDir(), Bucket{Endpoint: endpoint, Name: "evidence", Region: "us-east-1", Key: "k", Secret: "s"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", endpoint, err, want)
		}
	}
}

// What the disk does not take is never named.
func TestAFullDiskLeavesNothing(t *testing.T) {
	s := blobs(t)
	if os.Geteuid() == 0 { // root writes everywhere: a file in the place of the folder stops it, too
		sum := sha256.Sum256([]byte(pdf))
		if err := os.WriteFile(s.local+"/"+hex.EncodeToString(sum[:])[:2], nil, 0o600); err != nil {
			t.Fatal(err)
		}
	} else if err := os.Chmod(s.local, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), "a.pdf", strings.NewReader(pdf), 1<<20); err == nil || errors.Is(err, fault.NotFound("")) {
		t.Errorf("got %v", err)
	}
	if all := kept(t, s, ever); len(all) != 0 {
		t.Errorf("there is %v", all)
	}
}
