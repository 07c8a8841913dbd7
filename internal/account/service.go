package account

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// Service logs people in and keeps accounts.
type Service struct {
	db          *store.DB
	sessions    *scs.SessionManager
	config      Config
	province    string // six-digit code
	regionValid func(code string) bool
	regionLabel func(code string) string
	// Registries are where the parties of the roles enterprise, agency and expert are found; set in app.
	Registries map[access.Role]Registry
	// Addressees are the enterprises of a list that get an account letter; set in app.
	Addressees Addressees
}

// Config is what the app decides for logins.
type Config struct {
	Session SessionConfig
	// OneTimeFor is how long a one-time password opens an account.
	OneTimeFor time.Duration
	// Demo offers every role on the login page with one click; only the demonstration sets it.
	Demo         bool
	DemoAccounts []string
	Province     string
	RegionValid  func(code string) bool
	RegionLabel  func(code string) string
	// RegionFormer gives the codes of the divisions that one has taken over.
	RegionFormer func(code string) []string
}

// New gives the service.
func New(db *store.DB, c Config) *Service {
	return &Service{db: db, sessions: newSessions(db, c.Session), config: c, province: c.Province, regionValid: c.RegionValid, regionLabel: c.RegionLabel}
}

// Lockout after failures in a row, against guessing.
const (
	maxFailures = 5
	lockFor     = 15 * time.Minute
)

// Credentials is the input of a login.
type Credentials struct {
	Login    string `json:"account" maxLength:"60" doc:"账号"`
	Password string `json:"password" maxLength:"200" doc:"密码"`
}

// Me is who is logged in and what the browser needs to draw the workspace.
type Me struct {
	ID                 string   `json:"id"`
	Login              string   `json:"account"`
	Name               string   `json:"name"`
	Role               string   `json:"role"`
	RoleLabel          string   `json:"role_label"`
	PlaceLabel         string   `json:"place_label"`
	DepartmentLabel    string   `json:"department_label"`
	RegionCode         string   `json:"region_code"`
	EnterpriseID       string   `json:"enterprise_id"`
	AgencyID           string   `json:"agency_id"`
	ExpertID           string   `json:"expert_id"`
	Permissions        []string `json:"permissions" nullable:"false"`
	MustChangePassword bool     `json:"must_change_password"`
	IdleMinutes        int      `json:"idle_minutes"`
	Unread             int      `json:"unread" doc:"未读消息数，最多100"`
	Away               string   `json:"away" doc:"本人的职责现由何人代办"`
	ActingFor          string   `json:"acting_for" doc:"正在代何人办理"`
	Stands             []Stand  `json:"stands" nullable:"false" doc:"今天可以代为办理的人"`
}

// Stand is somebody for whom the person may act today.
type Stand struct {
	DelegationID string `json:"delegation_id"`
	Name         string `json:"name"`
	UntilOn      string `json:"until_on"`
}

// LogIn checks the credentials and begins a session. Unknown account and wrong password read the same and take the same
// time; five failures in a row lock the account for a quarter of an hour.
func (s *Service) LogIn(ctx context.Context, in Credentials) (*Me, error) {
	login := strings.ToLower(strings.TrimSpace(in.Login))
	a, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Account, error) { return byLogin(tx, login) })
	if err != nil {
		return nil, err
	}
	hash := decoy
	if a != nil {
		hash = a.PasswordHash
	}
	// The hash is computed outside of any transaction: it takes tens of milliseconds by design.
	good := checkPassword(in.Password, hash)
	if a == nil {
		return nil, wrong
	}
	return s.enter(ctx, a.ID, good)
}

var wrong = fault.Unauthenticated("账号或密码不正确，请核对后重试。连续5次不正确，账号锁定15分钟，其间密码正确也不能登录；确认密码无误仍不能登录的，请15分钟后再试，或者联系安全管理员解锁。")

// decoy is the hash of nothing anybody knows.
var decoy, _ = HashPassword(oneTime())

// failure is decided inside the transaction but must not roll it back: the count of failures has to stay.
type entry struct {
	account *Account
	failure error
}

func (s *Service) enter(ctx context.Context, id string, good bool) (*Me, error) {
	result, err := store.In(ctx, s.db, func(tx *store.Tx) (entry, error) {
		a, err := byID(tx, id)
		if err != nil || a == nil {
			return entry{failure: wrong}, err
		}
		before := a.LockedUntil
		failure := judge(tx, a, good)
		if a.LockedUntil.After(before) {
			if err := tx.As(access.System).Note("account.lock", a.Subject(), "连续5次输错密码，锁定15分钟"); err != nil {
				return entry{}, err
			}
		}
		return entry{a, failure}, touchLogin(tx, a)
	})
	if err == nil {
		err = result.failure
	}
	if err != nil {
		return nil, err
	}
	return s.begin(ctx, result.account)
}

func judge(tx *store.Tx, a *Account, good bool) error {
	now := tx.Now()
	switch {
	case a.LockedUntil.After(now):
		return wrong // the same words as for a wrong password: whoever guesses learns nothing from the lock
	case !good:
		a.FailedCount++
		if a.FailedCount >= maxFailures {
			a.LockedUntil, a.FailedCount = now.Add(lockFor), 0
		}
		return wrong
	case a.MustChangePassword && !a.PasswordExpiresAt.IsZero() && !a.PasswordExpiresAt.After(now):
		return fault.Forbidden("一次性密码已经过期，不能登录。请向发给您密码的管理员申请重置。")
	case a.State == Pending:
		return fault.Forbidden("该账号尚未由安全管理员授权启用，暂时不能登录。")
	case a.State != Active:
		return fault.Forbidden("该账号已停用，不能登录。如需恢复，请联系系统管理员。")
	}
	a.FailedCount, a.LockedUntil, a.LastLoginAt = 0, time.Time{}, now
	return nil
}

