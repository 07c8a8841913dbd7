package access

import "slices"

// ZoneActs are what the officers of a functional zone (功能区) may be given to do beside reading: each zone says which of them
// it has been given (委托事项). The rest stays with county and city.
var ZoneActs = []Permission{RecordFact, ServeNotice, CheckDisclosure, ReportEvent, ExamineEvent, ClaimEquivalence}

// entrusted tells whether an act that needs to be given has been given.
func (a Actor) entrusted(p Permission) bool {
	return a.Acts == nil || !slices.Contains(ZoneActs, p) || slices.Contains(a.Acts, p)
}
