package audit_test

import (
	"encoding/json"
	"strings"
	"testing"

	"qingshen/internal/dossier"
)

func TestAComputedNumberOpensToItsFormulaItsInputsAndTheSourceOfItsFactor(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	c.fill(id)
	trace := func(table, body string) dossier.Trace {
		var got dossier.Trace
		if err := json.Unmarshal([]byte(c.must("POST", "/audits/"+id+"/dossier/"+table+"/trace", body)), &got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	tce := trace("energy", `{"row":2,"column":"tce"}`)
	if tce.Result != "357.15 tce" || !strings.Contains(tce.Filled, "500 t") || len(tce.Inputs) != 2 || tce.Inputs[0].Value != "500 t（= 500000 kg）" || tce.Inputs[1].Column != "coefficient" {
		t.Errorf("standard coal: %+v", tce)
	}
	if len(tce.Factors) != 1 || tce.Factors[0].Set != "能源折标准煤系数" || !strings.Contains(tce.Factors[0].Source, "GB/T 2589-2020") || !strings.Contains(tce.Factors[0].Value, "0.7143") {
		t.Errorf("factor: %+v", tce.Factors)
	}
	if factor := trace("energy", `{"row":2,"column":"coefficient"}`); factor.Inputs[0].Value != "原煤" || len(factor.Factors) != 1 {
		t.Errorf("the factor itself: %+v", factor)
	}
	if measured := trace("energy", `{"row":3,"column":"tce"}`); !strings.Contains(measured.Factors[0].Source, "实测") {
		t.Errorf("a measured factor: %+v", measured.Factors)
	}
	// what stands on the screen, not what is stored
	if typed := trace("balances", `{"row":1,"column":"deviation","rows":[{"balance":"水","kind":"水平衡","side":"输入","item":"新水","unit":"m³","amount":"100"},{"balance":"水","kind":"水平衡","side":"输出","item":"废水","unit":"m³","amount":"90"}]}`); typed.Result != "10%" {
		t.Errorf("typed: %+v", typed)
	}
	for body, want := range map[string]int{`{"row":1,"column":"quantity"}`: 404, `{"row":99,"column":"tce"}`: 404, `{"row":0,"column":"tce"}`: 422} {
		if code, _ := c.call("POST", "/audits/"+id+"/dossier/energy/trace", body); code != want {
			t.Errorf("%s: %d", body, code)
		}
	}
}

func TestBalancesAreShownWithTheirFlowsAndTheRule(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	c.fill(id)
	got := c.table(id, "balances").Balances
	if len(got) != 1 || got[0].Input != "100 t" || got[0].Output != "98 t" || got[0].Deviation != "2%" || !got[0].Holds || !got[0].Known || !strings.HasPrefix(got[0].SVG, "<svg") || got[0].Rule != "平衡偏差不超过5 %" {
		t.Fatalf("balances: %+v", got)
	}
	// as published: 4746025 kg in, 4646377 kg out is 2.10 %, and 90 t out of 100 t is too much
	body := `{"rows":[{"balance":"全厂","kind":"物料平衡","side":"输入","item":"原料","unit":"kg","amount":"4746025"},{"balance":"全厂","kind":"物料平衡","side":"输出","item":"产品","unit":"kg","amount":"4646377"},
		{"balance":"水","kind":"水平衡","side":"输入","item":"新水","unit":"t","amount":"100"},{"balance":"水","kind":"水平衡","side":"输出","item":"废水","unit":"t","amount":"90"},
		{"balance":"铜","kind":"污染因子平衡","side":"输入","item":"铜","unit":"kg","amount":"10"}]}`
	var typed struct {
		Balances []struct {
			Name, Difference, Deviation string
			Holds, Known                bool
		}
	}
	if err := json.Unmarshal([]byte(c.must("POST", "/audits/"+id+"/dossier/balances/check", body)), &typed); err != nil {
		t.Fatal(err)
	}
	b := typed.Balances
	if len(b) != 3 || b[0].Difference != "99648 kg" || b[0].Deviation != "2.1%" || !b[0].Holds || b[1].Holds || b[1].Deviation != "10%" || b[2].Known {
		t.Errorf("typed: %+v", b)
	}
}
