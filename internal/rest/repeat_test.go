package rest_test

import (
	"strings"
	"sync"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/app/apptest"
)

func agency(name string, n int) map[string]string {
	return map[string]string{"name": name, "credit_code": apptest.CreditCode(n), "region_code": "370100"}
}

func TestARepeatedCallIsDoneOnce(t *testing.T) {
	s := apptest.New(t)
	p, other := s.Officer("officer", access.RoleCity, "370100"), s.Officer("other", access.RoleCity, "370100")
	key := []string{"Idempotency-Key", "4711"}
	count := func() string { return s.Column("SELECT CAST(count(*) AS TEXT) FROM agency")[0] }

	faulty := agency("", 1)
	p.Call("POST", "/agencies", faulty, key...).Problem(422) // a try that failed leaves the key free
	first := p.Call("POST", "/agencies", agency("济南甲咨询有限公司", 1), key...).Want(201)
	again := p.Call("POST", "/agencies", agency("济南甲咨询有限公司", 1), key...).Want(201)
	if string(again.Body) != strings.TrimSpace(string(first.Body)) && string(again.Body) != string(first.Body) {
		t.Errorf("the repetition answers\n%s\nthe first call\n%s", again, first)
	}
	if again.Header.Get("ETag") != first.Header.Get("ETag") || again.Header.Get("Idempotency-Replayed") != "true" || first.Header.Get("Idempotency-Replayed") != "" {
		t.Errorf("headers of the repetition: %v", again.Header)
	}
	if count() != "1" {
		t.Errorf("%s agencies", count())
	}
	p.Call("POST", "/agencies", agency("济南乙咨询有限公司", 2), key...).Problem(422, "内容不同的请求")
	p.Call("POST", "/agencies?page=2", agency("济南甲咨询有限公司", 1), key...).Problem(422, "内容不同的请求")
	other.Call("POST", "/agencies", agency("济南丙咨询有限公司", 3), key...).Want(201) // everybody has keys of their own
	if count() != "2" {
		t.Errorf("%s agencies", count())
	}
}

// Two clicks at once: one is done, the other is told so or gets the same answer.
func TestTwoRepeatedCallsAtOnce(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("officer", access.RoleCity, "370100")
	var calls sync.WaitGroup
	replies := make([]apptest.Reply, 8)
	for i := range replies {
		calls.Go(func() {
			replies[i] = p.Call("POST", "/agencies", agency("济南甲咨询有限公司", 1), "Idempotency-Key", "same")
		})
	}
	calls.Wait()
	for _, r := range replies {
		if r.Status != 201 && r.Status != 409 {
			t.Error(r)
		}
	}
	if got := s.Column("SELECT CAST(count(*) AS TEXT) FROM agency")[0]; got != "1" {
		t.Errorf("%s agencies", got)
	}
}

// Two officers save one record: the second learns what the first has changed, and who it was.
func TestTheSecondWriterLearnsOfTheFirst(t *testing.T) {
	s := apptest.New(t)
	s.Officer("first", access.RoleCity, "370100")
	first, second := s.As("first"), s.Officer("second", access.RoleCity, "370100")
	id := first.Call("POST", "/agencies", agency("济南甲咨询有限公司", 1)).Want(201).Field("id")
	changed := agency("济南甲环境咨询有限公司", 1)
	first.Call("PUT", "/agencies/"+id, changed).Problem(422, "缺少版本号")
	if etag := first.Call("PUT", "/agencies/"+id, changed, "If-Match", `"1"`).Want(200).Header.Get("ETag"); etag != `"2"` {
		t.Errorf("ETag %s", etag)
	}
	problem := second.Call("PUT", "/agencies/"+id, agency("济南乙咨询有限公司", 1), "If-Match", `"1"`).Problem(409, "first修改了", "没有保存")
	found := false
	for _, c := range problem.Changes {
		if c.Field == "name" {
			found = c.Label != "" && c.Before == "济南甲咨询有限公司" && c.After == "济南甲环境咨询有限公司"
		}
	}
	if !found {
		t.Errorf("changes: %+v", problem.Changes)
	}
	second.Call("PUT", "/agencies/"+id, agency("济南乙咨询有限公司", 1), "If-Match", `W/"2"`).Want(200)
}
