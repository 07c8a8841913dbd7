package listing

import (
	"qingshen/internal/calendar"
	"qingshen/internal/statute"
)

// Judgement is what law and registry make of a listing on a day: the basis of each reason, the regime and the track.
type Judgement struct {
	Basis    []string
	Regime   string
	Track    string
	TrackWhy string
}

// Judge gives the judgement for a site of a division with these industry codes, reasons and features, as the plan does.
func Judge(law *statute.Law, on calendar.Date, region string, industries, reasons []string, held []Held) Judgement {
	j := Judgement{Basis: basisOf(law, on, region, industries, reasons), Regime: law.Pin(on).Regime}
	j.Track, j.TrackWhy = trackOf(law, on, region, reasons, held)
	return j
}

// NoticeNumber writes the number of a notice (告知书文号): office, year, running number.
func NoticeNumber(office string, year, seq int) string { return numberOf(office, year, seq) }
