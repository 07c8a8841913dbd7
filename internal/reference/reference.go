// Package reference is the read-only lists: division codes (行政区划), industries (国民经济行业分类, GB/T 4754),
// the 13 key industries of N12 一(一), and the substances that make an enterprise 双有 (CPM 8(三)).
// Everything is read once from law/codes and kept in memory.
package reference

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"qingshen/internal/calendar"
)

// Service holds the lists. It is read-only and safe for concurrent use.
type Service struct {
	// Today is the day by which divisions are told open or closed; set in app. Without it no dated change has come.
	Today func() calendar.Date

	regions  []Region
	byCode   map[string]Region
	children map[string][]Region
	changes  []Change
	closed   map[string]Change

	industries []Industry
	industry   map[string]Industry

	chemicals  []Chemical
	byCAS      map[string][]Chemical
	categories []WasteCategory
	wastes     []Waste
	classes    []ToxicClass
}

// Load reads the lists from the folder codes/ of the law files and holds them against each other.
func Load(files fs.FS) (*Service, error) {
	s := &Service{}
	steps := []func(fs.FS) error{s.loadRegions, s.loadChanges, s.loadIndustries, s.loadChemicals, s.loadWastes}
	var faults []error
	for _, step := range steps {
		faults = append(faults, step(files))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return s, nil
}

// row is one line of a code table by column name.
type row map[string]string

// table reads codes/NAME.csv; every column named must be there.
func table(files fs.FS, name string, columns ...string) ([]row, error) {
	file, err := files.Open(path.Join("codes", name+".csv"))
	if err != nil {
		return nil, fmt.Errorf("代码表%s无法读取：%w", name, err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("代码表%s不是有效的CSV：%w", name, err)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("代码表%s为空，至少应有表头", name)
	}
	at := map[string]int{}
	for i, column := range lines[0] {
		at[column] = i
	}
	for _, column := range columns {
		if _, ok := at[column]; !ok {
			return nil, fmt.Errorf("代码表%s缺少“%s”列", name, column)
		}
	}
	rows := make([]row, 0, len(lines)-1)
	for _, line := range lines[1:] {
		r := row{}
		for column, i := range at {
			r[column] = line[i]
		}
		rows = append(rows, r)
	}
	return rows, nil
}
