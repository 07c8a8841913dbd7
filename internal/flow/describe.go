package flow

import "qingshen/internal/access"

// Description is a transition table without its record type: for the documents, the labels and the guard tests.
type Description struct {
	Name   string
	First  string
	Final  []string
	Labels map[string]string
	Steps  []StepDescription
}

// StepDescription is one transition of a Description.
type StepDescription struct {
	From, Do, Label, To  string
	By                   access.Permission
	Guarded              bool
	Meets, Starts, Tells string
}

// Describe gives the table as plain data.
func (t Table[R]) Describe() Description {
	d := Description{Name: t.Name, First: t.First, Final: t.Final, Labels: t.Labels}
	for _, s := range t.Steps {
		d.Steps = append(d.Steps, StepDescription{
			From: s.From, Do: s.Do, Label: s.Label, To: s.To, By: s.By, Guarded: s.Needs != nil,
			Meets: s.Meets, Starts: s.Starts, Tells: s.Tells,
		})
	}
	return d
}
