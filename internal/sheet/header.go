package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"qingshen/internal/fault"
)

// layout is where the columns of a noun stand in a file.
type layout struct {
	sheet     int      // index among the visible sheets
	header    int      // row of the header
	titles    []string // header cells as they stand
	at        []int    // column of the file for each column of the noun; -1 when missing
	duplicate []string // titles that map to a column already taken
	unknown   []string // titles that map to nothing
	matched   int
}

// places maps every accepted header to its column.
func (n Noun[T]) places() map[string]int {
	m := map[string]int{}
	for i, c := range n.Columns {
		for _, t := range append([]string{c.Title}, c.Aliases...) {
			if k := titleKey(t); k != "" {
				if _, taken := m[k]; !taken {
					m[k] = i
				}
			}
		}
	}
	return m
}

// lookAt maps one row as if it were the header.
func (n Noun[T]) lookAt(places map[string]int, row int, cells []cell) layout {
	l := layout{header: row, at: make([]int, len(n.Columns))}
	for i := range l.at {
		l.at[i] = -1
	}
	for column, c := range cells {
		title := tidy(c.text)
		l.titles = append(l.titles, title)
		k := titleKey(title)
		i, known := places[k]
		switch {
		case k == "" || k == titleKey(resultTitle) || k == titleKey(adviseTitle):
		case !known:
			l.unknown = append(l.unknown, title)
		case l.at[i] >= 0:
			l.duplicate = append(l.duplicate, title)
		default:
			l.at[i] = column
			l.matched++
		}
	}
	return l
}

// findHeader looks through the first rows of every visible sheet for the row with most known headers.
func (n Noun[T]) findHeader(s *Source) (layout, error) {
	places := n.places()
	best := layout{}
	for i := range s.sheets() {
		g, err := s.grid(i)
		if err != nil {
			return best, err
		}
		for range titlesInRows {
			row, cells, err := g.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return best, errors.Join(err, g.Close())
			}
			if row > titlesInRows {
				break
			}
			if l := n.lookAt(places, row, cells); l.matched > best.matched {
				l.sheet = i
				best = l
			}
		}
		if err := g.Close(); err != nil {
			return best, err
		}
	}
	return best, n.judge(best)
}

// judge refuses a header that lacks required columns or has one twice.
func (n Noun[T]) judge(l layout) error {
	if l.matched == 0 {
		return fault.Invalid(fmt.Sprintf("前 %d 行里没有找到列标题。本表应有的列：%s。请下载模板，把内容复制到模板中再上传。", titlesInRows, n.titles()))
	}
	var list fault.List
	var missing, twice []string
	for i, c := range n.Columns {
		if !c.Required || c.Set == nil || l.at[i] >= 0 {
			continue
		}
		missing = append(missing, c.Title)
		message := "缺少必填列“" + c.Title + "”。"
		if len(c.Aliases) > 0 {
			message += "列标题写作“" + strings.Join(append([]string{c.Title}, c.Aliases...), "”“") + "”都可以。"
		}
		list.Add(c.Key, message)
	}
	for _, t := range l.duplicate {
		if slices.Contains(twice, t) {
			continue
		}
		twice = append(twice, t)
		list.Add(t, "列标题“"+t+"”所指的列出现了不止一次，无法确定以哪一列为准。请删除或改名其中一列。")
	}
	switch {
	case len(missing) > 0 && len(l.unknown) > 0:
		return list.Err(fmt.Sprintf("第 %d 行的列标题缺少：%s。未能识别的列：%s。请改正列标题，或下载模板填写。",
			l.header, strings.Join(missing, "、"), strings.Join(l.unknown, "、")))
	case len(missing) > 0:
		return list.Err(fmt.Sprintf("第 %d 行的列标题缺少：%s。请补上这些列，或下载模板填写。", l.header, strings.Join(missing, "、")))
	}
	return list.Err("列标题重复：" + strings.Join(twice, "、") + "。")
}

func (n Noun[T]) titles() string {
	var all []string
	for _, c := range n.Columns {
		if c.Set != nil {
			all = append(all, c.Title)
		}
	}
	return strings.Join(all, "、")
}

// sheets gives the names of the visible sheets.
func (s *Source) sheets() []string {
	if s.book == nil {
		return []string{"CSV"}
	}
	var names []string
	for _, b := range s.book.sheets {
		names = append(names, b.name)
	}
	return names
}

func (s *Source) grid(i int) (grid, error) {
	if s.book == nil {
		return s.table.grid(), nil
	}
	return s.book.grid(s.book.sheets[i])
}
