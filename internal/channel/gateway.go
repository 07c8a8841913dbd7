package channel

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Posted is the body of a webhook to the gateway.
type Posted struct {
	ID    string `json:"id"` // the same for every attempt
	To    string `json:"to"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Link  string `json:"link,omitempty"`
}

// Signature is the header that proves a webhook to come from this installation: "t=<seconds>,v1=<hex>", the HMAC-SHA256
// of "<seconds>.<body>" under the shared secret. A receiver compares it and refuses old seconds.
const Signature = "X-Qingshen-Signature"

// Sign gives the signature of a body at an instant.
func Sign(secret string, at time.Time, body []byte) string {
	seconds := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(seconds + "."))
	mac.Write(body)
	return "t=" + seconds + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// gateway posts a note. Redirects are not followed: the secret's proof goes to the configured address only.
func (s *Sender) gateway(ctx context.Context, n Note) error {
	body, err := json.Marshal(Posted{ID: n.ID, To: n.To, Title: n.Title, Text: n.Text, Link: s.link(n.Link)})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.config.GatewayURL, bytes.NewReader(body))
	if err != nil {
		return errRefused{errors.New("网关地址有误")}
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Idempotency-Key", n.ID)
	r.Header.Set(Signature, Sign(s.config.GatewaySign, n.At, body))
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		return explain("连不上网关", err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 64<<10)
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusRequestTimeout || code == http.StatusTooManyRequests || code >= 500:
		return fmt.Errorf("网关暂时没有接收（应答 %d）", code)
	default:
		return errRefused{fmt.Errorf("网关没有接收（应答 %d）", code)}
	}
}
