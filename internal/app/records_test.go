package app

import (
	"qingshen/internal/account"
	"qingshen/internal/deadline"
	"qingshen/internal/job"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// records are all records of the system, for the tests that hold them against the tables.
var records = []any{
	account.Account{}, account.Client{}, account.Draft{}, deadline.Deadline{}, job.Job{}, message.Message{}, store.Journal{}, store.Reservation{},
}
