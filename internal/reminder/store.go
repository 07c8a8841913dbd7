package reminder

import (
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// A reminder is no fact of a case: it gets no journal entry. The same is told to the same reader once a day.
func insert(tx *store.Tx, r *Reminder) error {
	r.ID, r.Version, r.CreatedAt, r.UpdatedAt, r.Recipient = store.NewID(), 1, tx.Now(), tx.Now(), r.address().name()
	_, err := tx.Everywhere("reminders go to other places than the sender's").Raw().NewInsert().Model(r).
		On("CONFLICT (deadline_id, kind, day, recipient) DO NOTHING").Exec(tx.Context())
	return err
}

// waitingAddresses gives who has reminders that are in no message yet.
func waitingAddresses(tx *store.Tx, personal bool) ([]address, error) {
	var rows []Reminder
	q := tx.Everywhere("the system sends what waits in the whole province").Select(&rows).Distinct().
		Column("region_code", "enterprise_id", "agency_id", "zone_id", "account_id").Where("message_id = ''")
	if personal {
		q = q.Where("account_id <> ''")
	} else {
		q = q.Where("account_id = ''")
	}
	err := q.Scan(tx.Context())
	out := make([]address, len(rows))
	for i := range rows {
		out[i] = rows[i].address()
	}
	return out, err
}

func waiting(tx *store.Tx, to address) ([]Reminder, error) {
	var rows []Reminder
	err := tx.Everywhere("the system sends what waits in the whole province").Select(&rows).Where("message_id = ''").
		Where("region_code = ? AND enterprise_id = ? AND agency_id = ? AND zone_id = ? AND account_id = ?", to.region, to.enterprise, to.agency, to.zone, to.account).
		OrderExpr("id").Scan(tx.Context())
	return rows, err
}

func bundled(tx *store.Tx, rows []Reminder, messageID string) error {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	_, err := tx.Everywhere("the system sends what waits in the whole province").Raw().NewUpdate().Model((*Reminder)(nil)).
		Set("message_id = ?", messageID).Where("id IN (?)", bun.List(ids)).Exec(tx.Context())
	return err
}

// ofToday gives what the common daily message of a place has told today.
func ofToday(tx *store.Tx, place access.Place) ([]Reminder, error) {
	var rows []Reminder
	q := tx.Everywhere("a person's own message holds what the office is told").Select(&rows).Where("day = ? AND account_id = '' AND message_id <> ''", tx.Today())
	switch {
	case place.Zone != "":
		q = q.Where("zone_id = ?", place.Zone)
	case place.EnterpriseID != "":
		q = q.Where("enterprise_id = ?", place.EnterpriseID)
	case place.AgencyID != "":
		q = q.Where("agency_id = ?", place.AgencyID)
	case place.Region != "":
		q = q.Where("region_code = ?", place.Region)
	default:
		return nil, nil
	}
	return rows, q.Where("kind <> ?", Urged).OrderExpr("id").Scan(tx.Context())
}

// remindersOf gives what was sent of one clock, the latest first.
func remindersOf(tx *store.Tx, deadlineID string) ([]Reminder, error) {
	rows := []Reminder{}
	err := tx.Everywhere("reminders follow their clock, which the caller holds").Select(&rows).Where("deadline_id = ?", deadlineID).
		OrderExpr("day DESC, id DESC").Scan(tx.Context())
	return rows, err
}

// person is an account with the rules that hold for it.
type person struct {
	account *account.Account
	rules   []Rule
}

// ruled gives everybody for whom a rule holds: of the own, or of the role.
func ruled(tx *store.Tx) ([]*person, error) {
	var rules []Rule
	if err := tx.Everywhere("the system applies everybody's rules").Select(&rules).OrderExpr("id").Scan(tx.Context()); err != nil {
		return nil, err
	}
	byRole, found := map[access.Role][]Rule{}, map[string]*person{}
	var out []*person
	add := func(a *account.Account, rules ...Rule) {
		if found[a.ID] == nil {
			found[a.ID] = &person{account: a}
			out = append(out, found[a.ID])
		}
		found[a.ID].rules = append(found[a.ID].rules, rules...)
	}
	var roles []access.Role
	for _, r := range rules {
		if r.AccountID == "" {
			byRole[r.Role] = append(byRole[r.Role], r)
			roles = append(roles, r.Role)
			continue
		}
		a, err := account.Person(tx, r.AccountID)
		if err != nil {
			return nil, err
		}
		if a != nil {
			add(a, r)
		}
	}
	holders, err := account.InRoles(tx, roles)
	for _, a := range holders {
		add(a, byRole[a.Role]...)
	}
	return out, err
}

// rulesOf gives the rules of an account, or of roles for "".
func rulesOf(tx *store.Tx, accountID string) ([]Rule, error) {
	rows := []Rule{}
	err := tx.Everywhere("a rule belongs to its account").Select(&rows).Where("account_id = ?", accountID).OrderExpr("role, id").Scan(tx.Context())
	return rows, err
}

// ownRule gives a rule of the actor, or of a role for "".
func ownRule(tx *store.Tx, id, accountID string) (*Rule, error) {
	r := new(Rule)
	err := tx.Everywhere("a rule belongs to its account").Select(r).Where("id = ? AND account_id = ?", id, accountID).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("该提醒规则")
	}
	return r, err
}

