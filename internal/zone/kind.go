package zone

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"qingshen/internal/access"
)

// ZoneKind is a kind of zone with what a zone of this kind is usually given to do.
type ZoneKind struct {
	Code  string   `json:"code"`
	Title string   `json:"title"`
	Acts  []string `json:"acts" nullable:"false" doc:"通常的委托事项"`
}

// ZoneAct is one act that a zone may be given.
type ZoneAct struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

// ZoneKinds is what the form of a zone offers.
type ZoneKinds struct {
	Kinds []ZoneKind `json:"kinds" nullable:"false"`
	Acts  []ZoneAct  `json:"acts" nullable:"false"`
}

// loadKinds reads the kinds of zones; a line that names an act which cannot be given is a mistake of the table.
func loadKinds(files fs.FS) ([]ZoneKind, error) {
	f, err := files.Open("codes/zone_kinds.csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		return nil, fmt.Errorf("codes/zone_kinds.csv: %w", err)
	}
	var out []ZoneKind
	for i, r := range rows[1:] {
		k := ZoneKind{Code: r[0], Title: r[1], Acts: strings.Split(r[2], ";")}
		for _, act := range k.Acts {
			if !slices.Contains(access.ZoneActs, access.Permission(act)) {
				return nil, fmt.Errorf("codes/zone_kinds.csv 第%d行：“%s”不是可以委托给功能区的事项", i+2, act)
			}
		}
		out = append(out, k)
	}
	return out, nil
}
