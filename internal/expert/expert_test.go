package expert

import (
	"context"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
)

func as(role access.Role, place access.Place) context.Context {
	return access.With(context.Background(), access.Actor{ID: "tester", Name: "测试人员", Role: role, Place: place})
}

var (
	jinan    = as(access.RoleCity, access.Place{Region: "3701"})
	qingdao  = as(access.RoleCity, access.Place{Region: "3702"})
	province = as(access.RoleProvince, access.Place{Region: "37"})
)

func professor() NewExpert {
	return NewExpert{Name: "王工", Employer: "山东某大学", Title: "教授", Fields: []Field{FieldIndustry, FieldEnergy}, Industries: []string{"chemical"}}
}

func enter(t *testing.T, s *Service, ctx context.Context, in NewExpert) *Expert {
	t.Helper()
	e, err := s.Create(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestConflicts(t *testing.T) {
	parties := Parties{
		EnterpriseID: "e1", EnterpriseNames: []string{"济南甲化工有限公司", "济南（老）甲化工厂"}, AgencyID: "g1", AgencyName: "山东乙咨询有限公司", Since: "2026-03-31",
	}
	tests := map[string]struct {
		employer string
		ties     []Tie
		want     []string // words that the reasons must hold, in order; none for an expert who may sit
	}{
		"employer elsewhere":               {employer: "山东某大学"},
		"employer is the enterprise":       {employer: "济南甲化工有限公司", want: []string{"被评审企业"}},
		"former name in half-width":        {employer: "济南(老)甲化工厂", want: []string{"济南（老）甲化工厂"}},
		"employer is the agency":           {employer: "山东乙咨询有限公司 ", want: []string{"提供咨询服务的机构"}},
		"tie without dates":                {ties: []Tie{{EnterpriseID: "e1", Relation: "relative"}}, want: []string{"近亲属"}},
		"tie that goes on":                 {ties: []Tie{{AgencyID: "g1", Relation: "employed", FromOn: "2020-01-01"}}, want: []string{"2020年1月1日起"}},
		"tie that ended before the round":  {ties: []Tie{{AgencyID: "g1", Relation: "employed", UntilOn: "2026-03-30"}}},
		"tie that ended within the round":  {ties: []Tie{{EnterpriseID: "e1", Relation: "consultant", UntilOn: "2026-03-31"}}, want: []string{"提供咨询服务"}},
		"tie that begins tomorrow":         {ties: []Tie{{EnterpriseID: "e1", Relation: "holding", FromOn: "2026-09-08"}}},
		"tie to another enterprise":        {ties: []Tie{{EnterpriseID: "e2", Relation: "employed"}}},
		"both employer and tie, all shown": {employer: "济南甲化工有限公司", ties: []Tie{{EnterpriseID: "e1", Relation: "holding"}}, want: []string{"工作单位", "股份"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := Expert{Employer: tt.employer}
			got := e.conflicts(tt.ties, parties, "2026-09-07")
			if len(got) != len(tt.want) {
				t.Fatalf("got %d reasons %q, want %d", len(got), got, len(tt.want))
			}
			for i := range got {
				if !strings.Contains(got[i], tt.want[i]) {
					t.Errorf("reason %q lacks %q", got[i], tt.want[i])
				}
			}
		})
	}
}

func TestNoPartyMatchesAnExpertWithoutOne(t *testing.T) {
	e := Expert{Employer: ""}
	if got := e.conflicts([]Tie{{EnterpriseID: "e9", Relation: "other"}}, Parties{EnterpriseID: "e1", EnterpriseNames: []string{""}}, "2026-09-07"); len(got) != 0 {
		t.Errorf("empty names and ids must not match: %q", got)
	}
}

func TestPoolBelongsToItsCity(t *testing.T) {
	s := New(storetest.New(t))
	in := professor()
	in.RegionCode = "370200" // a city cannot enter people into another city's pool
	e := enter(t, s, jinan, in)
	if e.RegionCode != "370100" {
		t.Errorf("region = %s, want 370100", e.RegionCode)
	}
	if _, err := s.Get(qingdao, e.ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another city sees the expert: %v", err)
	}
	if got, err := s.Get(province, e.ID); err != nil || got.Name != "王工" {
		t.Errorf("the province does not see the expert: %v", err)
	}
	if _, err := s.Create(province, professor()); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("the province must name the pool: %v", err)
	}
	in.RegionCode = "370000"
	enter(t, s, province, in)
	if list, err := s.List(qingdao, ExpertQuery{}); err != nil || len(list.Items) != 0 {
		t.Errorf("list of another city = %d, %v", len(list.Items), err)
	}
	for field, want := range map[string]int{"energy": 2, "environment": 0} {
		if list, err := s.List(province, ExpertQuery{Field: field}); err != nil || len(list.Items) != want {
			t.Errorf("experts of %s = %d, want %d (%v)", field, len(list.Items), want, err)
		}
	}
	if list, err := s.List(province, ExpertQuery{Page: store.Page{Q: "王"}, CityCode: "370100"}); err != nil || len(list.Items) != 1 {
		t.Errorf("search in one pool = %d, %v", len(list.Items), err)
	}
}

func TestAllFaultsOfAnEntryAtOnce(t *testing.T) {
	s := New(storetest.New(t))
	_, err := s.Create(jinan, NewExpert{Fields: []Field{"energy", "astrology", "energy"}})
	paths := []string{}
	for _, f := range fault.As(err).Fields {
		paths = append(paths, f.Path)
	}
	if got, want := strings.Join(paths, " "), "name employer title fields[1] fields[2]"; got != want {
		t.Errorf("faults at %q, want %q", got, want)
	}
	enter(t, s, jinan, professor())
	if _, err := s.Create(jinan, professor()); !strings.Contains(err.Error(), "已有") {
		t.Errorf("the same person twice: %v", err)
	}
}

func TestStandingOfAnExpert(t *testing.T) {
	db := storetest.New(t)
	s := New(db)
	e := enter(t, s, jinan, professor())
	at := func(version int64) context.Context { return store.WithVersion(jinan, version) }
	if _, err := s.Move(at(e.Version), e.ID, "suspend", ExpertRemark{}); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("suspended without a reason: %v", err)
	}
	e, err := s.Move(at(e.Version), e.ID, "suspend", ExpertRemark{Note: "健康原因"})
	if err != nil || e.State != Suspended {
		t.Fatalf("suspend: %v %v", e, err)
	}
	candidates := func() []Candidate {
		out, err := store.Read(jinan, db, func(tx *store.Tx) ([]Candidate, error) {
			return s.Candidates(tx, "370100", false, Parties{EnterpriseID: "e1"}, tx.Today())
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := candidates(); len(got) != 0 {
		t.Errorf("a suspended expert is a candidate")
	}
	if _, err := s.Move(at(e.Version-1), e.ID, "restore", ExpertRemark{Note: "已康复"}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("an old version was accepted: %v", err)
	}
	if e, err = s.Move(at(e.Version), e.ID, "restore", ExpertRemark{Note: "已康复"}); err != nil {
		t.Fatal(err)
	}
	if e, err = s.AddTie(at(e.Version), e.ID, NewTie{EnterpriseID: "e1", PartyName: "甲", Relation: "consultant", FromOn: calendar.Date("2025-01-01")}); err != nil || len(e.Ties) != 1 {
		t.Fatalf("tie: %v %v", e, err)
	}
	if got := candidates(); len(got) != 1 || len(got[0].Conflicts) != 1 {
		t.Errorf("candidates = %+v, want one with one reason for recusal", got)
	}
	_, err = s.AddTie(at(e.Version), e.ID, NewTie{Relation: "friend", FromOn: "2026-02-01", UntilOn: "2026-01-01"})
	if n := len(fault.As(err).Fields); n != 4 {
		t.Errorf("%d faults of the tie, want 4: %v", n, err)
	}
	rows, err := s.History(jinan, e.ID)
	if err != nil || len(rows) != 4 || rows[2].Note != "健康原因" {
		t.Errorf("history = %+v, %v", rows, err)
	}
}

func TestSearchTakesWildcardsAsLetters(t *testing.T) {
	s := New(storetest.New(t))
	in := professor()
	in.Employer = "山东A_B研究院"
	enter(t, s, jinan, in)
	for q, want := range map[string]int{"a_b": 1, "A%": 0, "_": 1, "a-b": 0, "研究院": 1, "%": 0, "王": 1} {
		if list, err := s.List(jinan, ExpertQuery{Page: store.Page{Q: q}}); err != nil || len(list.Items) != want {
			t.Errorf("%q finds %d, want %d (%v)", q, len(list.Items), want, err)
		}
	}
	if list, err := s.List(jinan, ExpertQuery{Page: store.Page{Q: "研究院"}, State: Removed}); err != nil || len(list.Items) != 0 {
		t.Errorf("the search widens the other conditions: %d, %v", len(list.Items), err)
	}
}

func TestTieEndsWithEvidenceAndStaysOnRecord(t *testing.T) {
	db := storetest.New(t)
	s := New(db)
	e := enter(t, s, jinan, professor())
	e, err := s.AddTie(store.WithVersion(jinan, e.Version), e.ID, NewTie{EnterpriseID: "e1", PartyName: "甲公司", Relation: "employed", FromOn: "2024-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	tie := e.Ties[0]
	at := func(ctx context.Context, version int64) context.Context { return store.WithVersion(ctx, version) }
	for name, k := range map[string]struct {
		ctx  context.Context
		in   TieEnd
		kind fault.Kind
	}{
		"without evidence":     {at(jinan, 1), TieEnd{UntilOn: "2026-08-31"}, fault.KindInvalid},
		"before its beginning": {at(jinan, 1), TieEnd{UntilOn: "2023-12-31", Note: "离职证明"}, fault.KindInvalid},
		"in the future":        {at(jinan, 1), TieEnd{UntilOn: "2026-12-31", Note: "离职证明"}, fault.KindInvalid},
		"without a day":        {at(jinan, 1), TieEnd{Note: "离职证明"}, fault.KindInvalid},
		"a stale version":      {at(jinan, 9), TieEnd{UntilOn: "2026-08-31", Note: "离职证明"}, fault.KindConflict},
		"another city":         {at(qingdao, 1), TieEnd{UntilOn: "2026-08-31", Note: "离职证明"}, fault.KindNotFound},
	} {
		if _, err := s.EndTie(k.ctx, tie.ID, k.in); !fault.Is(err, k.kind) {
			t.Errorf("%s: want %s, got %v", name, k.kind, err)
		}
	}
	if e, err = s.EndTie(at(jinan, 1), tie.ID, TieEnd{UntilOn: "2026-05-31", Note: "离职证明"}); err != nil || e.Ties[0].UntilOn != "2026-05-31" {
		t.Fatalf("end: %+v %v", e, err)
	}
	if _, err := s.EndTie(at(jinan, 2), tie.ID, TieEnd{UntilOn: "2026-06-30", Note: "改期"}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("an ended tie ends again: %v", err)
	}
	for since, want := range map[calendar.Date]int{"2026-03-31": 1, "2026-05-31": 1, "2026-06-01": 0} {
		reasons, err := store.Read(jinan, db, func(tx *store.Tx) ([]string, error) {
			return s.Conflicts(tx, e.ID, Parties{EnterpriseID: "e1", Since: since}, tx.Today())
		})
		if err != nil || len(reasons) != want {
			t.Errorf("a round since %s: %q, want %d reasons (%v)", since, reasons, want, err)
		}
	}
	rows, err := s.History(jinan, e.ID)
	if err != nil || !strings.Contains(rows[0].Note, "离职证明") {
		t.Errorf("the evidence is not in the history: %+v %v", rows, err)
	}
}
