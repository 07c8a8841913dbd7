package app

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/demo"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// A party is one account that works over HTTP, as a browser does.
type party struct {
	t      *testing.T
	login  string
	role   access.Role
	place  access.Place
	base   string
	client *http.Client
}

// reply is what an operation answered.
type reply struct {
	status int
	etag   string
	body   []byte
}

func (r reply) String() string { return fmt.Sprintf("%d %.300s", r.status, r.body) }

// serving gives the address of a running app without a bound on requests.
func serving(t *testing.T) (*App, string) {
	t.Helper()
	t.Setenv("QINGSHEN_REQUESTS_PER_MINUTE", "0")
	a := fresh(t)
	server := httptest.NewServer(a.Handler())
	t.Cleanup(server.Close)
	return a, server.URL + rest.Base
}

func stranger(t *testing.T, base string) *party {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &party{t: t, login: "nobody", base: base, client: &http.Client{Jar: jar}}
}

// encoded gives a body as it goes over the wire: an upload as a form, anything else as JSON.
func encoded(t *testing.T, body any) (io.Reader, string) {
	t.Helper()
	if body == nil {
		return nil, ""
	}
	if u, ok := body.(upload); ok {
		content, kind, err := u.encode()
		if err != nil {
			t.Fatal(err)
		}
		return content, kind
	}
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(raw), "application/json"
}

// call sends one request.
func (p *party) call(method, path string, body any, headers ...string) reply {
	p.t.Helper()
	content, kind := encoded(p.t, body)
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.base+path, content)
	if err != nil {
		p.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return reply{answer.StatusCode, answer.Header.Get("ETag"), raw}
}

// loggedIn begins a session of a demonstration account.
func loggedIn(t *testing.T, a *App, base, login string) *party {
	t.Helper()
	p := stranger(t, base)
	p.login = login
	if r := p.call("POST", "/session/demo", map[string]string{"account": login}); r.status != 200 {
		t.Fatalf("%s cannot log in: %s", login, r)
	}
	row := column(t, a, "SELECT role || ' ' || region_code || ' ' || enterprise_id || ' ' || agency_id || ' ' || expert_id FROM account WHERE login = '"+login+"'")
	if len(row) != 1 {
		t.Fatalf("%d accounts %s", len(row), login)
	}
	f := strings.Split(row[0], " ")
	p.role, p.place = access.Role(f[0]), access.Place{Region: prefix(f[1]), EnterpriseID: f[2], AgencyID: f[3], ExpertID: f[4]}
	if f[2]+f[3]+f[4] != "" {
		p.place.Region = "" // the seat of a party is no place that it may look into
	}
	if p.role == access.RoleZone || p.role == access.RoleSector {
		p.place.Region = "" // a set of sites, see siteSights
	}
	return p
}

// prefix is the part of a division code that its lower divisions share.
func prefix(code string) string {
	for strings.HasSuffix(code, "00") {
		code = strings.TrimSuffix(code, "00")
	}
	return code
}

