package app

import "qingshen/internal/workbook"

// registerWorkbooks declares every list that goes through a spreadsheet and back, all by one way.
func (a *App) registerWorkbooks() {
	workbook.Register(a.API, a.DB, a.experts.Workbook(a.regions))
	workbook.Register(a.API, a.DB, a.agencies.Workbook(a.regions))
	workbook.Register(a.API, a.DB, a.accounts.Workbook(a.regions))
	workbook.Register(a.API, a.DB, a.enterprises.AttributeWorkbook())
	workbook.Register(a.API, a.DB, a.zones.Workbook())
	workbook.Register(a.API, a.DB, a.lists.CandidateWorkbook())
	workbook.Register(a.API, a.DB, a.lists.ItemWorkbook())
	workbook.Register(a.API, a.DB, a.lists.TrainingWorkbook())
	workbook.Register(a.API, a.DB, a.lists.ParkWorkbook())
	workbook.Register(a.API, a.DB, a.events.Workbook())
	workbook.Register(a.API, a.DB, a.equals.Workbook())
	workbook.Register(a.API, a.DB, a.keyunits.Workbook())
}
