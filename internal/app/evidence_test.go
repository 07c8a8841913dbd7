package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"qingshen/internal/access"
	"qingshen/internal/app"
	"qingshen/internal/app/apptest"
	"qingshen/internal/zipsafe/zipsafetest"
)

// scan is a PDF of any size, the same each time it is read: what a scanner makes of a bundle of paper.
type scan struct {
	size, at int64
	noise    *rand.ChaCha8
}

func newScan(size int64) *scan { return &scan{size: size, noise: rand.NewChaCha8([32]byte{7})} }

func (s *scan) Read(p []byte) (int, error) {
	if s.at == s.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), s.size-s.at))
	_, _ = s.noise.Read(p[:n])
	if s.at == 0 {
		copy(p, "%PDF-1.7\n")
	}
	s.at += int64(n)
	return n, nil
}

// severed is a line that breaks after so many bytes.
type severed struct {
	io.Reader
	left int64
}

func (s *severed) Read(p []byte) (int, error) {
	if s.left <= 0 {
		return 0, errors.New("the line is cut")
	}
	n, err := s.Reader.Read(p[:min(int64(len(p)), s.left)])
	s.left -= int64(n)
	return n, err
}

// tus sends one request of the protocol for uploads; a body that breaks off gives no reply.
func tus(p *apptest.Party, method, address string, body io.Reader, headers ...string) (status int, header http.Header, err error) {
	p.Helper()
	r, err := http.NewRequestWithContext(p.Context(), method, address, body)
	if err != nil {
		p.Fatal(err)
	}
	r.Header.Set("Tus-Resumable", "1.0.0")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := p.Client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	return answer.StatusCode, answer.Header, answer.Body.Close()
}

// beginUpload gives the address of a new upload for an enterprise.
func beginUpload(p *apptest.Party, name, enterprise string, size int64) string {
	p.Helper()
	meta := []string{}
	for key, value := range map[string]string{"filename": name, "subject_type": "enterprise", "subject_id": enterprise} {
		meta = append(meta, key+" "+base64.StdEncoding.EncodeToString([]byte(value)))
	}
	status, header, err := tus(p, "POST", p.URL+"/api/v1/uploads", nil, "Upload-Length", fmt.Sprint(size), "Upload-Metadata", strings.Join(meta, ","))
	if err != nil || status != http.StatusCreated {
		p.Fatalf("%d %v", status, err)
	}
	return p.URL + header.Get("Location")
}

func offset(p *apptest.Party, at string) (n int64) {
	p.Helper()
	status, header, err := tus(p, "HEAD", at, nil)
	if err != nil {
		p.Fatal(err)
	}
	if _, err := fmt.Sscan(header.Get("Upload-Offset"), &n); err != nil {
		p.Fatal(status, err)
	}
	return n
}

func attachUpload(p *apptest.Party, at, enterprise string) apptest.Reply {
	p.Helper()
	return p.Call("POST", "/files/arrivals", map[string]string{"upload": at[strings.LastIndex(at, "/")+1:], "subject_type": "enterprise", "subject_id": enterprise})
}

// withFirm is an officer with one enterprise.
func withFirm(s *apptest.Site) (p *apptest.Party, enterprise string) {
	s.Helper()
	p = s.Officer("officer", access.RoleCity, "370100")
	p.Import("all-or-nothing", "名单.csv", strings.NewReader("县（市、区）,统一社会信用代码,企业名称\n历下区,"+apptest.CreditCode(1)+",济南甲化工有限公司\n")).Want(http.StatusAccepted)
	s.Work()
	return p, s.Column("SELECT id FROM enterprise")[0]
}

// A PDF of 200 MB comes whole though the line breaks seven times.
func TestA200MBDocumentResumesAfterTheConnectionDrops(t *testing.T) {
	const size = 200 << 20
	s := apptest.New(t)
	p, enterprise := withFirm(s)
	at := beginUpload(p, "监测报告扫描件.pdf", enterprise, size)
	sum := sha256.New()
	if _, err := io.Copy(sum, newScan(size)); err != nil {
		t.Fatal(err)
	}
	cuts := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the places of the cuts, the same each time
	drops := 0
	for sent := int64(0); sent < size; sent = offset(p, at) {
		rest := newScan(size)
		if _, err := io.CopyN(io.Discard, rest, sent); err != nil {
			t.Fatal(err)
		}
		body := io.Reader(rest)
		if drops < 7 {
			body = &severed{rest, 1 + cuts.Int64N(min(40<<20, size-sent))}
		}
		if _, _, err := tus(p, "PATCH", at, body, "Upload-Offset", fmt.Sprint(sent), "Content-Type", "application/offset+octet-stream"); err != nil {
			drops++
		}
	}
	if drops != 7 {
		t.Errorf("the line broke %d times", drops)
	}
	f := attachUpload(p, at, enterprise).Want(http.StatusCreated)
	if got := f.Field("sha256"); got != hex.EncodeToString(sum.Sum(nil)) {
		t.Errorf("another content has come: %s", f)
	}
	part := p.Call("GET", "/files/"+f.Field("id")+"/content", nil, "Range", "bytes=0-7", "Accept-Encoding", "gzip").Want(http.StatusPartialContent)
	if string(part.Body) != "%PDF-1.7" || part.Header.Get("Content-Encoding") != "" {
		t.Errorf("a piece reads %q (%s)", part.Body, part.Header)
	}
	whole := p.Call("GET", "/files/"+f.Field("id")+"/preview", nil).Want(http.StatusOK)
	if whole.Field("shows") != "pages" {
		t.Errorf("%s", whole)
	}
}

// The whole application keeps its files on an S3 service: what comes up goes there, and comes back from there.
func TestFilesOnAnS3Service(t *testing.T) {
	backend := s3mem.New()
	if err := backend.CreateBucket("qingshen"); err != nil {
		t.Fatal(err)
	}
	service := httptest.NewServer(gofakes3.New(backend).Server())
	defer service.Close()
	s := apptest.New(t, func(c *app.Config) {
		c.Bucket.Endpoint, c.Bucket.Name, c.Bucket.Region, c.Bucket.Key, c.Bucket.Secret = service.URL, "qingshen", "us-east-1", "k", "s"
	})
	p, enterprise := withFirm(s)
	word := zipsafetest.Pack(t, map[string][]byte{"[Content_Types].xml": []byte(types), "word/document.xml": []byte(`<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>监测结论</w:t></w:r></w:p></w:body></w:document>`)})
	at := beginUpload(p, "结论.docx", enterprise, int64(len(word)))
	if _, _, err := tus(p, "PATCH", at, bytes.NewReader(word), "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream"); err != nil {
		t.Fatal(err)
	}
	f := attachUpload(p, at, enterprise).Want(http.StatusCreated)
	if objects, err := backend.ListBucket("qingshen", nil, gofakes3.ListBucketPage{}); err != nil || len(objects.Contents) != 1 || objects.Contents[0].Key != f.Field("sha256") {
		t.Errorf("the bucket holds %+v, %v", objects, err)
	}
	if got := p.Call("GET", "/files/"+f.Field("id")+"/content", nil).Want(http.StatusOK); !bytes.Equal(got.Body, word) {
		t.Errorf("%d bytes came back of %d", len(got.Body), len(word))
	}
	if got := p.Call("GET", "/files/"+f.Field("id")+"/preview", nil).Want(http.StatusOK); got.Field("shows") != "document" || !strings.Contains(string(got.Body), "监测结论") {
		t.Errorf("%s", got)
	}
}