// column gives the texts of a query over all places.
func column(t *testing.T, a *App, query string) []string {
	t.Helper()
	out, err := store.Read(t.Context(), a.DB, func(tx *store.Tx) ([]string, error) {
		var out []string
		err := tx.Everywhere("the test compares with the whole").Raw().NewRaw(query).Scan(tx.Context(), &out)
		return out, err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

// scopeRoles walk every operation.
var scopeRoles = []string{
	"province", "province-ndrc", "city-370100", "city-370200", "county-370102", "enterprise-1", "enterprise-2", "agency-1", "expert-1",
	"zone-370100", "sector-agriculture",
	"sysadmin", "secadmin", "logadmin",
}

// sight says who sees which rows of a table, in words of its own: it must not repeat what the code does. An empty
// condition is no row. $region, $city and $id stand for the actor's place.
type sight struct{ table, office, enterprise, agency, expert, admin string }

const (
	inPlace    = "region_code LIKE '$region%'"
	ofFirm     = "enterprise_id = '$id'"
	ofAgency   = "agency_id = '$id'"
	hasWorked  = "(SELECT audit_id FROM engagement WHERE agency_id = '$id' AND state IN ('running', 'ended'))"
	entrusted  = "enterprise_id IN (SELECT enterprise_id FROM engagement WHERE agency_id = '$id' AND state = 'running')"
	ofPerson   = "'$account' IN (SELECT 'account of ' || login FROM account WHERE id IN (principal_id, deputy_id))"
	publicList = "(state = 'published' OR '$region' = '37')"
	everything = "1 = 1"
)

// sights maps the first word of a path to what its {id} names.
var sights = map[string]sight{
	"accounts":         {table: "account", admin: everything},
	"account-claims":   {table: "claim", office: inPlace + " AND purpose = 'enterprise'"},
	"colleagues":       {table: "account", enterprise: ofFirm},
	"delegations":      {table: "delegation", office: ofPerson, enterprise: ofPerson},
	"recoveries":       {table: "recovery", office: inPlace + " AND audience = 'office'", admin: "(audience = 'admin' OR '$account' = 'account of secadmin')"},
	"invitations":      {table: "claim", enterprise: ofFirm},
	"agencies":         {"agency", everything, everything, everything, everything, ""},
	"annual-lists":     {"annual_list", publicList, publicList, "", "", ""},
	"annual-plans":     {table: "annual_plan", office: "city_code LIKE '$city%'"},
	"annual-summaries": {table: "annual_summary", office: inPlace},
	"api-clients":      {table: "api_client", admin: everything},
	"appraisals":       {"appraisal", inPlace, ofFirm, "audit_id IN " + hasWorked, "id IN (SELECT appraisal_id FROM panel_member WHERE expert_id = '$id' AND recused_reason = '')", ""},
	"attributes":       {"attribute", inPlace, ofFirm, entrusted, "", ""},
	"audits":           {"audit", inPlace, ofFirm, "id IN " + hasWorked, "id IN (SELECT audit_id FROM panel_member WHERE expert_id = '$id' AND recused_reason = '')", ""},
	"candidates":       {table: "candidate", office: inPlace},
	"deadlines":        {"deadline", inPlace, ofFirm, ofAgency, "", ""},
	"duplicates":       {table: "duplicate", office: inPlace},
	"unit-lists":       {table: "unit_list", office: inPlace},
	"unit-lines":       {table: "unit_line", office: inPlace},
	"disclosures":      {"disclosure", inPlace, ofFirm, "audit_id IN " + hasWorked, "", ""},
	"dossier-comments": {"dossier_comment", inPlace + shared("office", "expert"), auditIn(ofFirm) + shared("enterprise", "agency"), "audit_id IN " + hasWorked + shared("enterprise", "agency"),
		"audit_id IN (SELECT audit_id FROM panel_member WHERE expert_id = '$id' AND recused_reason = '')" + shared("office", "expert"), ""},
	"dossier-returns":    {"dossier_return", inPlace, auditIn(ofFirm), "audit_id IN " + hasWorked, "audit_id IN (SELECT audit_id FROM panel_member WHERE expert_id = '$id' AND recused_reason = '')", ""},
	"engagements":        {"engagement", inPlace, ofFirm, ofAgency, "", ""},
	"escalations":        {table: "escalation", office: inPlace},
	"enterprise-imports": {table: "job", office: "account_id = '$account'"},
	"enterprises":        {"enterprise", inPlace, "id = '$id'", "id IN (SELECT enterprise_id FROM engagement WHERE agency_id = '$id' AND state = 'running')", "", ""},
	"enterprise-events":  {"enterprise_event", inPlace + " AND (state <> 'draft' OR by_office)", ofFirm + " AND (state <> 'draft' OR NOT by_office)", "", "", ""},
	"equivalences":       {"equivalence", inPlace + " AND (state <> 'draft' OR by_office)", ofFirm + " AND (state <> 'draft' OR NOT by_office)", "", "", ""},
	"petitions":          {"petition", inPlace + " AND state <> 'draft'", ofFirm, "", "", ""},
	"auditors":           {"auditor", inPlace, "", "agency_id = '$id'", "", ""},
	"expert-ties":        {table: "expert_tie", office: inPlace},
	"experts":            {table: "expert", office: inPlace},
	"files": {"file", inPlace, ofFirm, "subject_id IN " + hasWorked,
		"subject_id IN (SELECT audit_id FROM panel_member WHERE expert_id = '$id' AND recused_reason = '')", ""},
	"inventory-entries": {"inventory_entry", inPlace, ofFirm, "", "", ""},
	"jobs":              {table: "job", office: "account_id = '$account'", admin: "account_id = '$account'"},
	"messages":          {"message", "'$ecology' = 'true' AND region_code = '$region'", ofFirm, ofAgency, "expert_id = '$id'", ""},
	"notices":           {"notice", inPlace, ofFirm, "", "", ""},
	"options":           {"cp_option", auditIn(inPlace), auditIn(ofFirm), "audit_id IN " + hasWorked, "audit_id IN (SELECT audit_id FROM panel_member WHERE expert_id = '$id' AND recused_reason = '')", ""},
	"plan-items":        {table: "plan_item", office: inPlace},
	"zones":             {table: "zone", office: "city_code LIKE '$city%'"},
	"zone-sites":        {table: "zone_site", office: inPlace},
	"site-facts":        {"site_fact", inPlace, ofFirm, entrusted, "", ""},
	"sites":             {"site", inPlace, ofFirm, entrusted, "", ""},
}

// shared leaves out what the other side keeps to itself.
func shared(one, other string) string {
	return " AND (NOT internal OR party IN ('" + one + "', '" + other + "'))"
}

func auditIn(condition string) string {
	return "audit_id IN (SELECT id FROM audit WHERE " + condition + ")"
}

// unscoped have a key in the path that names no record of a place; the reason is for the reader.
var unscoped = map[string]string{
	"zone-kinds":          "a code table",
	"watches":             "a mark on a record that is looked for in the actor's place first; desk/watch_test.go",
	"me":                  "what an account has for itself",
	"role-reminder-rules": "rules of the installation, for its administrator",
	"drafts":              "a key that every account has for itself",
	"sheets":              "score sheets are law, the same for everybody",
	"index-systems":       "index systems are law, the same for everybody who may see them; their replays are seen by the province alone",
}

// absent are readings that answer 404 or 409 of an own record, because the thing is not there yet.
var absent = map[string]string{
	"download-appraisal-opinion":   "there is no opinion before the conclusion",
	"get-appraisal-result":         "there is no result before the marks are in",
	"download-rating-calculation":  "there is no calculation before a rating was kept",
	"get-enterprise-import-result": "a dry run of a faulty workbook has nothing to annotate",
}

// of gives the condition by which an actor sees rows.
func (s sight) of(p *party) string {
	condition, id := "", ""
	switch {
	case p.role == access.RoleZone || p.role == access.RoleSector:
		condition = strings.ReplaceAll(siteSights[s.table], "$sites", siteSets[p.role])
	case strings.HasSuffix(string(p.role), "-admin"):
		condition = s.admin
	case p.place.Region != "":
		condition = s.office
	case p.place.EnterpriseID != "":
		condition, id = s.enterprise, p.place.EnterpriseID
	case p.place.AgencyID != "":
		condition, id = s.agency, p.place.AgencyID
	case p.place.ExpertID != "":
		condition, id = s.expert, p.place.ExpertID
	}
	ecology := strings.HasSuffix(string(p.role), "-ecology")
	return strings.NewReplacer("$region", p.place.Region, "$city", p.place.Region[:min(4, len(p.place.Region))], "$id", id,
		"$ecology", fmt.Sprint(ecology), "$account", "account of "+p.login).Replace(cmp.Or(condition, "1 = 0"))
}

// scope is the walk and what it counted.
type scope struct {
	*testing.T
	app    *App
	bodies map[string]any
	ids    map[string][2][]string
	counts map[string]int
}

func TestScopeOfEveryOperationForEveryRole(t *testing.T) {
	a, base := serving(t)
	if err := demo.Load(asSystem(t.Context()), a.DB, demo.Options{Seed: 1, Enterprises: 200, Password: "Demo-Password-1", Files: a.Files()}); err != nil {
		t.Fatal(err)
	}
	s := &scope{t, a, bodies(t, a), map[string][2][]string{}, map[string]int{}}
	operations := a.API.Operations()
	s.nobody(stranger(t, base), operations)
	var parties []*party
	for _, login := range scopeRoles {
		parties = append(parties, loggedIn(t, a, base, login))
	}
	totals := map[string]map[string]int{}
	for _, p := range parties {
		totals[p.login] = map[string]int{}
		for _, op := range operations {
			s.walk(p, op, totals[p.login])
		}
	}
	for path, n := range totals["city-370100"] {
		if whole := totals["province"][path]; n >= whole && whole > 0 && strings.HasPrefix(sights[path].office, "region_code LIKE") {
			t.Errorf("%s: the city lists %d, the province %d", path, n, whole)
		}
	}
	for _, p := range parties {
		for _, op := range operations {
			s.loose(p, op)
		}
	}
	t.Logf("%d operations x %d roles: %v", len(operations), len(parties), s.counts)
	for _, kind := range []string{"401", "403", "own 200", "foreign 404", "foreign write 404", "listed"} {
		if s.counts[kind] == 0 {
			t.Errorf("nothing was checked for %q", kind)
		}
	}
}

// nobody is refused everything that is not public.
func (s *scope) nobody(p *party, operations []rest.Operation) {
	for _, op := range operations {
		if op.Permission == string(rest.Public) {
			continue
		}
		for _, body := range []any{map[string]any{}, s.bodies[op.ID]} {
			if r := p.call(op.Method, fill(op, "x"), bodyFor(op, body)); r.status != http.StatusUnauthorized {
				s.Errorf("%s %s without login: %s", op.Method, op.Path, r)
			}
			s.counts["401"]++
		}
	}
}

// walk checks one operation for one role.
func (s *scope) walk(p *party, op rest.Operation, totals map[string]int) {
	first := strings.Split(op.Path, "/")[1]
	held := op.Permission == string(rest.Public) || access.Actor{Role: p.role}.Can(access.Permission(op.Permission))
	if !held {
		r := p.call(op.Method, fill(op, "x"), bodyFor(op, map[string]any{}), "If-Match", `"1"`)
		s.expect(p, op, "x", r, "403", http.StatusForbidden)
		return
	}
	if !strings.Contains(op.Path, "{") {
		if _, ok := sights[first]; ok && op.Path == "/"+first && op.Method == http.MethodGet && first != "files" {
			s.list(p, op, first, totals)
		}
		return
	}
	if unscoped[first] != "" || op.Permission == string(rest.Public) {
		return
	}
	if _, ok := sights[first]; !ok {
		s.Fatalf("%s %s: say in sights who sees which rows of %q, or in unscoped why it needs no scope", op.Method, op.Path, first)
	}
	own, foreign := s.rows(p, first)
	if op.Method == http.MethodGet {
		for _, id := range some(own) {
			s.own(p, op, id)
		}
		for _, id := range append(some(foreign), "0") {
			s.expect(p, op, id, p.call("GET", fill(op, id), nil), "foreign 404", http.StatusNotFound)
		}
		return
	}
	for _, id := range append(some(foreign), "0") {
		s.expect(p, op, id, p.call(op.Method, fill(op, id), bodyFor(op, s.bodies[op.ID]), "If-Match", `"1"`), "foreign write 404", http.StatusNotFound, http.StatusForbidden)
		bare := p.call(op.Method, fill(op, id), bodyFor(op, map[string]any{}), "If-Match", `"1"`)
		s.expect(p, op, id, bare, "foreign bare write", http.StatusNotFound, http.StatusForbidden, http.StatusUnprocessableEntity)
	}
}

// own must be readable, except for what is not there yet.
func (s *scope) own(p *party, op rest.Operation, id string) {
	s.Helper()
	want := []int{http.StatusOK}
	if absent[op.ID] != "" {
		want = append(want, http.StatusNotFound, http.StatusConflict)
	}
	if op.ID == "get-appraisal-result" {
		want = append(want, http.StatusForbidden) // the marks of each expert are for the organising office
	}
	s.expect(p, op, id, p.call("GET", fill(op, id), nil), "own 200", want...)
}

// list gives only what the role sees.
func (s *scope) list(p *party, op rest.Operation, first string, totals map[string]int) {
	r := p.call("GET", op.Path+"?page_size=200", nil)
	s.expect(p, op, "", r, "list", http.StatusOK)
	var got struct {
		Items []map[string]any `json:"items"`
		Total int              `json:"total"`
	}
	if err := json.Unmarshal(r.body, &got); err != nil {
		s.Errorf("%s %s: %v", p.login, op.Path, err)
	}
	own := column(s.T, s.app, "SELECT id FROM "+sights[first].table+" WHERE "+sights[first].of(p))
	if got.Total > len(own) {
		s.Errorf("%s %s: lists %d, may see %d", p.login, op.Path, got.Total, len(own))
	}
	for _, item := range got.Items {
		id, _ := item["id"].(string)
		if !slices.Contains(own, id) {
			s.Errorf("%s %s: lists %s, which lies outside of the place", p.login, op.Path, id)
		}
		s.inside(p, op, item)
		s.counts["listed"]++
	}
	totals[first] = got.Total
}

// inside compares the codes that an item carries with the place.
func (s *scope) inside(p *party, op rest.Operation, item map[string]any) {
	region, _ := item["region_code"].(string)
	if p.place.Region != "" && region != "" && sights[strings.Split(op.Path, "/")[1]].office == inPlace && !strings.HasPrefix(region, p.place.Region) {
		s.Errorf("%s %s: an item of %s", p.login, op.Path, region)
	}
	if id, ok := item["enterprise_id"].(string); ok && p.place.EnterpriseID != "" && id != p.place.EnterpriseID {
		s.Errorf("%s %s: an item of another enterprise %s", p.login, op.Path, id)
	}
}

// loose sends an empty body to what needs no id: no answer may be a fault of the server.
func (s *scope) loose(p *party, op rest.Operation) {
	if strings.Contains(op.Path, "{id}") || op.ID == "log-out" {
		return
	}
	for _, body := range []any{map[string]any{}, s.bodies[op.ID]} {
		if r := p.call(op.Method, fill(op, "x"), bodyFor(op, body)); r.status >= 500 {
			s.Errorf("%s %s %s: %s", p.login, op.Method, op.Path, r)
		}
		s.counts["without id"]++
	}
}

func (s *scope) expect(p *party, op rest.Operation, id string, r reply, kind string, want ...int) {
	s.Helper()
	s.counts[kind]++
	if !slices.Contains(want, r.status) {
		s.Errorf("%s (%s) %s %s on %q: want %v, got %s", kind, p.login, op.Method, op.Path, id, want, r)
	}
}

// rows gives the own and the foreign ids of a resource for a party.
func (s *scope) rows(p *party, resource string) (own, foreign []string) {
	key := p.login + " " + resource
	if found, ok := s.ids[key]; ok {
		return found[0], found[1]
	}
	table, condition := sights[resource].table, sights[resource].of(p)
	own = column(s.T, s.app, "SELECT id FROM "+table+" WHERE "+condition+" ORDER BY id")
	foreign = column(s.T, s.app, "SELECT id FROM "+table+" WHERE NOT ("+condition+") ORDER BY id")
	s.ids[key] = [2][]string{own, foreign}
	return own, foreign
}
