package workbook

import (
	"context"
	"io"
	"strconv"

	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// Upload is a table that somebody has filled in.
type Upload struct {
	Content  io.ReaderAt
	Size     int64
	FileName string
	Digest   string // of the difference that was looked at; "" only shows it
}

// take holds an uploaded table against what is there. Without a digest everything is done and undone; with one it stays, if
// nothing has moved since and no line is refused.
func (l List[T]) take(ctx context.Context, db *store.DB, of string, in Upload) (*SheetDiff, error) {
	source, err := sheet.Open(in.Content, in.Size)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	if in.Digest == "" {
		ctx = store.WithPreview(ctx)
	}
	return store.In(ctx, db, func(tx *store.Tx) (*SheetDiff, error) {
		p, err := l.begin(tx, of)
		if err != nil {
			return nil, err
		}
		d, err := p.read(source)
		if err != nil {
			return nil, err
		}
		if in.Digest == "" {
			d.Taken = 0
			for k := range d.Lines {
				d.Lines[k].Said = "" // it was never given
			}
			return d, nil
		}
		if d.Digest != in.Digest {
			return nil, fault.Conflict("核对以后内容或表格又有变化，没有写入。请重新上传表格，核对新的差异。")
		}
		if n := d.Counts[Refused]; n > 0 {
			return nil, fault.Conflict("表格中有" + strconv.Itoa(n) + "行不能接受，没有写入任何一行。请按提示改正后重新上传。")
		}
		return d, tx.Note(l.Name+".take-sheet", store.Subject{Type: "sheet", ID: d.Digest[:16], Title: p.noun.Title, RegionCode: tx.Actor().Place.Region},
			in.FileName+"：新增"+strconv.Itoa(d.Counts[New])+"行，修改"+strconv.Itoa(d.Counts[Changed])+"行，不变"+strconv.Itoa(d.Counts[Same])+"行")
	})
}

// pass is one reading of a table from top to bottom.
type pass[T any] struct {
	tx    *store.Tx
	list  List[T]
	of    string
	ctx   context.Context
	noun  sheet.Noun[line[T]]
	kept  []Kept[T]
	marks map[string]int // by the part of the mark that tells the record
	keys  map[string]int
	seen  map[string]int // rows by what they are about
}

func (l List[T]) begin(tx *store.Tx, of string) (*pass[T], error) {
	n, err := l.noun(tx, of)
	if err != nil {
		return nil, err
	}
	p := &pass[T]{list: l, of: of, tx: tx, ctx: tx.Joined(tx.Context()), noun: n, marks: map[string]int{}, keys: map[string]int{}, seen: map[string]int{}}
	if p.kept, err = l.Rows(tx, of); err != nil {
		return nil, err
	}
	for i := range p.kept {
		k := &p.kept[i]
		p.marks[mark(k.ID, 0)[:12]] = i
		if key := l.Key(&k.Line); key != "" {
			p.keys[key] = i
		}
	}
	return p, nil
}

func (p *pass[T]) read(source *sheet.Source) (*SheetDiff, error) {
	reading, err := p.noun.Read(source)
	if err != nil {
		return nil, err
	}
	if p.list.Opened != nil {
		if err := p.list.Opened(reading.Sheet); err != nil {
			return nil, err
		}
	}
	d := &SheetDiff{Lines: []SheetLine{}}
	for row, err := range reading.Rows() {
		if err != nil {
			return nil, err
		}
		if row.Value == nil {
			continue // a row of sums
		}
		if len(d.Lines) == MaxLines {
			return nil, fault.Invalid("表格太长", fault.Field{Path: "file", Message: "一张表最多" + strconv.Itoa(MaxLines) + "行。请拆分成几张表，分别上传核对。"})
		}
		if p.list.Complete != nil {
			p.list.Complete(p.tx, &row.Value.value)
		}
		s := SheetLine{Row: row.Number, Title: p.list.Title(&row.Value.value), Changes: []SheetChange{}, Faults: []SheetFault{}}
		for _, f := range row.Faults {
			if f.Severity == sheet.Error {
				s.refuse(f.Column, f.Message)
			}
		}
		if err := p.judge(&s, row.Value); err != nil {
			return nil, err
		}
		if s.Kind == New || s.Kind == Changed {
			d.Taken++
		}
		d.Lines = append(d.Lines, s)
	}
	if len(d.Lines) == 0 {
		return nil, fault.Invalid("表格中没有内容", fault.Field{Path: "file", Message: "列标题下面没有内容，请填写后重新上传。"})
	}
	d.seal()
	if p.list.Finish != nil && d.Taken > 0 && d.Counts[Refused] == 0 {
		return d, p.list.Finish(p.ctx, p.of)
	}
	return d, nil
}

// judge finds the record of a line and takes the line over.
func (p *pass[T]) judge(s *SheetLine, l *line[T]) error {
	have := p.find(s, l)
	if s.Kind == Refused {
		return nil
	}
	if have != nil {
		s.version = have.Version
		p.compare(s, l, have)
	} else {
		s.Kind = New
		for _, c := range p.noun.Columns {
			if text := c.Get(l); text != "" && c.Set != nil && !c.Hidden {
				s.Changes = append(s.Changes, SheetChange{What: c.Title, After: text})
			}
		}
	}
	if s.Kind != New && s.Kind != Changed {
		return nil
	}
	ctx := p.ctx
	if have != nil {
		ctx = store.WithVersion(ctx, have.Version)
	}
	said, err := p.list.Take(ctx, p.of, &l.value, have)
	if err != nil {
		return refuseFor(s, p.noun, err)
	}
	s.Said = said
	return nil
}

// find gives the record that a line is about: by its mark, else by its key. Nil for a new one.
func (p *pass[T]) find(s *SheetLine, l *line[T]) *Kept[T] {
	var have *Kept[T]
	key := p.list.Key(&l.value)
	if l.mark != "" {
		at, known := p.marks[l.mark[:min(12, len(l.mark))]]
		if !known {
			s.refuse("", "这一行原来的记录已不在本辖区，或者核对码被改动。请重新下载表格；要新增的，清空隐藏的“核对码”一格。")
			return nil
		}
		have = &p.kept[at]
		if l.mark != mark(have.ID, have.Version) {
			s.refuse("", "下载表格以后，这条记录已由他人修改。请重新下载，在新的表格上修改。")
			return nil
		}
	} else if at, known := p.keys[key]; known && key != "" {
		have = &p.kept[at]
	}
	about := key
	if have != nil {
		about = "\x00" + have.ID
		s.Title = p.list.Title(&have.Line)
	}
	if about == "" {
		return have
	}
	if first := p.seen[about]; first > 0 {
		s.refuse("", "与第"+strconv.Itoa(first)+"行是同一条记录，请合并为一行。")
	} else {
		p.seen[about] = s.Row
	}
	return have
}

// compare completes what a line leaves empty from the record, and tells what it would change.
func (p *pass[T]) compare(s *SheetLine, l *line[T], have *Kept[T]) {
	was := &line[T]{value: have.Line, mark: l.mark}
	s.Kind = Same
	for _, c := range p.noun.Columns {
		before := c.Get(was)
		if c.Set == nil || c.Hidden {
			continue
		}
		if c.Get(l) == "" && before != "" {
			if err := c.Set(l, before); err != nil {
				s.refuse(c.Title, err.Error())
				continue
			}
		}
		after := c.Get(l)
		switch {
		case after == before:
		case c.Fixed && l.mark != "":
			s.refuse(c.Title, "“"+before+"”用于识别这条记录，不能在表格中改为“"+after+"”。")
		default:
			s.Changes = append(s.Changes, SheetChange{What: c.Title, Before: before, After: after})
			if s.Kind == Same {
				s.Kind = Changed
			}
		}
	}
}
