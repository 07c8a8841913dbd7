package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/app"
	"qingshen/internal/app/apptest"
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

const fishery = `region: "37"
sectors:
  - id: fishery
    title: 渔业
    department: 海洋渔业部门
    industries: ["04"]
    fields:
      - {id: ponds, label: 养殖水面, kind: number, unit: 亩, required: true}
      - {id: tail, label: 尾水处理, kind: choice, choices: [三池两坝, 人工湿地, 未处理]}
    cite: [N12 二(三)]
    from: 2022-02-07
    confidence: A
    note: 试验用的叠加数据。
`

// A new field of the economy comes by data alone: an overlay gives it its form, its checks, its filter and its columns.
func TestANewSectorComesByDataAlone(t *testing.T) {
	law := t.TempDir()
	if err := os.WriteFile(filepath.Join(law, "fishery.yaml"), []byte(fishery), 0o600); err != nil {
		t.Fatal(err)
	}
	site := apptest.New(t, func(c *app.Config) {
		c.LawDir, c.Clock = law, store.At(calendar.Date("2026-03-02").Start().Add(9*time.Hour))
	})
	county := site.Officer("county", access.RoleCounty, "370102")
	if form := string(county.Call("GET", "/sectors", nil).Want(200).Body); !strings.Contains(form, "养殖水面") || !strings.Contains(form, "年施工面积") {
		t.Errorf("the forms are %.600s", form)
	}
	firm := func(n int, industry string, particulars object) apptest.Reply {
		return county.Call("POST", "/enterprises", object{"credit_code": apptest.CreditCode(n), "name": "历下第" + string(rune('甲'+n)) + "公司", "region_code": "370102", "industry_code": industry, "address": "泉城路1号", "particulars": particulars})
	}
	firm(1, "0412", nil).Problem(422, "particulars.ponds", "请填写养殖水面")
	firm(1, "0412", object{"ponds": "很多", "tail": "随意"}).Problem(422, "养殖水面应为不小于零的数", "尾水处理应从")
	firm(1, "0412", object{"ponds": "120", "rooms": "3"}).Problem(422, "“渔业”没有这一栏")
	fish := firm(1, "0412", object{"ponds": "120.5", "tail": "人工湿地"}).Want(201)
	if fish.Field("sector_label") != "渔业" || fish.Field("sector_department") != "海洋渔业部门" || !strings.Contains(string(fish.Body), `"value":"120.5 亩"`) {
		t.Errorf("registered as %s", fish)
	}
	firm(2, "0111", object{"land": "900"}).Want(201)
	firm(3, "2614", nil).Want(201)
	for sector, want := range map[string]string{"fishery": "0412", "agriculture": "0111", "industry": "2614", "unknown": ""} {
		var found struct {
			Items []struct {
				IndustryCode string `json:"industry_code"`
			}
		}
		county.Call("GET", "/enterprises?sector="+sector, nil).Want(200).Into(&found)
		if got := len(found.Items); want == "" && got != 0 || want != "" && (got != 1 || found.Items[0].IndustryCode != want) {
			t.Errorf("%s lists %+v", sector, found.Items)
		}
	}
	table := county.Call("GET", "/enterprises/export?format=csv&sector=fishery", nil).Want(200).Body
	for _, word := range []string{"领域", "养殖水面（亩）", "尾水处理", "120.5", "人工湿地", "渔业"} {
		if !bytes.Contains(table, []byte(word)) {
			t.Errorf("the export lacks %s: %.600s", word, table)
		}
	}
	if bytes.Contains(table, []byte("0111")) {
		t.Errorf("the export holds another field: %s", table)
	}
}
