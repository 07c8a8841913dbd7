package enterprise

import (
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// checked reads an enterprise from its input and finds all faults that need no database. kept is the stored record
// when it is a correction: what it has already may stay.
func (s *Service) checked(place access.Place, in EnterpriseInput, kept *Enterprise) (*Enterprise, fault.List) {
	var faults fault.List
	e := &Enterprise{
		Name: strings.TrimSpace(in.Name), Address: strings.TrimSpace(in.Address), LegalRepresentative: strings.TrimSpace(in.LegalRepresentative),
		ContactName: strings.TrimSpace(in.ContactName), Scale: in.Scale, Park: strings.TrimSpace(in.Park),
	}
	e.CreditCode = s.checkCode(&faults, in.CreditCode)
	correction := kept != nil
	if !correction { // a correction does not touch the name
		kept = &Enterprise{}
		faults.Require("name", "企业名称", e.Name)
		faults = append(faults, checkName("name", e.Name)...)
	}
	e.RegionCode = s.checkRegion(&faults, "region_code", place, in.RegionCode, kept.RegionCode)
	e.CityCode = store.CityOf(e.RegionCode)
	e.IndustryCode = s.checkIndustry(&faults, "industry_code", in.IndustryCode, kept.IndustryCode)
	e.KeyIndustry, e.KeyProcess = s.codes.key(&faults, e.IndustryCode, in.KeyIndustry, in.KeyProcess)
	var faulty string
	if e.ContactPhone, faulty = checkPhone(in.ContactPhone); faulty != "" {
		faults.Add("contact_phone", faulty)
	}
	if _, known := Scales[in.Scale]; in.Scale != "" && !known {
		faults.Add("scale", "请从列表中选择企业规模。")
	}
	s.checkParticulars(&faults, e, in.Particulars)
	return e, faults
}

// checkCode gives the tidied credit code and notes what is wrong with it, with a proposal where a typical slip explains it.
func (s *Service) checkCode(faults *fault.List, code string) string {
	judged := judgeCode(code)
	if !judged.Valid {
		*faults = append(*faults, fault.Field{Path: "credit_code", Message: judged.sentence(), Value: code})
	}
	return judged.Code
}

// checkRegion notes a division that is none, is no county, or lies outside the actor's place.
func (s *Service) checkRegion(faults *fault.List, path string, place access.Place, code, kept string) string {
	code = NormaliseCode(code)
	switch {
	case code != "" && code == kept:
	case code == "":
		faults.Add(path, "请选择所在的县（市、区）。")
	case s.codes.ref.Check(code) != nil:
		faults.Add(path, s.codes.ref.Check(code).Error()+"。")
	case !s.codes.county(code):
		faults.Add(path, "“"+s.codes.regionLabel(code)+"”不是县级。请选到县（市、区），因为企业由属地管理。")
	case !place.CoversRegion(code):
		faults.Add(path, "“"+s.codes.regionLabel(code)+"”不在您的管辖范围内。请由当地登记，或者选择本辖区的县（市、区）。")
	}
	return code
}

// checkIndustry gives the industry code without the letter of its section. It must be a class of four digits, since the
// industry decides on the index system; a coarser code from an old list may stay until it is known better.
func (s *Service) checkIndustry(faults *fault.List, path, code, kept string) string {
	digits := industryDigits(code)
	switch {
	case digits == "":
		faults.Add(path, "请选择国民经济行业。行业决定是否属于重点行业和适用哪个评价指标体系。")
	case digits == kept:
	default:
		if err := s.codes.ref.CheckIndustry(digits); err != nil {
			faults.Add(path, err.Error()+"。")
		}
	}
	return digits
}

// industryDigits drops the letter of the section that people write before the digits: C2614 is 2614.
func industryDigits(code string) string {
	code = NormaliseCode(code)
	if len(code) > 1 && code[0] >= 'A' && code[0] <= 'T' {
		return code[1:]
	}
	return code
}
