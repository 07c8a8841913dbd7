// Package access says who an actor is, what the actor may do (权限) and which part of the province the actor may see
// (数据范围). Roles and their permissions stand on one screen in matrix.go.
// Law: SDR 6; CPM 9, 17, 20; rules.md 14 (assumption, to be confirmed by the department).
package access

import (
	"context"
	"slices"
	"strings"
)

// Permission names one thing that may be done, such as "publish-list".
type Permission string

// Role is what an account is (角色).
type Role string

// Place is the part of the province that an actor may see (数据范围). The zero Place sees nothing.
type Place struct {
	Region       string   // division code prefix: "37" province, "3701" city, "370102" county
	Former       []string // codes of divisions that this one has taken over: their cases keep the code
	EnterpriseID string
	AgencyID     string
	ExpertID     string
	Zone         string // functional zone (功能区): the sites that belong to it today
	// Industries narrow a place in addition to the sites of a field of the economy (领域): prefixes of industry codes that
	// belong to it, and longer ones that another field takes out. Nil is all fields.
	Industries, Except []string
}

// Columns names the columns by which the store narrows every query to the actor's place.
// Each of Enterprise, Agency and Expert is a column, or a condition with one "?" for the id.
// An empty one means that such an actor sees no row of this record.
type Columns struct {
	Region     string
	City       string // column with the six-digit city code, so that a city's list is an equality on an index
	Enterprise string
	Agency     string
	Expert     string
	// Subject is the column with the site, or with the case that is about one, for actors whose place is a set of sites: a
	// functional zone, a field of the economy. "id" where the record itself is the case.
	Subject string
}

// Actor is the person or machine on whose behalf something is done.
type Actor struct {
	ID    string // account or API client
	Name  string
	Role  Role
	Place Place
	// Duties are what a person does within an enterprise; nil is everything that the role may do.
	Duties []Duty
	// ForID and For name the colleague whose duties the person does during leave (休假代办); empty in one's own name.
	ForID string
	For   string
	// Machine is true for the system itself (nightly jobs, publication by list) and API clients.
	Machine bool
	// Acts are what the officers of a functional zone have been given to do (委托事项); nil is all that the role may.
	Acts []Permission
	// PasswordDue is true until the holder has replaced a one-time password: until then nothing else may be done.
	PasswordDue bool
}

// Can tells whether the actor's role holds the permission and, within an enterprise, one of the person's duties.
func (a Actor) Can(p Permission) bool {
	return slices.Contains(Matrix[a.Role], p) && a.onDuty(p) && a.entrusted(p)
}

func (a Actor) onDuty(p Permission) bool {
	of, divided := DutyMatrix[p]
	return a.Duties == nil || !divided || slices.ContainsFunc(of, func(d Duty) bool { return slices.Contains(a.Duties, d) })
}

// System is the actor of clocks and jobs; it sees the whole province.
var System = Actor{ID: "system", Name: "系统", Role: RoleSystem, Place: Place{Region: "37"}, Machine: true}

type key struct{}

// With puts the actor into the context.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From gives the actor of the context; without one, an actor who may do and see nothing.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(key{}).(Actor)
	return a
}

// Level of a region prefix.
func (p Place) Level() string {
	switch len(p.Region) {
	case 2:
		return "province"
	case 4:
		return "city"
	case 6:
		return "county"
	}
	return ""
}

// CoversRegion tells whether the place contains the division with this six-digit code.
func (p Place) CoversRegion(code string) bool {
	return p.Region != "" && (strings.HasPrefix(code, p.Region) || slices.Contains(p.Former, code))
}
