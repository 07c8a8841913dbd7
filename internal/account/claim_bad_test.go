package account_test

import (
	"strings"
	"testing"
	"time"

	"qingshen/internal/store/storetest"
)

// standing is everything that a claim could change, as it lies in the tables.
func (l *listed) standing() string {
	return strings.Join(append(l.Column("SELECT login || ' ' || state || ' ' || password_hash FROM account ORDER BY login"),
		l.Column("SELECT credit_code || ' ' || state || ' ' || account_login FROM claim ORDER BY id")...), "\n")
}

// refusals are the notes of the journal on codes that were refused.
func (l *listed) refusals() []string {
	return l.Column("SELECT actor_name || '：' || note FROM journal WHERE action = 'claim.refuse' ORDER BY id")
}

func TestAClaimCodeUsedTwiceChangesNothingAndIsInTheJournal(t *testing.T) {
	l := published(t)
	letter := l.issue().Letters[0]
	claim(l.Visitor(), letter.CreditCode, letter.Code).Want(200)
	before := l.standing()
	thief := l.Visitor()
	claim(thief, letter.CreditCode, letter.Code).Problem(409, "已经用过", strings.ToLower(letter.CreditCode), "请直接登录", "不是本企业人员开通的")
	thief.Call("POST", "/session/claim/check", map[string]string{"credit_code": letter.CreditCode, "code": letter.Code}).Problem(409, "已经用过")
	thief.Call("GET", "/me", nil).Want(401)
	if after := l.standing(); after != before {
		t.Errorf("a second use changed\n%s\ninto\n%s", before, after)
	}
	if notes := l.refusals(); len(notes) != 2 || !strings.Contains(notes[0], "系统：有人再次填写，认领码已认领") {
		t.Errorf("the journal tells %q", notes)
	}
}

func TestAClaimCodeGuessedTenTimesChangesNothingButItsLockAndIsInTheJournal(t *testing.T) {
	l := published(t)
	letter := l.issue().Letters[0]
	before := l.standing()
	for range 9 {
		claim(l.Visitor(), letter.CreditCode, "2222-3333-4444").Problem(401, "不正确", "输错10次")
	}
	if after := l.standing(); after != before {
		t.Error("nine guesses change nothing yet")
	}
	claim(l.Visitor(), letter.CreditCode, "2222-3333-4444").Problem(401, "不正确")
	claim(l.Visitor(), letter.CreditCode, letter.Code).Problem(409, "多次输错已经锁定", "重发")
	if want := strings.Replace(before, letter.CreditCode+" issued", letter.CreditCode+" locked", 1); l.standing() != want {
		t.Error("ten guesses change more than the lock of the code")
	}
	if desk := l.office.Call("GET", "/desk", nil).Want(200); !strings.Contains(string(desk.Body), "认领码已锁定或者到期，待重发") {
		t.Error("the locked code does not wait on the desk of the office")
	}
	if locks := l.Column("SELECT note FROM journal WHERE action = 'claim.lock'"); len(locks) != 1 || len(l.refusals()) != 1 {
		t.Errorf("the journal tells %q and %q", locks, l.refusals())
	}
}

func TestAnExpiredClaimCodeChangesNothingAndIsInTheJournal(t *testing.T) {
	l := published(t)
	letter := l.issue().Letters[0]
	people := l.Column("SELECT login FROM account ORDER BY login")
	clock := l.App.DB.Clock()
	clock.Set(clock.Now().Add(61 * 24 * time.Hour))
	claim(l.Visitor(), letter.CreditCode, letter.Code).Problem(409, "到期，没有开通账号", "与所在地生态环境部门联系重发")
	before := l.standing()
	claim(l.Visitor(), letter.CreditCode, letter.Code).Problem(409, "到期，没有开通账号")
	if l.standing() != before || len(l.Column("SELECT login FROM account")) != len(people) {
		t.Error("an expired code opened something")
	}
	if notes := l.refusals(); len(notes) != 2 || !strings.Contains(notes[1], "已过期") || len(l.Column("SELECT j.id FROM journal AS j JOIN claim AS c ON c.id = j.subject_id WHERE j.action = 'claim.expire' AND c.credit_code = ?", letter.CreditCode)) != 1 {
		t.Errorf("the journal tells %q", notes)
	}
}

// What is bounded by days or times is data of the law files, with its citation and its confidence.
func TestTheLimitsOfAccountsStandInTheLawFiles(t *testing.T) {
	db := storetest.New(t)
	for _, id := range []string{"claim-days", "claim-guesses", "invitation-days", "recovery-days", "delegation-days"} {
		p, ok := db.Law().Parameter(id, "2026-09-07", "37")
		if !ok || len(p.Cites) == 0 || p.Confidence != "A" {
			t.Errorf("%s: %+v", id, p)
		}
	}
}
