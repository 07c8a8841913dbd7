package account

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/store"
)

func byLogin(tx *store.Tx, login string) (*Account, error) {
	a := new(Account)
	err := tx.Everywhere("nobody is logged in yet").Select(a).Where("login = ?", login).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return a, err
}

func byID(tx *store.Tx, id string) (*Account, error) {
	a := new(Account)
	err := tx.Everywhere("the actor is being found out").Select(a).Where("id = ?", id).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return a, err
}

func anyAccount(tx *store.Tx) (bool, error) {
	return tx.Everywhere("an empty system gets its first administrator").Select((*Account)(nil)).Exists(tx.Context())
}

// AccountQuery is what the list of accounts may be asked.
type AccountQuery struct {
	store.Page
	Role  string `query:"role"`
	State string `query:"state"`
}

func list(tx *store.Tx, in AccountQuery) (store.List[Account], error) {
	q := tx.Select((*Account)(nil), Account{})
	if in.Role != "" {
		q = q.Where("role = ?", in.Role)
	}
	if in.State != "" {
		q = q.Where("state = ?", in.State)
	}
	if in.Q != "" {
		q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return store.Contains(q, "name", in.Q).WhereOr("login = ?", in.Q)
		})
	}
	return store.Paged[Account](tx.Context(), q, in.Page, store.Sorts{"account": "login", "name": "name"}, "login")
}

// touchLogin notes failures and logins without a new version: two browsers of one person are no conflict.
func touchLogin(tx *store.Tx, a *Account) error {
	_, err := tx.Everywhere("nobody is logged in yet").Raw().NewUpdate().Model(a).Column("failed_count", "locked_until", "last_login_at").WherePK().Exec(tx.Context())
	return err
}

// sessionRow is one login session; the token is stored hashed.
type sessionRow struct {
	bun.BaseModel `bun:"table:session"`
	Token         string    `bun:"token,pk"`
	AccountID     string    `bun:"account_id"`
	Data          string    `bun:"data"`
	ExpiresAt     time.Time `bun:"expires_at"`
}

// heldSession is a session with what its account says of the actor.
type heldSession struct {
	bun.BaseModel      `bun:"table:session,alias:s"`
	Data               string      `bun:"data"`
	ExpiresAt          time.Time   `bun:"expires_at"`
	HolderID           string      `bun:"holder_id,scanonly"`
	Name               string      `bun:"name,scanonly"`
	Role               access.Role `bun:"role,scanonly"`
	RegionCode         string      `bun:"region_code,scanonly"`
	EnterpriseID       string      `bun:"enterprise_id,scanonly"`
	AgencyID           string      `bun:"agency_id,scanonly"`
	ExpertID           string      `bun:"expert_id,scanonly"`
	State              string      `bun:"state,scanonly"`
	MustChangePassword bool        `bun:"must_change_password,scanonly"`
	Duties             string      `bun:"duties,scanonly"`
	ZoneID             string      `bun:"zone_id,scanonly"`
	Sector             string      `bun:"sector,scanonly"`
	ZoneActs           string      `bun:"zone_acts,scanonly"`
}

func (h *heldSession) account() *Account {
	a := &Account{Name: h.Name, Role: h.Role, RegionCode: h.RegionCode, EnterpriseID: h.EnterpriseID, AgencyID: h.AgencyID, ExpertID: h.ExpertID,
		State: h.State, MustChangePassword: h.MustChangePassword, Duties: h.Duties, ZoneID: h.ZoneID, Sector: h.Sector}
	a.ID = h.HolderID
	return a
}

const sessionOfToken = `SELECT s.data, s.expires_at, coalesce(a.id, '') AS holder_id, a.name, a.role, a.region_code, a.enterprise_id, a.agency_id, a.expert_id,
	a.state, a.must_change_password, a.duties, a.zone_id, a.sector, coalesce((SELECT z.acts FROM zone AS z WHERE z.id = a.zone_id), '[]') AS zone_acts FROM "session" AS s LEFT JOIN account AS a ON a.id = s.account_id WHERE s.token = ?`

// findSession is asked by every request, so its query is a fixed one.
func findSession(ctx context.Context, db *store.DB, token string) (*heldSession, error) {
	return store.Read(ctx, db, func(tx *store.Tx) (*heldSession, error) {
		row := new(heldSession)
		err := tx.Everywhere("sessions belong to no place").Fixed(row, sessionOfToken, token)
		if errors.Is(err, sql.ErrNoRows) || err == nil && !row.ExpiresAt.After(db.Clock().Wall()) {
			return nil, nil
		}
		return row, err
	})
}

func saveSession(ctx context.Context, db *store.DB, row *sessionRow) error {
	return store.Do(store.WithReservation(ctx, nil), db, func(tx *store.Tx) error {
		_, err := tx.Everywhere("sessions belong to no place").Raw().NewInsert().Model(row).
			On("CONFLICT (token) DO UPDATE").Set("data = EXCLUDED.data, expires_at = EXCLUDED.expires_at, account_id = EXCLUDED.account_id").Exec(ctx)
		return err
	})
}

func renewSession(ctx context.Context, db *store.DB, row *sessionRow) error {
	return store.Do(store.WithReservation(ctx, nil), db, func(tx *store.Tx) error {
		_, err := tx.Everywhere("sessions belong to no place").Raw().NewUpdate().Model(row).WherePK().Exec(ctx)
		return err
	})
}

func deleteSession(ctx context.Context, db *store.DB, token string) error {
	return store.Do(store.WithReservation(ctx, nil), db, func(tx *store.Tx) error {
		_, err := tx.Everywhere("sessions belong to no place").Raw().NewDelete().Model((*sessionRow)(nil)).Where("token = ?", token).Exec(ctx)
		return err
	})
}