func (s *Service) begin(ctx context.Context, a *Account) (*Me, error) {
	// A new token at every login: a token planted before it is worthless.
	if err := s.sessions.RenewToken(ctx); err != nil {
		return nil, err
	}
	s.sessions.Put(ctx, accountKey, a.ID)
	return s.me(access.With(ctx, a.Actor()), a)
}

// LogOut ends the session.
func (s *Service) LogOut(ctx context.Context) error { return s.sessions.Destroy(ctx) }

// Me gives who is logged in.
func (s *Service) Me(ctx context.Context) (*Me, error) {
	a, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Account, error) { return byID(tx, tx.Actor().ID) })
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, fault.NotFound("登录账号")
	}
	return s.me(ctx, a)
}

func (s *Service) me(ctx context.Context, a *Account) (*Me, error) {
	unread, err := message.New(s.db).Unread(ctx)
	if err != nil {
		return nil, err
	}
	m := &Me{
		ID: a.ID, Login: a.Login, Name: a.Name, Role: string(a.Role), RoleLabel: access.RoleLabels[a.Role], PlaceLabel: s.place(a), DepartmentLabel: access.RoleLabels[a.Role],
		RegionCode: a.RegionCode, EnterpriseID: a.EnterpriseID, AgencyID: a.AgencyID, ExpertID: a.ExpertID,
		MustChangePassword: a.MustChangePassword, IdleMinutes: int(s.config.Session.Idle.Minutes()), Unread: unread,
	}
	actor := access.From(ctx)
	if err := s.stands(ctx, m, actor); err != nil {
		return nil, err
	}
	for _, p := range access.Matrix[a.Role] {
		if actor.Can(p) {
			m.Permissions = append(m.Permissions, string(p))
		}
	}
	return m, nil
}

func (s *Service) place(a *Account) string {
	if a.UnitName != "" {
		return a.UnitName
	}
	if a.EnterpriseID != "" || a.AgencyID != "" || a.ExpertID != "" {
		return a.Name
	}
	return s.regionLabel(a.RegionCode)
}

// NewPassword is the input of a change of password.
type NewPassword struct {
	Current string `json:"current" maxLength:"200"`
	New     string `json:"new" maxLength:"200"`
}

// ChangePassword sets a new password; all other sessions of the account end.
func (s *Service) ChangePassword(ctx context.Context, in NewPassword) error {
	a, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Account, error) { return byID(tx, tx.Actor().ID) })
	if err != nil {
		return err
	}
	if a == nil {
		return fault.Forbidden("接口账号没有密码。")
	}
	var faults fault.List
	if !checkPassword(in.Current, a.PasswordHash) {
		faults.Add("current", "当前密码不正确，请重新输入。")
	}
	if message := weak(in.New, a.Login); message != "" {
		faults.Add("new", message)
	}
	if in.New == in.Current {
		faults.Add("new", "新密码不能与当前密码相同。")
	}
	if err := faults.Err("密码没有修改"); err != nil {
		return err
	}
	hash, err := HashPassword(in.New)
	if err != nil {
		return err
	}
	if err := store.Do(ctx, s.db, func(tx *store.Tx) error {
		a, err := store.Get[Account](tx.Everywhere("own account"), a.ID, "登录账号")
		if err != nil {
			return err
		}
		a.PasswordHash, a.MustChangePassword, a.PasswordExpiresAt = hash, false, time.Time{}
		if err := endSessions(tx, a.ID); err != nil {
			return err
		}
		return tx.Save("account.change-password", a)
	}); err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, accountKey, a.ID)
	return nil
}

// DraftContent is the input of saving a draft.
type DraftContent struct {
	Content json.RawMessage `json:"content" doc:"表单内容"`
	Title   string          `json:"title,omitempty" maxLength:"200" doc:"草稿属于哪个表单"`
	Link    string          `json:"link,omitempty" maxLength:"300" doc:"继续填写的页面"`
}

// maxDraft is the largest draft; a dossier section of thousands of rows stays well below.
const maxDraft = 1 << 20

// Draft gives the actor's draft of a form; an empty one when there is none.
func (s *Service) Draft(ctx context.Context, key string) (*Draft, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Draft, error) { return findDraft(tx, key) })
}

// SaveDraft keeps what the actor has typed so far.
func (s *Service) SaveDraft(ctx context.Context, key string, in DraftContent) (*Draft, error) {
	if len(in.Content) > maxDraft {
		return nil, fault.TooLarge("草稿超过1兆字节，没有保存。请减少内容后重试。")
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (*Draft, error) {
		d, err := findDraft(tx, key)
		if err != nil {
			return nil, err
		}
		d.Title, d.Link = in.Title, in.Link
		d.AccountID, d.Key, d.Content, d.UpdatedAt, d.Version = tx.Actor().ID, key, string(in.Content), tx.Now(), d.Version+1
		return d, saveDraft(tx, d)
	})
}

// DropDraft forgets a draft once its form has been submitted.
func (s *Service) DropDraft(ctx context.Context, key string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error { return deleteDraft(tx, key) })
}

// DropExpired removes ended sessions and old idempotency keys (hourly job).
func (s *Service) DropExpired(ctx context.Context) error {
	if err := dropExpired(ctx, s.db); err != nil {
		return err
	}
	return s.db.ForgetReservations(ctx, s.db.Clock().Now().AddDate(0, 0, -7))
}
