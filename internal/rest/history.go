package rest

import "qingshen/internal/store"

// History is the case history (办理过程) of one record, newest first.
type History struct {
	Items []store.Journal `json:"items" nullable:"false"`
}

// HistoryOf wraps journal entries for an answer.
func HistoryOf(rows []store.Journal, err error) (History, error) { return History{Items: rows}, err }
