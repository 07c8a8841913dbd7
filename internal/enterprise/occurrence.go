package enterprise

import (
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// What an approved event (企业变更事项) does to the register. The event has been found in the actor's place and decided;
// what it changes may lie in another place by then, such as a plant that has moved to the next city.

const decided = "an approved event changes the records that it names, wherever they lie by then"

// FormerPlace is where a site stood until a day (原所在地), so that old lists and cases show the place of their time.
type FormerPlace struct {
	bun.BaseModel `bun:"table:site_place"`
	store.Row
	EnterpriseID string        `bun:"enterprise_id" json:"enterprise_id"`
	SiteID       string        `bun:"site_id" json:"site_id"`
	RegionCode   string        `bun:"region_code" json:"region_code" doc:"原行政区划代码" label:"原所在县（市、区）"`
	Address      string        `bun:"address" json:"address" doc:"原地址" label:"原地址"`
	UntilOn      calendar.Date `bun:"until_on" json:"until_on" doc:"迁出日期" label:"迁出日期"`
	RegionLabel  string        `bun:"-" json:"region_label" readOnly:"true"`
	SiteName     string        `bun:"site_name,scanonly" json:"site_name" readOnly:"true"`
}

// Place lets whoever sees the enterprise see where its sites stood; departments reach it through the enterprise only.
func (FormerPlace) Place() access.Columns {
	return access.Columns{Enterprise: "enterprise_id", Agency: "?TableAlias.enterprise_id IN " + engaged}
}

// Subject of a former place belongs to its enterprise.
func (p *FormerPlace) Subject() store.Subject {
	return store.Subject{Type: "site_place", ID: p.ID, Version: p.Version, CaseID: p.EnterpriseID, Title: p.Address,
		Link: "/enterprises/" + p.EnterpriseID, EnterpriseID: p.EnterpriseID}
}

// Dated keeps a place whose move was taken back.
func (p *FormerPlace) Dated() store.Kept {
	return store.Kept{Columns: []string{"region_code", "address", "until_on", "enterprise_id"}, Title: "address", Enterprise: "enterprise_id"}
}

// Any gives an enterprise wherever it lies, for a decision that names it.
func (s *Service) Any(tx *store.Tx, id string) (*Enterprise, error) {
	return store.Get[Enterprise](tx.Everywhere(decided), id, "该企业")
}

// AnySite gives a site wherever it lies, for a decision that names it.
func (s *Service) AnySite(tx *store.Tx, id string) (*Site, error) {
	return store.Get[Site](tx.Everywhere(decided), id, "该厂区")
}

// ByCode gives the enterprise with this credit code wherever it lies, nil if there is none.
func (s *Service) ByCode(tx *store.Tx, code string) (*Enterprise, error) {
	return byCode(tx, NormaliseCode(code))
}

// Turn moves an enterprise to another state as the consequence of an approved event. Nobody else is told: the event tells.
func (s *Service) Turn(tx *store.Tx, e *Enterprise, do, note string) error {
	return flow.Move(tx, States, e, do, note)
}

// TurnSite is Turn for one site.
func (s *Service) TurnSite(tx *store.Tx, site *Site, do, note string) error {
	return flow.Move(tx, SiteStates, site, do, note)
}

// CheckRename finds what is wrong with a new name, as a rename by hand does.
func (s *Service) CheckRename(tx *store.Tx, e *Enterprise, in EnterpriseRename) error {
	former, err := names(tx, e.ID)
	if err != nil {
		return err
	}
	return in.check(e, former, tx.Today())
}

// NameAnew gives the enterprise its new name from a day and keeps the former one (更名).
func (s *Service) NameAnew(tx *store.Tx, e *Enterprise, in EnterpriseRename) error {
	former, err := names(tx, e.ID)
	if err != nil {
		return err
	}
	if err := in.check(e, former, tx.Today()); err != nil {
		return err
	}
	return s.rename(tx, e, former, in)
}

// rename writes a checked change of name: the former name is kept with its day.
func (s *Service) rename(tx *store.Tx, e *Enterprise, former []*FormerName, in EnterpriseRename) error {
	kept := &FormerName{EnterpriseID: e.ID, Name: e.Name, UntilOn: in.On}
	if len(former) > 0 {
		kept.FromOn = former[0].UntilOn
	}
	e.Name = strings.TrimSpace(in.Name)
	note := in.On.Chinese() + "由“" + kept.Name + "”更名为“" + e.Name + "”。依据：" + strings.TrimSpace(in.Evidence)
	if err := tx.SaveNoted("enterprise.rename", note, e); err != nil {
		return err
	}
	if err := tx.Insert("enterprise.keep-name", kept); err != nil {
		return err
	}
	return s.refile(tx, e)
}

// NameBack takes a rename back that turned out wrong (撤销更名): the kept name goes, the old one is borne again.
func (s *Service) NameBack(tx *store.Tx, e *Enterprise, old, note string) error {
	former, err := names(tx, e.ID)
	if err != nil {
		return err
	}
	for _, f := range former {
		if f.Name != old {
			continue
		}
		if err := tx.Delete("enterprise.drop-name", f); err != nil {
			return err
		}
		break
	}
	e.Name = old
	if err := tx.SaveNoted("enterprise.name-back", note, e); err != nil {
		return err
	}
	return s.refile(tx, e)
}

// Move is where a site goes (搬迁) and from which day.
type Move struct {
	RegionCode string
	Address    string
	Longitude  string
	Latitude   string
	On         calendar.Date
}

// CheckMove finds what is wrong with the new place of a site.
func (s *Service) CheckMove(faults *fault.List, site *Site, m Move) {
	s.checkRegion(faults, "region_code", access.Place{Region: "37"}, m.RegionCode, "")
	faults.Require("address", "新地址", m.Address)
	checkPosition(faults, m.Longitude, m.Latitude)
	if m.RegionCode == site.RegionCode && strings.TrimSpace(m.Address) == site.Address {
		faults.Add("address", "新地址与现地址相同，没有搬迁。")
	}
}

// Relocate moves a site by date: the former place stays on record, and an enterprise that is seated at this site moves
// with it. Cases keep the division they were opened with.
func (s *Service) Relocate(tx *store.Tx, site *Site, m Move, note string) error {
	e, err := s.Any(tx, site.EnterpriseID)
	if err != nil {
		return err
	}
	kept := &FormerPlace{EnterpriseID: site.EnterpriseID, SiteID: site.ID, RegionCode: site.RegionCode, Address: site.Address, UntilOn: m.On}
	if err := tx.Insert("site.keep-place", kept); err != nil {
		return err
	}
	seated := e.RegionCode == site.RegionCode && site.SiteNo == "1"
	var faults fault.List
	site.RegionCode, site.CityCode, site.Address = m.RegionCode, store.CityOf(m.RegionCode), strings.TrimSpace(m.Address)
	site.Longitude, site.Latitude = checkPosition(&faults, m.Longitude, m.Latitude)
	if err := tx.SaveNoted("site.relocate", note, site); err != nil {
		return err
	}
	if err := s.attributesFollow(tx, site); err != nil {
		return err
	}
	if !seated {
		return nil
	}
	e.RegionCode, e.CityCode, e.Address = site.RegionCode, site.CityCode, site.Address
	if err := tx.SaveNoted("enterprise.relocate", note, e); err != nil {
		return err
	}
	return s.refile(tx, e)
}

// MoveBack takes a relocation back (撤销搬迁).
func (s *Service) MoveBack(tx *store.Tx, site *Site, m Move, note string) error {
	kept, err := lastPlace(tx, site.ID)
	if err != nil {
		return err
	}
	if kept != nil {
		if err := tx.Delete("site.drop-place", kept); err != nil {
			return err
		}
	}
	e, err := s.Any(tx, site.EnterpriseID)
	if err != nil {
		return err
	}
	seated := e.RegionCode == site.RegionCode && site.SiteNo == "1"
	site.RegionCode, site.CityCode, site.Address, site.Longitude, site.Latitude = m.RegionCode, store.CityOf(m.RegionCode), m.Address, m.Longitude, m.Latitude
	if err := tx.SaveNoted("site.move-back", note, site); err != nil {
		return err
	}
	if err := s.attributesFollow(tx, site); err != nil || !seated {
		return err
	}
	e.RegionCode, e.CityCode, e.Address = site.RegionCode, site.CityCode, site.Address
	if err := tx.SaveNoted("enterprise.move-back", note, e); err != nil {
		return err
	}
	return s.refile(tx, e)
}

// attributesFollow lets what was established about a site be found where the site now is, and with whom.
func (s *Service) attributesFollow(tx *store.Tx, site *Site) error {
	rows, err := attributes(tx, site.EnterpriseID, "")
	if err != nil {
		return err
	}
	return followSite(tx, rows, site)
}

func followSite(tx *store.Tx, rows []*Attribute, site *Site) error {
	if err := factsFollow(tx, site); err != nil {
		return err
	}
	for _, a := range rows {
		if a.SiteID != site.ID {
			continue
		}
		a.RegionCode, a.CityCode, a.EnterpriseID = site.RegionCode, site.CityCode, site.EnterpriseID
		if err := tx.Save("attribute.follow", a); err != nil {
			return err
		}
	}
	return nil
}

// CheckIndustry notes what is wrong with the industry that a site turns to (转产).
func (s *Service) CheckIndustry(faults *fault.List, site *Site, code string) string {
	digits := s.checkIndustry(faults, "industry_code", code, "")
	if digits != "" && digits == site.IndustryCode {
		faults.Add("industry_code", "新行业与现行业相同，没有转产。")
	}
	return digits
}

// Convert gives a site its new industry (转产). The first site carries the enterprise with it, and with it the answer to
// the question whether it belongs to a key industry.
func (s *Service) Convert(tx *store.Tx, site *Site, industry string, on calendar.Date, note string) error {
	site.ConvertedFrom, site.ConvertedOn = site.IndustryCode, on
	site.IndustryCode = industry
	if err := tx.SaveNoted("site.convert", note, site); err != nil {
		return err
	}
	e, err := s.Any(tx, site.EnterpriseID)
	if err != nil || site.SiteNo != "1" {
		return err
	}
	var faults fault.List
	e.IndustryCode = industry
	e.KeyIndustry, e.KeyProcess = s.codes.key(&faults, industry, "", "unknown")
	return tx.SaveNoted("enterprise.convert", note, e)
}

// ConvertBack takes a conversion back (撤销转产).
func (s *Service) ConvertBack(tx *store.Tx, site *Site, industry, key, process, note string) error {
	site.IndustryCode, site.ConvertedFrom, site.ConvertedOn = industry, "", ""
	if err := tx.SaveNoted("site.convert-back", note, site); err != nil {
		return err
	}
	e, err := s.Any(tx, site.EnterpriseID)
	if err != nil || site.SiteNo != "1" {
		return err
	}
	e.IndustryCode, e.KeyIndustry, e.KeyProcess = industry, key, process
	return tx.SaveNoted("enterprise.convert-back", note, e)
}

// Rechecked notes that the place of a converted site in plan and list has been looked at again (转产复核).
func (s *Service) Rechecked(tx *store.Tx, siteID, note string) error {
	site, err := s.AnySite(tx, siteID)
	if err != nil || site.ConvertedFrom == "" {
		return err
	}
	site.ConvertedFrom, site.ConvertedOn = "", ""
	return tx.SaveNoted("site.recheck", note, site)
}

// Hand gives a site to another enterprise (并购) under the next free number there; what was established about it goes along.
func (s *Service) Hand(tx *store.Tx, site *Site, to *Enterprise, number, note string) error {
	rows, err := attributes(tx, site.EnterpriseID, "")
	if err != nil {
		return err
	}
	if number == "" {
		have, err := sites(tx, to.ID)
		if err != nil {
			return err
		}
		number = nextNo(have)
	}
	site.EnterpriseID, site.SiteNo = to.ID, number
	if err := tx.SaveNoted("site.hand-over", note, site); err != nil {
		return err
	}
	return followSite(tx, rows, site)
}
