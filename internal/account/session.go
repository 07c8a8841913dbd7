package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// SessionConfig says how long a login lasts.
type SessionConfig struct {
	Idle     time.Duration // without any request
	Absolute time.Duration
	Secure   bool // the cookie travels over TLS only
}

func newSessions(db *store.DB, c SessionConfig) *scs.SessionManager {
	m := scs.New()
	m.Store = sessionStore{db}
	m.HashTokenInStore = true
	m.IdleTimeout, m.Lifetime = c.Idle, c.Absolute
	m.Cookie.Name, m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Secure, m.Cookie.Path = "qingshen_session", true, http.SameSiteLaxMode, c.Secure, "/"
	m.ErrorFunc = func(w http.ResponseWriter, _ *http.Request, err error) { rest.WriteProblem(w, err) }
	return m
}

// beganWith holds, in the context of a request, the session with which the request began: it is read once, together with
// its account, so that an ended session and a suspended account count at once.
type beganWith struct{}

type begun struct {
	token string
	held  *heldSession
}

func begunOf(ctx context.Context) *begun {
	if b, ok := ctx.Value(beganWith{}).(*begun); ok {
		return b
	}
	return new(begun)
}

// sessionStore keeps sessions in the database, so that replicas share them.
type sessionStore struct{ db *store.DB }

// renewal is how far an expiry must move before it is written again: reading a page must not cost a write.
const renewal = time.Minute

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	row, err := findSession(ctx, s.db, token)
	if err != nil || row == nil {
		return nil, false, err
	}
	*begunOf(ctx) = begun{token, row}
	data, err := base64.StdEncoding.DecodeString(row.Data)
	return data, err == nil, err
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	encoded := base64.StdEncoding.EncodeToString(data)
	began := begunOf(ctx)
	same := began.token == token
	if same && began.held.Data == encoded && expiry.Sub(began.held.ExpiresAt) < renewal {
		return nil
	}
	row := &sessionRow{Token: token, Data: encoded, ExpiresAt: expiry.UTC(), AccountID: accountOf(data)}
	if same {
		// A session that was ended while this request ran stays ended.
		return renewSession(ctx, s.db, row)
	}
	return saveSession(ctx, s.db, row)
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return deleteSession(ctx, s.db, token)
}

// Find, Commit and Delete complete the interface of the library, which calls the variants with a context.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit stores a session.
func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete ends a session.
func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// accountOf reads the account out of the session's data, so that all sessions of one account can be ended.
func accountOf(data []byte) string {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return ""
	}
	id, _ := values[accountKey].(string)
	return id
}

const accountKey = "account"

// Authenticate finds out who acts: a session cookie or a bearer token of an API client. It refuses nobody; operations do.
func (s *Service) Authenticate(next http.Handler) http.Handler {
	sessions := s.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		actor, err := s.actor(ctx, r)
		if err != nil {
			rest.WriteProblem(w, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(access.With(ctx, actor)))
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sessions.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), beganWith{}, new(begun))))
	})
}

func (s *Service) actor(ctx context.Context, r *http.Request) (access.Actor, error) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return s.clientActor(ctx, token)
	}
	id := s.sessions.GetString(ctx, accountKey)
	if id == "" {
		return access.Actor{}, nil
	}
	held := begunOf(ctx).held
	if held == nil || held.HolderID != id || held.State != Active {
		return access.Actor{}, nil
	}
	return s.standing(ctx, s.settled(s.successor(held.account().Actor(), held.RegionCode), held))
}

func (s *Service) clientActor(ctx context.Context, token string) (access.Actor, error) {
	c, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Client, error) {
		c, err := clientByToken(tx, hashToken(token))
		if err == nil && c == nil {
			err = fault.Unauthenticated("接口账号的令牌无效或者已经停用，请核对；需要新令牌的，请联系系统管理员重新开设接口账号。")
		}
		return c, err
	})
	if err != nil {
		return access.Actor{}, err
	}
	if s.db.Clock().Now().Sub(c.LastUsedAt) >= usedAnew {
		if err := touchClient(ctx, s.db, c); err != nil {
			return access.Actor{}, err
		}
	}
	return s.successor(c.Actor(), c.RegionCode), nil
}

// successor lets the offices of a division handle the cases of those that it has taken over, which keep their code.
func (s *Service) successor(a access.Actor, region string) access.Actor {
	if s.config.RegionFormer != nil && len(a.Place.Region) >= 4 {
		a.Place.Former = s.config.RegionFormer(region)
	}
	return a
}

// usedAnew is how old the last known use of a client must be before it is written again: reading must not cost a write.
const usedAnew = time.Hour

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
