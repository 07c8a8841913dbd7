package check_test

import (
	"fmt"
	"os"
	"testing"

	"qingshen/internal/dossier"
)

// A dossier of two hundred rows in its largest tables.
func large(b *testing.B) *dossier.Dossier {
	b.Helper()
	file, err := os.Open("../../law/dossier/example.json")
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	d, err := dossier.Decode(file)
	if err != nil {
		b.Fatal(err)
	}
	text := func(format string, args ...any) []byte { return []byte(fmt.Sprintf(format, args...)) }
	for i := len(d.Tables["materials"]); i < 200; i++ {
		d.Tables["materials"] = append(d.Tables["materials"], dossier.Row{"material": text(`"原料%d"`, i/3), "product": text(`"镀锌件"`), "year": text("%d", 2023+i%3), "unit": text(`"t"`), "quantity": text("%d", 100+i)})
	}
	for i := len(d.Tables["measurements"]); i < 200; i++ {
		d.Tables["measurements"] = append(d.Tables["measurements"], dossier.Row{"point": text(`"DA%03d"`, i%20), "item": text(`"颗粒物"`), "unit": text(`"mg/m³"`), "value": text(`"%d.%d"`, i%30, i), "limit": text("300")})
	}
	for i := len(d.Tables["equipment"]); i < 200; i++ {
		d.Tables["equipment"] = append(d.Tables["equipment"], dossier.Row{"name": text(`"设备%d"`, i), "quantity": text("2"), "power": text("5.5")})
	}
	return d
}

func BenchmarkRulesOverOneDossier(b *testing.B) {
	form, rules := load(b)
	d := large(b)
	for b.Loop() {
		rules.Run(form, d, today, nil)
	}
}
