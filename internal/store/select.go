package store

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
)

// Placed is a record that says by which columns the store narrows it.
type Placed interface{ Place() access.Columns }

// Select begins a query that sees only what the actor may see. An actor without a place sees nothing.
func (tx *Tx) Select(model any, of Placed) *bun.SelectQuery {
	return tx.narrow(tx.idb.NewSelect().Model(model), of.Place(), tx.actor.Place)
}

// Wide is the one way around the actor's place; every use gives its reason.
type Wide struct{ tx *Tx }

// Everywhere gives unnarrowed access for the reason given, which is for the reader of the code.
func (tx *Tx) Everywhere(reason string) Wide {
	if reason == "" {
		panic("store: Everywhere needs a reason")
	}
	return Wide{tx}
}

// Select begins a query over all rows.
func (w Wide) Select(model any) *bun.SelectQuery { return w.tx.idb.NewSelect().Model(model) }

// Raw gives the connection for queries that bun cannot express (statistics, bulk loads).
func (w Wide) Raw() bun.IDB { return w.tx.idb }

func (tx *Tx) narrow(q *bun.SelectQuery, columns access.Columns, place access.Place) *bun.SelectQuery {
	if place.Industries != nil {
		q = tx.narrowToSites(q, columns, tx.ofIndustries(place))
	}
	switch {
	case place.Zone != "":
		return tx.narrowToSites(q, columns, tx.ofZone(place.Zone))
	case place.Region != "":
		return narrowRegion(q, columns, place)
	case place.EnterpriseID != "":
		return narrowTo(q, columns.Enterprise, place.EnterpriseID)
	case place.AgencyID != "":
		return narrowTo(q, columns.Agency, place.AgencyID)
	case place.ExpertID != "":
		return narrowTo(q, columns.Expert, place.ExpertID)
	}
	return q.Where("1 = 0")
}

// narrowRegion uses equality where it can: a city's rows then come from an index in order.
func narrowRegion(q *bun.SelectQuery, columns access.Columns, place access.Place) *bun.SelectQuery {
	switch {
	case columns.Region == "":
		return q.Where("1 = 0")
	case place.Level() == "province":
		return q // the database holds one province
	case len(place.Former) > 0:
		return q.Where("(?TableAlias.? LIKE ? OR ?TableAlias.? IN (?))", bun.Ident(columns.Region), place.Region+"%", bun.Ident(columns.Region), bun.List(place.Former))
	case place.Level() == "city" && columns.City != "":
		return q.Where("?TableAlias.? = ?", bun.Ident(columns.City), place.Region+"00")
	case place.Level() == "county":
		return q.Where("?TableAlias.? = ?", bun.Ident(columns.Region), place.Region)
	}
	return q.Where("?TableAlias.? LIKE ?", bun.Ident(columns.Region), place.Region+"%")
}

func narrowTo(q *bun.SelectQuery, column, id string) *bun.SelectQuery {
	switch {
	case column == "":
		return q.Where("1 = 0")
	case strings.Contains(column, "?"):
		return q.Where(column, id)
	}
	return q.Where("?TableAlias.? = ?", bun.Ident(column), id)
}

// record is a pointer to a struct that is a Record.
type record[T any] interface {
	*T
	Record
}

// Find gives the record with this id, if the actor may see it; otherwise it "does not exist". what is its Chinese name.
func Find[T any, R record[T]](tx *Tx, id, what string) (R, error) {
	out := R(new(T))
	err := tx.Select(out, out).Where("?TableAlias.id = ?", id).Scan(tx.ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound(what)
	}
	return out, err
}

// Take is Find for writing: the version that the request carried must be the one stored, else 409 with what changed.
func Take[T any, R record[T]](tx *Tx, id, what string) (R, error) {
	out, err := Find[T, R](tx, id, what)
	if err != nil {
		return nil, err
	}
	if err := tx.expect(out, what); err != nil {
		return out, err
	}
	if tx.taken != nil { // the write that follows need not read it again
		tx.taken[takenOf(out)] = fields(out)
	}
	return out, nil
}

// Get gives the record with this id wherever it lies, for the reason given.
func Get[T any, R record[T]](w Wide, id, what string) (R, error) {
	out := R(new(T))
	err := w.Select(out).Where("?TableAlias.id = ?", id).Scan(w.tx.ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound(what)
	}
	return out, err
}

// Contains gives a condition for a case-blind substring of a column, the same on both databases.
func Contains(q *bun.SelectQuery, column, part string) *bun.SelectQuery {
	return q.Where(`lower(?TableAlias.?) LIKE ? ESCAPE '\'`, bun.Ident(column), Part(part))
}

// Part gives the pattern of a case-blind substring, for conditions that are written by hand with ESCAPE '\'.
func Part(part string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(part)) + "%"
}
