package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"qingshen/internal/app/apptest"
)

// sender sends files in parts as a browser does: after any break it asks how much is there and goes on.
type sender struct {
	*apptest.Party
	enterprise string
}

func (s *sender) tus(method, path string, body io.Reader, headers ...string) (status int, header http.Header, err error) {
	r, err := http.NewRequestWithContext(s.Context(), method, s.URL+path, body)
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Tus-Resumable", "1.0.0")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := s.Client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	return answer.StatusCode, answer.Header, answer.Body.Close()
}

// step goes one step on with an upload and gives its address and, when it is done, the status of its last request.
func (s *sender) step(at, name string, content []byte) (string, int, error) {
	if at == "" {
		meta := []string{}
		for key, value := range map[string]string{"filename": name, "subject_type": "enterprise", "subject_id": s.enterprise} {
			meta = append(meta, key+" "+base64.StdEncoding.EncodeToString([]byte(value)))
		}
		status, header, err := s.tus("POST", "/api/v1/uploads", nil, "Upload-Length", fmt.Sprint(len(content)), "Upload-Metadata", strings.Join(meta, ","))
		if err != nil {
			return "", 0, err
		}
		if status != http.StatusCreated {
			s.Fatalf("no upload begins: %d", status)
		}
		return header.Get("Location"), 0, nil
	}
	sent := int64(len(content)) // an upload that is gone has been taken over
	status, header, err := s.tus("HEAD", at, nil)
	if err != nil {
		return at, 0, err
	}
	if status == http.StatusOK {
		if _, err := fmt.Sscan(header.Get("Upload-Offset"), &sent); err != nil {
			return at, 0, err
		}
	}
	if sent < int64(len(content)) {
		part := content[sent:min(sent+1<<20, int64(len(content)))]
		_, _, err := s.tus("PATCH", at, bytes.NewReader(part), "Upload-Offset", fmt.Sprint(sent), "Content-Type", "application/offset+octet-stream")
		return at, 0, err
	}
	status, _, err = s.tus("POST", "/api/v1/files/arrivals", strings.NewReader(fmt.Sprintf(`{"upload":%q,"subject_type":"enterprise","subject_id":%q}`, at[strings.LastIndex(at, "/")+1:], s.enterprise)), "Content-Type", "application/json")
	return at, status, err
}

// A server that is killed again and again while files arrive loses nothing that it has acknowledged, shows nothing that is
// not whole, and takes every file over once.
func TestKillDuringUpload(t *testing.T) {
	const files, size = 4, 6 << 20
	s := province(t)
	server := serving(s)
	mark := s.Column("SELECT max(id) FROM journal")[0]
	officer := apptest.Visitor(t, server.url)
	officer.LogIn("city-370100", apptest.Password).Want(http.StatusOK)
	up := &sender{Party: officer, enterprise: s.Column("SELECT id FROM enterprise WHERE region_code LIKE '3701%' ORDER BY id LIMIT 1")[0]}
	noise := rand.NewChaCha8([32]byte{3})
	want := map[string]string{}
	killed := 0
	for n := range files {
		content := make([]byte, size)
		_, _ = noise.Read(content)
		copy(content, "%PDF-1.7\n")
		sum := sha256.Sum256(content)
		name := fmt.Sprintf("扫描件%d.pdf", n)
		die := make(chan struct{})
		go func() {
			time.Sleep(rand.N(600 * time.Millisecond))
			_ = server.command.Process.Kill()
			close(die)
		}()
		at := ""
		var err error
		for status := 0; status != http.StatusCreated; {
			if at, status, err = up.step(at, name, content); err == nil {
				if status != 0 {
					(apptest.Reply{TB: t, Status: status}).Want(http.StatusCreated)
				}
				continue
			}
			<-die
			killed++
			server.kill()
			whole(s, want)
			server = serving(s)
			up.URL = server.url
		}
		want[name] = hex.EncodeToString(sum[:])
		if <-die; killed <= n { // it was faster than the kill
			killed++
			server.kill()
			server = serving(s)
			up.URL = server.url
		}
	}
	t.Logf("%d kills", killed)
	whole(s, want)
	agrees(s, "file", mark)
	for name, sum := range want {
		if got := s.Column("SELECT sha256 FROM file WHERE name = ?", name); len(got) != 1 || got[0] != sum {
			t.Errorf("%s was taken over %d times", name, len(got))
		}
		id := s.Column("SELECT id FROM file WHERE name = ?", name)[0]
		got := up.Call("GET", "/files/"+id+"/content", nil).Want(http.StatusOK)
		if have := sha256.Sum256(got.Body); hex.EncodeToString(have[:]) != sum {
			t.Errorf("%s reads otherwise", name)
		}
	}
}

// whole demands that every file that was acknowledged is there, and that each row has its content, whole.
func whole(s *apptest.Site, acknowledged map[string]string) {
	s.Helper()
	for name, sum := range acknowledged {
		if got := s.Column("SELECT sha256 FROM file WHERE name = ?", name); len(got) != 1 || got[0] != sum {
			s.Errorf("%s is lost: %v", name, got)
		}
	}
	for _, sum := range s.Column("SELECT DISTINCT sha256 FROM file WHERE name LIKE '扫描件%'") {
		content, err := s.App.Files().Open(s.Context(), sum)
		if err != nil {
			s.Errorf("a row without its content: %v", err)
			continue
		}
		have := sha256.New()
		if _, err := io.Copy(have, content); err != nil || hex.EncodeToString(have.Sum(nil)) != sum {
			s.Errorf("half a file is seen under %s (%v)", sum, err)
		}
		content.Close()
	}
}
