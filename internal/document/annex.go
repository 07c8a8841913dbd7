package document

import (
	"fmt"
	"strconv"

	"qingshen/internal/fault"
)

// Annex is an attachment that is bound with the document (附件): it begins on a page of its own behind the signature, with
// its number at the left and its title in the middle (GB/T 9704 7.3.4). Its name belongs into Attachments, too.
type Annex struct {
	Title  string
	Blocks []Block
}

func (d Document) annexFaults(list *fault.List) {
	for i, a := range d.Annexes {
		path := fmt.Sprintf("annexes[%d]", i)
		list.Require(path+".title", "附件标题", a.Title)
		leftover(path+".title", a.Title, list)
		for k, b := range a.Blocks {
			b.faults(fmt.Sprintf("%s.blocks[%d]", path, k), list)
		}
	}
}

func (d Document) annexes(b *builder) {
	for i, a := range d.Annexes {
		name := "附件"
		if len(d.Annexes) > 1 {
			name += strconv.Itoa(i + 1)
		}
		b.paragraph("AnnexMark", `<w:pageBreakBefore/>`, "", name)
		for _, part := range balance(a.Title) {
			b.paragraph("Title", "", `<w:sz w:val="36"/><w:szCs w:val="36"/>`, part)
		}
		b.empty(1)
		for _, block := range a.Blocks {
			b.block(block, false)
		}
	}
}
