package enterprise

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
)

func toDate(s string) calendar.Date { return calendar.Date(s) }

// rules are what an import holds the rows against.
type rules struct {
	codes         codes
	place         access.Place
	defaultRegion string
	accept        bool // take the proposed credit code where there is one
}

// judge resolves what a row says and remarks on everything that is wrong or odd about it. Faults of cells that are not
// needed to register the enterprise are warnings: the cell is left out, the row is not lost.
func (r rules) judge(l *Line, row *sheet.Row[Line]) {
	r.code(l, row)
	r.region(l)
	r.industry(l)
	r.permit(l)
	r.position(l)
	if number, faulty := checkPhone(l.Phone); faulty != "" {
		l.warn("contact_phone", faulty+"本格未采用。", "")
		l.Phone = ""
	} else {
		l.Phone = number
	}
	if l.SiteNo != "" && !siteNumber.MatchString(l.SiteNo) {
		l.refuse("site_no", "厂区编号只能是1至6位数字或字母。新厂区可以不填，由系统编号。", "")
	}
	if l.Former != "" && sameName(l.Former, l.Name) {
		l.Former = ""
	}
	for _, limit := range []struct {
		key, title string
		value      *string
		most       int
	}{{"name", "企业名称", &l.Name, 120}, {"address", "地址", &l.Address, 200}, {"legal_representative", "法定代表人", &l.LegalRepresentative, 60},
		{"contact_name", "联系人", &l.Contact, 60}, {"park", "所在园区", &l.Park, 80}, {"site_name", "厂区名称", &l.SiteName, 120}} {
		if n := len([]rune(*limit.value)); n > limit.most {
			l.refuse(limit.key, limit.title+"有"+strconv.Itoa(n)+"个字，超过"+strconv.Itoa(limit.most)+"个字的上限，请删减。", "")
		}
	}
}

var siteNumber = regexp.MustCompile(`^[0-9A-Za-z]{1,6}$`)

// code checks the credit code. A permit number that carries a good code serves as a proposal.
func (r rules) code(l *Line, row *sheet.Row[Line]) {
	raw := l.CreditCode
	judged := judgeCode(raw)
	proposal, from := judged.Proposal, ""
	if !judged.Valid && proposal == "" {
		if permit := NormaliseCode(l.Permit); len(permit) == 22 && judgeCode(permit[:18]).exact() {
			proposal, from = permit[:18], "本行排污许可证编号的前18位是有效的统一社会信用代码，请对照营业执照核对后采用。"
		}
	}
	l.CreditCode = judged.Code
	switch {
	case judged.Valid && judged.Remark != "":
		l.warn("credit_code", judged.Remark, judged.Code)
	case judged.Valid:
	case r.accept && proposal != "":
		l.CreditCode = proposal
		row.Faults = slices.DeleteFunc(row.Faults, missingCode)
		l.warn("credit_code", judged.sentence()+from+"已按建议采用“"+proposal+"”，请对照营业执照核对。", proposal)
	case EmptyCode(raw):
		l.blankCode(row, proposal, from)
	default:
		l.refuse("credit_code", judged.sentence()+from, proposal)
	}
}

// missingCode tells the fault by which the reader says that the cell is empty.
func missingCode(f sheet.CellFault) bool {
	return f.Severity == sheet.Error && strings.HasSuffix(f.Message, "请填写统一社会信用代码。")
}

// blankCode: the reader has said already that the cell is empty; only a proposal is news.
func (l *Line) blankCode(row *sheet.Row[Line], proposal, from string) {
	for i := range row.Faults {
		if missingCode(row.Faults[i]) {
			row.Faults[i].Message, row.Faults[i].Proposal = row.Faults[i].Message+from, proposal
			return
		}
	}
	l.refuse("credit_code", "没有填写统一社会信用代码。"+from, proposal)
}

