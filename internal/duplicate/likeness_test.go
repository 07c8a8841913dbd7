package duplicate

import (
	"slices"
	"testing"

	"qingshen/internal/enterprise"
)

func firm(id, code, name, region, address, person, phone string, permits ...string) *subject {
	e := &enterprise.Enterprise{CreditCode: code, Name: name, RegionCode: region, Address: address, LegalRepresentative: person, ContactPhone: phone}
	e.ID = id
	r := enterprise.Registered{Enterprise: e}
	for _, p := range permits {
		r.Sites = append(r.Sites, &enterprise.Site{PermitNo: p, RegionCode: region, Address: address})
	}
	return subjectOf(r)
}

// Each line is a pair of registrations, the signs that must be named, and whether the pair is proposed.
func TestWhatMakesTwoRegistrationsAlike(t *testing.T) {
	for _, c := range []struct {
		title    string
		a, b     *subject
		signs    []string
		proposed bool
	}{
		{"the same name in other brackets, width and legal form",
			firm("1", "91370102000000011A", "济南市华泰化工（集团）有限公司", "370102", "", "", ""),
			firm("2", "91370102000000022B", "济南华泰化工(集团)有限责任公司", "370102", "", "", ""), []string{"name"}, true},
		{"the same name in two cities alone",
			firm("1", "91370102000000011A", "华泰化工有限公司", "370102", "", "", ""),
			firm("2", "91370202000000022B", "华泰化工有限公司", "370202", "", "", ""), []string{"name-wide"}, false},
		{"the same name and the same representative's telephone in two cities",
			firm("1", "91370102000000011A", "华泰化工有限公司", "370102", "", "", "0531-66226868"),
			firm("2", "91370202000000022B", "华泰化工有限公司", "370202", "", "", "（0531）66226868"), []string{"name-wide", "phone"}, true},
		{"a name that differs in one character, at the same address",
			firm("1", "91370102000000011A", "济南华泰化工有限公司", "370102", "山东省济南市历下区历山路12号", "", ""),
			firm("2", "91370102000000022B", "济南华秦化工有限公司", "370102", "历下区历山路１２号", "", ""), []string{"near", "address"}, true},
		{"a name that differs in one character, and nothing else",
			firm("1", "91370102000000011A", "济南华泰化工有限公司", "370102", "历山路12号", "", ""),
			firm("2", "91370102000000022B", "济南华秦化工有限公司", "370102", "历山路13号", "", ""), []string{"near"}, false},
		{"an old registration of the same organisation",
			firm("1", "91370102MA3C0000X1", "山东甲科技有限公司", "370102", "", "", ""),
			firm("2", "92370202MA3C0000X2", "山东乙科技有限公司", "370202", "", "", ""), []string{"body"}, true},
		{"a code with one slip and the same representative and address",
			firm("1", "91370102000000011A", "甲化工厂", "370102", "历山路12号", "王明", ""),
			firm("2", "91370102000000091C", "乙化工厂", "370102", "历山路12号", "王 明", ""), []string{"slip", "address", "person"}, true},
		{"one permit at two registrations",
			firm("1", "91370102000000011A", "甲化工厂", "370102", "", "", "", "91370102000000011A001P"),
			firm("2", "91370102000000022B", "乙化工厂", "370102", "", "", "", "91370102000000011A001P"), []string{"permit"}, true},
		{"the permit of one begins with the code of the other",
			firm("1", "91370102000000011A", "甲化工厂", "370102", "", "", ""),
			firm("2", "91370102000000022B", "乙化工厂", "370102", "", "", "", "91370102000000011A001P"), []string{"permit-code"}, true},
		{"neighbours in one street", firm("1", "91370102000000011A", "甲化工厂", "370102", "历山路12号", "", ""),
			firm("2", "91370102000000022B", "乙印染厂", "370102", "历山路12号", "", ""), []string{"address"}, false},
	} {
		signs, score := signsOf(c.a, c.b)
		var ids []string
		for _, s := range signs {
			ids = append(ids, s.ID)
			if s.Label == "" || s.Detail == "" {
				t.Errorf("%s: the sign %s says nothing: %+v", c.title, s.ID, s)
			}
		}
		if !slices.Equal(ids, c.signs) || (score >= enough) != c.proposed {
			t.Errorf("%s: signs %v with %d points, want %v and proposed %v", c.title, ids, score, c.signs, c.proposed)
		}
		pairs, err := resemble([]*subject{c.a, c.b}, func(int, int) error { return nil })
		if err != nil || (len(pairs) == 1) != c.proposed {
			t.Errorf("%s: the run finds %d pairs, want proposed %v (%v)", c.title, len(pairs), c.proposed, err)
		}
	}
}

func TestWhatManyShareSaysNothing(t *testing.T) {
	var all []*subject
	for i := range 9 {
		n := string(rune('1' + i))
		all = append(all, firm(n, "9137010200000"+n+n+n+n+"A", "企业"+n+n+n+"化工厂", "370102", "历山路12号", "王明", "0531-66226868"))
	}
	if pairs, _ := resemble(all, func(int, int) error { return nil }); len(pairs) != 0 {
		t.Errorf("an office building makes %d pairs", len(pairs))
	}
}
