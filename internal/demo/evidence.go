package demo

import (
	"bytes"
	"context"
	"strconv"

	"qingshen/internal/document"
	"qingshen/internal/dossier"
	"qingshen/internal/file"
)

// measured is what the monitoring report of the demonstration says, page by page.
var measured = []struct{ point, item, unit, limit string }{
	{"废水总排口", "化学需氧量", "mg/L", "50"}, {"废水总排口", "氨氮", "mg/L", "5"}, {"DA001", "氮氧化物", "mg/m³", "100"},
}

// keepMonitoring stores the content that every monitoring report of the demonstration has: one chapter, and so one page, for
// each measurement, behind the cover.
func (w *world) keepMonitoring(ctx context.Context, files *file.Store) error {
	if files == nil {
		return nil
	}
	report := document.Volume{Title: "监测报告" + mark, Organ: "演示监测单位", Date: string(w.today)}
	for _, m := range measured {
		report.Blocks = append(report.Blocks, document.Heading{Level: 1, Text: m.point + m.item},
			document.Paragraph{Text: "本页为演示数据，说明怎样从审核资料的一个数据查到监测报告的一页。执行限值 " + m.limit + " " + m.unit + "，监测结果低于限值。"})
	}
	var content bytes.Buffer
	if err := report.WritePDF(&content); err != nil {
		return err
	}
	blob, err := files.Put(ctx, "监测报告.pdf", &content, file.Limit)
	w.monitoring = &blob
	return err
}

// measuredFrom is the page of the first measurement: the cover and the contents come before.
const measuredFrom = 3

// prove attaches the monitoring report with the day that it bears, and notes for each figure taken from it the page. With
// dice of its own, so that nothing else is thrown otherwise.
func (r *round) prove() {
	if r.monitoring == nil {
		return
	}
	d := roll(r.seed, ofCase, 3_000_000_000+r.site.number*10+r.a.Round)
	day := r.day.AddDays(-d.between(20, 90))
	f := r.attachment(d, r.monitoring, "监测报告", "监测报告"+mark+".pdf")
	f.EvidenceOn = day
	rows, refs := []dossier.Row{}, []dossier.References{}
	for i, m := range measured {
		limit, _ := strconv.Atoi(m.limit)
		value := strconv.Itoa(limit*d.between(30, 80)/100) + "." + strconv.Itoa(d.between(1, 9))
		rows = append(rows, row("point", m.point, "item", m.item, "date", day, "unit", m.unit, "value", value, "limit", m.limit, "body", "演示监测单位"))
		refs = append(refs, dossier.References{"value": {Document: f.ID, Page: measuredFrom + i}})
	}
	r.write("measurements", rows)
	if err := r.composer.Refer(r.sections["measurements"], refs); err != nil {
		panic("demo: " + err.Error())
	}
}
