// Package flow is the one door to changes of state (流转). A capability declares a table of transitions; Move does one
// of them: who may, from where to where, what must hold, which statutory clock stops or starts, and who is told, all in
// the caller's transaction. The same table tells the browser what may be done now (可办事项).
package flow

import (
	"slices"

	"qingshen/internal/access"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// Case is a record that moves through states.
type Case interface {
	store.Record
	CurrentState() string
	EnterState(state string)
}

// Step is one transition: read it aloud to a lawyer.
type Step[R Case] struct {
	From   string            // state before
	Do     string            // the act, a verb of the domain such as "submit-report"
	Label  string            // the act in Chinese, as on the button
	To     string            // state after
	By     access.Permission // who may
	Needs  func(tx *store.Tx, r R) error
	Meets  string // clock that this act stops
	Starts string // clock that this act starts on the day of the act
	Tells  string // message template
}

// Table is the whole procedure of one kind of case.
type Table[R Case] struct {
	Name   string            // subject type, such as "audit"
	Labels map[string]string // Chinese names of the states
	First  string            // state in which records are born
	Final  []string          // states that are not left
	Steps  []Step[R]
}

// Label is the Chinese name of a state.
func (t Table[R]) Label(state string) string { return t.Labels[state] }

// Move does one act: it checks permission, state and needs, saves the record with its journal entry, stops and starts
// clocks, and tells those concerned. note goes into the case history.
func Move[R Case](tx *store.Tx, t Table[R], r R, do, note string) error {
	step, err := t.find(r, do)
	if err != nil {
		return err
	}
	if !tx.Actor().Can(step.By) {
		return fault.Forbidden("您的账号没有“" + step.Label + "”的权限，请由有权部门办理。")
	}
	if step.Needs != nil {
		if err := step.Needs(tx, r); err != nil {
			return err
		}
	}
	r.EnterState(step.To)
	if err := tx.SaveNoted(t.Name+"."+do, note, r); err != nil {
		return err
	}
	return t.follow(tx, step, r, note)
}

// follow lets the clocks and the messages follow the act.
func (t Table[R]) follow(tx *store.Tx, step Step[R], r R, note string) error {
	subject := r.Subject()
	if step.Meets != "" {
		if err := deadline.Meet(tx, subject, step.Meets); err != nil {
			return err
		}
	}
	if step.Starts != "" {
		if err := deadline.Start(tx, subject, step.Starts, tx.Today()); err != nil {
			return err
		}
	}
	if step.Tells != "" {
		return message.Tell(tx, step.Tells, subject, map[string]string{"note": note})
	}
	return nil
}

func (t Table[R]) find(r R, do string) (Step[R], error) {
	var label string
	for _, step := range t.Steps {
		if step.Do != do {
			continue
		}
		if step.From == r.CurrentState() {
			return step, nil
		}
		label = step.Label
	}
	if label == "" {
		return Step[R]{}, fault.NotFound("这个办理事项")
	}
	return Step[R]{}, fault.Conflict("当前状态为“" + t.Label(r.CurrentState()) + "”，不能“" + label + "”。可能已由他人办理，请刷新后查看。")
}

// Allowed tells what may be done with a single record now, with the reason when the guard refuses. Acts that the
// actor's role never holds are left out.
func Allowed[R Case](tx *store.Tx, t Table[R], r R) []store.Action {
	actions := []store.Action{}
	for _, step := range t.open(tx.Actor(), r) {
		action := store.Action{Name: step.Do, Label: step.Label, Allowed: true}
		if step.Needs != nil {
			if err := step.Needs(tx, r); err != nil {
				action.Allowed, action.Reason = false, reason(err)
			}
		}
		actions = append(actions, action)
	}
	return actions
}

// Names tells what state and role allow, without guards that would read the database: for the rows of a list.
func Names[R Case](tx *store.Tx, t Table[R], r R) []store.Action {
	actions := []store.Action{}
	for _, step := range t.open(tx.Actor(), r) {
		actions = append(actions, store.Action{Name: step.Do, Label: step.Label, Allowed: true})
	}
	return actions
}

func (t Table[R]) open(actor access.Actor, r R) []Step[R] {
	return slices.DeleteFunc(slices.Clone(t.Steps), func(s Step[R]) bool { return s.From != r.CurrentState() || !actor.Can(s.By) })
}

func reason(err error) string {
	f := fault.As(err)
	text := f.Message
	for _, field := range f.Fields {
		text += " " + field.Message
	}
	return text
}