func settingOf(tx *store.Tx, accountID string) (*Setting, error) {
	s := new(Setting)
	err := tx.Everywhere("a setting belongs to its account").Select(s).Where("account_id = ?", accountID).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return &Setting{AccountID: accountID, Channels: []string{}}, nil
	}
	return s, err
}

func escalated(tx *store.Tx, deadlineID, level string) (bool, error) {
	return tx.Everywhere("each clock is laid before each level once").Select((*Escalation)(nil)).
		Where("deadline_id = ? AND level = ?", deadlineID, level).Exists(tx.Context())
}

// Query is what the list of escalations may be asked.
type Query struct {
	store.Page
	Open  bool          `query:"open" doc:"只看尚未办结的"`
	Party string        `query:"party" doc:"应办理的一方"`
	Since calendar.Date `query:"since" doc:"在此日期（含）之后列入督办"`
}

// escalations reads the list with what the clocks say now: each duty once, at the level that it has reached.
func escalations(tx *store.Tx, in Query) (store.List[Escalation], error) {
	q := escalationQuery(tx, (*Escalation)(nil)).
		Where("NOT EXISTS (SELECT 1 FROM escalation AS u WHERE u.deadline_id = ?TableAlias.deadline_id AND u.level = ? AND ?TableAlias.level = ?)", Upper, Unit)
	if in.Open {
		q = q.Where("d.open = ?", true)
	}
	if in.Party != "" {
		q = q.Where("d.party = ?", in.Party)
	}
	if in.Since != "" {
		q = q.Where("?TableAlias.opened_on >= ?", in.Since)
	}
	if in.Q != "" {
		q = q.Where(`lower(d.subject_title) LIKE ? ESCAPE '\'`, store.Part(in.Q))
	}
	return store.Paged[Escalation](tx.Context(), q, in.Page, nil, "?TableAlias.id DESC")
}

func escalationQuery(tx *store.Tx, model any) *bun.SelectQuery {
	return tx.Select(model, Escalation{}).ColumnExpr("?TableAlias.*").
		ColumnExpr("d.subject_title, d.title, d.cite AS clock_cite, d.party, d.link, d.starts_on, d.due_on, d.met_on, d.ended_on, d.stopped_on, d.open, d.arithmetic, d.enterprise_id").
		Join("JOIN deadline AS d ON d.id = ?TableAlias.deadline_id")
}

// levelsOf gives before whom a clock has been laid, in that order. The caller has found one of them.
func levelsOf(tx *store.Tx, deadlineID string) ([]Escalation, error) {
	var rows []Escalation
	err := tx.Everywhere("the levels follow their clock, which the caller holds").Select(&rows).
		ColumnExpr("?TableAlias.*").
		Where("deadline_id = ?", deadlineID).OrderExpr("id").Scan(tx.Context())
	return rows, err
}

func findEscalation(tx *store.Tx, id string) (*Escalation, error) {
	e := new(Escalation)
	err := escalationQuery(tx, e).Where("?TableAlias.id = ?", id).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("该督办事项")
	}
	return e, err
}

// urgedToday tells whether the same reader has been urged of the same clock today.
func urgedToday(tx *store.Tx, r *Reminder) (bool, error) {
	return tx.Everywhere("reminders follow their clock, which the caller holds").Select((*Reminder)(nil)).
		Where("deadline_id = ? AND kind = ? AND day = ? AND recipient = ?", r.DeadlineID, Urged, r.Day, r.address().name()).Exists(tx.Context())
}
