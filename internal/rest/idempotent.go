package rest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Idempotent answers a repeated POST with the same Idempotency-Key from the first answer. The key is reserved in the
// transaction of the effect (store.Reservation), so a kill between effect and answer never leads to a double.
func Idempotent(db *store.DB, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		actor := access.From(r.Context())
		if key == "" || r.Method != http.MethodPost || actor.ID == "" {
			next.ServeHTTP(w, r)
			return
		}
		hash, err := fingerprint(r)
		if err != nil {
			WriteProblem(w, fault.TooLarge("提交的内容超过允许的大小。"))
			return
		}
		reservation := &store.Reservation{Key: actor.ID + " " + key, Operation: r.URL.Path, RequestHash: hash}
		earlier, err := db.Replay(r.Context(), reservation.Key)
		switch {
		case err != nil:
			WriteProblem(w, fault.Internal(err))
		case earlier != nil:
			replay(w, earlier, reservation)
		default:
			first(w, r, db, reservation, next)
		}
	})
}

func first(w http.ResponseWriter, r *http.Request, db *store.DB, reservation *store.Reservation, next http.Handler) {
	copied := &tee{ResponseWriter: w, status: http.StatusOK}
	next.ServeHTTP(copied, r.WithContext(store.WithReservation(r.Context(), reservation)))
	if reservation.CreatedAt.IsZero() || copied.status >= 300 || reservation.Concealed() {
		return
	}
	if err := db.Answered(r.Context(), reservation.Key, copied.status, copied.body.String()); err != nil {
		slog.Error("idempotency", "error", err)
	}
}

func replay(w http.ResponseWriter, earlier, now *store.Reservation) {
	switch {
	case earlier.Operation != now.Operation || earlier.RequestHash != now.RequestHash:
		WriteProblem(w, fault.Invalid("同一个 Idempotency-Key 用在了内容不同的请求上，未作办理。请为新的请求使用新的值。"))
	case earlier.Status == 0:
		WriteProblem(w, fault.Conflict("同一请求正在办理或已经办理完成，请刷新后查看结果，不要重复提交。"))
	default:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Idempotency-Replayed", "true")
		setVersion(w, earlier.Body)
		w.WriteHeader(earlier.Status)
		_, _ = io.WriteString(w, earlier.Body)
	}
}

// setVersion gives the ETag that the first answer carried.
func setVersion(w http.ResponseWriter, body string) {
	var record struct {
		Version int64 `json:"version"`
	}
	if json.Unmarshal([]byte(body), &record) == nil && record.Version > 0 {
		w.Header().Set("ETag", strconv.Quote(strconv.FormatInt(record.Version, 10)))
	}
}

// fingerprint hashes query and body of JSON calls; uploads are told apart by query and length.
func fingerprint(r *http.Request) (string, error) {
	sum := sha256.New()
	_, _ = io.WriteString(sum, r.URL.RawQuery+"\n")
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		_, _ = io.WriteString(sum, r.Header.Get("Content-Length"))
		return hex.EncodeToString(sum.Sum(nil)), nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, 4<<20))
	if err != nil {
		return "", err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sum.Write(body)
	return hex.EncodeToString(sum.Sum(nil)), nil
}

type tee struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (t *tee) WriteHeader(status int) {
	t.status = status
	t.ResponseWriter.WriteHeader(status)
}

func (t *tee) Write(p []byte) (int, error) {
	t.body.Write(p)
	return t.ResponseWriter.Write(p)
}

// WriteProblem answers a fault outside of an operation.
func WriteProblem(w http.ResponseWriter, err error) {
	p := ToProblem(err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}