// endSessions ends all sessions of an account, at once and on every replica.
func endSessions(tx *store.Tx, accountID string) error {
	_, err := tx.Everywhere("sessions belong to no place").Raw().NewDelete().Model((*sessionRow)(nil)).Where("account_id = ?", accountID).Exec(tx.Context())
	return err
}

func dropExpired(ctx context.Context, db *store.DB) error {
	return store.Do(ctx, db, func(tx *store.Tx) error {
		_, err := tx.Everywhere("sessions belong to no place").Raw().NewDelete().Model((*sessionRow)(nil)).Where("expires_at < ?", db.Clock().Wall()).Exec(ctx)
		return err
	})
}

func clientByToken(tx *store.Tx, hash string) (*Client, error) {
	c := new(Client)
	err := tx.Everywhere("the actor is being found out").Select(c).Where("token_hash = ? AND state = ?", hash, clientActive).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return c, err
}

// touchClient notes the use of a client without a new version: it is no change that anybody made.
func touchClient(ctx context.Context, db *store.DB, c *Client) error {
	return store.Do(store.WithReservation(ctx, nil), db, func(tx *store.Tx) error {
		c.LastUsedAt = tx.Now()
		_, err := tx.Everywhere("the actor is being found out").Raw().NewUpdate().Model(c).Column("last_used_at").WherePK().Exec(ctx)
		return err
	})
}

func listClients(tx *store.Tx, in ClientQuery) (store.List[Client], error) {
	return store.Paged[Client](tx.Context(), tx.Select((*Client)(nil), Client{}), in.Page, nil, "?TableAlias.id DESC")
}

// JournalQuery is what the journal may be asked.
type JournalQuery struct {
	store.Page
	SubjectType string    `query:"subject_type"`
	SubjectID   string    `query:"subject_id"`
	Actor       string    `query:"actor" doc:"操作人姓名"`
	From        time.Time `query:"from"`
	Until       time.Time `query:"until"`
}

func listJournal(tx *store.Tx, in JournalQuery) (store.List[store.Journal], error) {
	q := tx.Select((*store.Journal)(nil), store.Journal{})
	if in.SubjectType != "" {
		q = q.Where("subject_type = ?", in.SubjectType)
	}
	if in.SubjectID != "" {
		q = q.Where("subject_id = ?", in.SubjectID)
	}
	if in.Actor != "" {
		// Acts of a deputy are found under both names.
		q = q.Where("(actor_name = ? OR actor_name LIKE ? OR acting_for = ?)", in.Actor, in.Actor+"（代%", in.Actor)
	}
	if !in.From.IsZero() {
		q = q.Where("at >= ?", in.From)
	}
	if !in.Until.IsZero() {
		q = q.Where("at < ?", in.Until)
	}
	return store.Paged[store.Journal](tx.Context(), q, in.Page, nil, "?TableAlias.id DESC")
}

// Draft is a form that is not yet submitted (草稿), kept for its writer.
type Draft struct {
	bun.BaseModel `bun:"table:draft"`
	AccountID     string    `bun:"account_id,pk" json:"-"`
	Key           string    `bun:"key,pk" json:"key"`
	Version       int64     `bun:"version" json:"version"`
	Content       string    `bun:"content" json:"content" doc:"表单内容，JSON文本"`
	Title         string    `bun:"title" json:"title" doc:"草稿属于哪个表单"`
	Link          string    `bun:"link" json:"link" doc:"继续填写的页面"`
	UpdatedAt     time.Time `bun:"updated_at" json:"updated_at"`
}

func findDraft(tx *store.Tx, key string) (*Draft, error) {
	d := new(Draft)
	err := tx.Everywhere("a draft belongs to its writer").Select(d).Where("account_id = ? AND key = ?", tx.Actor().ID, key).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return &Draft{Key: key}, nil
	}
	return d, err
}

// recentDrafts is how many drafts a desk shows.
const recentDrafts = 20

// Drafts gives the actor's drafts that can be gone on with, the latest first.
func Drafts(tx *store.Tx) ([]Draft, error) {
	rows := []Draft{}
	err := tx.Everywhere("a draft belongs to its writer").Select(&rows).Column("key", "version", "title", "link", "updated_at").
		Where("account_id = ? AND link <> ''", tx.Actor().ID).OrderExpr("updated_at DESC").Limit(recentDrafts).Scan(tx.Context())
	return rows, err
}

func saveDraft(tx *store.Tx, d *Draft) error {
	_, err := tx.Everywhere("a draft belongs to its writer").Raw().NewInsert().Model(d).
		On("CONFLICT (account_id, key) DO UPDATE").Set("content = EXCLUDED.content, title = EXCLUDED.title, link = EXCLUDED.link, updated_at = EXCLUDED.updated_at, version = EXCLUDED.version").Exec(tx.Context())
	return err
}

func deleteDraft(tx *store.Tx, key string) error {
	_, err := tx.Everywhere("a draft belongs to its writer").Raw().NewDelete().Model((*Draft)(nil)).
		Where("account_id = ? AND key = ?", tx.Actor().ID, key).Exec(tx.Context())
	return err
}

func demoAccounts(tx *store.Tx, logins []string) ([]Account, error) {
	var rows []Account
	err := tx.Everywhere("the login page of the demonstration offers its roles").Select(&rows).Where("login IN (?)", bun.List(logins)).Scan(tx.Context())
	return rows, err
}

// ofRoles gives the accounts of some roles.
func ofRoles(tx *store.Tx, roles []string, limit int64) ([]*Account, error) {
	rows := []*Account{}
	return rows, tx.Select(&rows, Account{}).Where("role IN (?)", bun.List(roles)).OrderExpr("region_code, login").Limit(limit).Scan(tx.Context())
}