// region finds the county that a row means. A row of another province goes to the county that the officer has chosen, if
// any, with a remark.
func (r rules) region(l *Line) {
	found, trouble := r.codes.find(l.City, l.County)
	key := "region_code"
	if l.County == "" && l.City != "" {
		key = "city"
	}
	written := strings.TrimSpace(l.City + l.County)
	switch {
	case trouble == "" && r.place.CoversRegion(found):
		l.region = found
	case trouble == "":
		l.refuse(key, "“"+r.codes.regionLabel(found)+"”不在您的管辖范围内。请由当地导入，或者改正所在地。", "")
	case r.defaultRegion != "" && r.codes.takesDefault(l.City, l.County, r.defaultRegion):
		l.region, l.regionAssumed = r.defaultRegion, true
		l.warn(key, trouble+"按所选的“"+r.codes.regionLabel(r.defaultRegion)+"”登记，请核对。", r.codes.regionLabel(r.defaultRegion))
	case written == "":
		l.refuse(key, "没有填写所在的县（市、区）。请填写，或者在导入时选择默认的县（市、区）。", "")
	default:
		l.refuse(key, trouble+"请改正，或者在导入时选择默认的县（市、区）。", "")
	}
}

// industry finds the class that a row means, by code or by name. Without one the enterprise can be registered, but not
// told to be of a key industry.
func (r rules) industry(l *Line) {
	digits := industryDigits(l.Industry)
	switch {
	case digits != "" && len(digits) >= 2 && r.codes.industryKnown(digits):
		l.Industry, l.IndustryName = digits, ""
	case digits != "":
		l.warn("industry_code", "行业代码“"+l.Industry+"”不在《国民经济行业分类》（GB/T 4754—2017）中，本格未采用。请填写大类、中类或小类的数字代码。", "")
		l.Industry = ""
	}
	if l.Industry == "" && l.IndustryName != "" {
		code, ok := r.codes.findIndustry(l.IndustryName)
		switch {
		case ok && len(code) >= 2:
			l.Industry = code
		case ok:
			l.warn("industry_name", "“"+l.IndustryName+"”是门类，不能判定是否属于重点行业，本格未采用。请填写大类、中类或小类。", "")
		default:
			l.warn("industry_name", "没有找到名为“"+l.IndustryName+"”的行业，本格未采用。请填写《国民经济行业分类》（GB/T 4754—2017）的代码或名称。", "")
		}
	}
	if l.Industry == "" && l.IndustryName == "" && digits == "" {
		l.warn("industry_code", "没有填写行业，无法判定是否属于重点行业。请补充后再次导入，或者在系统中补充。", "")
	}
	var faults fault.List
	if _, process := r.codes.key(&faults, l.Industry, l.KeyIndustry, l.KeyProcess); process != "" {
		if len(faults) > 0 {
			l.warn("key_industry", faults[0].Message+"暂不记为重点行业。", "")
		}
		if l.KeyProcess == "" {
			_, possible := r.codes.keyIndustries(l.Industry)
			l.warn("key_process", "该行业可能有"+strings.Join(possible, "、")+"工序。请在“是否有重点工序”列填写有或没有；暂按“不清楚”登记。", "")
		}
	}
}

// key decides the key industry of a row without faults: what is unclear is not flagged.
func (r rules) key(industry, wanted, answer string) (key, process string) {
	var faults fault.List
	if key, process = r.codes.key(&faults, industry, wanted, answer); len(faults) == 0 {
		return key, process
	}
	return r.codes.key(&faults, industry, "", "unknown")
}

func (r rules) permit(l *Line) {
	code := l.CreditCode
	if CheckCode(code) != nil {
		code = "" // the code itself is in question
	}
	number, faulty, warning := checkPermit(l.Permit, code)
	l.Permit = number
	if faulty != "" {
		l.warn("permit_no", faulty+"本格未采用。", "")
		l.Permit = ""
	}
	if warning != "" {
		l.warn("permit_no", warning, "")
	}
}

func (r rules) position(l *Line) {
	var faults fault.List
	l.Longitude, l.Latitude = checkPosition(&faults, l.Longitude, l.Latitude)
	l.longitude, l.latitude = l.Longitude, l.Latitude
	if len(faults) == 0 {
		return
	}
	for _, f := range faults {
		l.warn(f.Path, f.Message+"坐标未采用。", "")
	}
	l.Longitude, l.Latitude = "", ""
}
