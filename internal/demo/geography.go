package demo

import (
	"encoding/csv"
	"slices"
	"strings"

	"qingshen/law"
)

// division is a city or a county.
type division struct {
	code, name, short string
	lon, lat          string
}

// geography is the divisions and industries of the law's code tables.
type geography struct {
	cities   []division
	counties []division
	byCode   map[string]division
	ofCity   map[string][]division
	key      map[string][]string // industry code to the key industries that it is, or may hold a step of
	process  map[string]bool     // the code only says that the step may be there
}

func readGeography() geography {
	g := geography{byCode: map[string]division{}, ofCity: map[string][]division{}, key: map[string][]string{}, process: map[string]bool{}}
	for _, row := range codes("regions") {
		d := division{row["code"], row["name"], short(row["name"]), row["lon"], row["lat"]}
		switch row["level"] {
		case "city":
			g.cities = append(g.cities, d)
		case "county":
			g.counties = append(g.counties, d)
			g.ofCity[d.code[:4]+"00"] = append(g.ofCity[d.code[:4]+"00"], d)
		case "province":
		default:
			continue // statistical zones are no divisions
		}
		g.byCode[d.code] = d
	}
	for _, row := range codes("industries") {
		if row["level"] == "class" && row["key_industry"] != "" && !strings.Contains(row["key_match"], "extended") {
			g.key[row["code"]] = strings.Split(row["key_industry"], ";")
			g.process[row["code"]] = strings.HasPrefix(row["key_match"], "process")
		}
	}
	return g
}

// codes reads one code table; they are part of the binary, so a fault in them is one of the program.
func codes(name string) []map[string]string {
	file, err := law.Files.Open("codes/" + name + ".csv")
	if err != nil {
		panic(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		panic(err)
	}
	out := make([]map[string]string, 0, len(rows))
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, cell := range row {
			m[strings.TrimPrefix(rows[0][i], "\ufeff")] = cell
		}
		out = append(out, m)
	}
	return out
}

// weightOf makes the industrial cities and their outer counties a little fuller.
func (g geography) weightOf(county division) int {
	busy := []string{"3703", "3702", "3706", "3707", "3713", "3716", "3705"}
	if slices.Contains(busy, county.code[:4]) {
		return 14
	}
	return 9
}
