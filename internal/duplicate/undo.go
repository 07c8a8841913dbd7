package duplicate

import (
	"encoding/json"
	"slices"
	"strings"

	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// undo takes a merge back, as long as nothing rests upon it: every record must still stand as the merge left it. All that
// stands in the way is named at once.
func (s *Service) undo(tx *store.Tx, d *Duplicate, note string) error {
	kept, err := s.enterprises.Any(tx, d.KeptID)
	if err != nil || kept.ID != d.KeptID {
		return fault.Conflict("保留的登记后来又与别的登记合并，不能撤销这一次。请先撤销后一次合并。")
	}
	bars, err := s.bars(tx, d, kept)
	if err != nil {
		return err
	}
	if len(bars) > 0 {
		return fault.Conflict("不能撤销合并：" + strings.Join(some(bars), "") + "已经有了新的办理，撤销会使它们失去依据。需要分开的，请另行登记企业。")
	}
	return s.takeBack(tx, d, kept, note)
}

// some keeps a sentence readable.
func some(all []string) []string {
	const most = 6
	if len(all) > most {
		return append(all[:most:most], "等。")
	}
	return all
}

// bars names what has been changed since the merge.
func (s *Service) bars(tx *store.Tx, d *Duplicate, kept *enterprise.Enterprise) ([]string, error) {
	var out []string
	for _, c := range columns {
		if _, changed := d.Work.Kept[c.name]; changed && store.Text(kept, c.name) != gone(d, c.name) {
			out = append(out, "“"+kept.Name+"”的"+c.label+"在合并以后又作了修改。")
		}
	}
	for _, moved := range d.Work.Moved {
		h := s.holding(moved.Table)
		r, err := tx.Everywhere("what a merge has moved").One(h.Kind, moved.ID)
		if err != nil {
			return nil, err
		}
		switch {
		case r == nil:
			out = append(out, h.Label+"“"+moved.Title+"”在合并以后已被删除。")
		case h.Loose && store.Text(r, "enterprise_id") == d.KeptID, !h.Loose && r.Base().Version == moved.Version:
		default:
			out = append(out, h.Label+"“"+moved.Title+"”在合并以后又有变动。")
		}
	}
	fresh, err := s.grown(tx, d)
	out = append(out, fresh...)
	if holder, failed := s.enterprises.ByCode(tx, gone(d, "credit_code")); failed == nil && holder != nil && holder.ID != d.KeptID {
		out = append(out, "原登记的统一社会信用代码已经由“"+holder.Name+"”使用。")
	}
	return out, err
}

// gone gives what the registration that went said of a column.
func gone(d *Duplicate, name string) string {
	text, _ := d.Work.Gone[name].(string)
	return text
}

// grown names what has been made at the moved sites since.
func (s *Service) grown(tx *store.Tx, d *Duplicate) ([]string, error) {
	var sites, out []string
	for _, m := range d.Work.Moved {
		if _, moved := m.Before["enterprise_id"]; m.Table == siteTable && moved {
			sites = append(sites, m.ID)
		}
	}
	for _, h := range s.holdings {
		if !h.Has("site_id") || h.Loose {
			continue
		}
		rows, err := tx.Everywhere("what has been made at a moved site").Naming(h.Kind, "site_id", sites...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if !slices.ContainsFunc(d.Work.Moved, func(m Moved) bool { return m.Table == h.Table && m.ID == r.Base().ID }) {
				out = append(out, "合并以后新增的"+h.Label+"“"+title(r)+"”。")
			}
		}
	}
	return out, nil
}

// takeBack does every step of the merge backwards.
func (s *Service) takeBack(tx *store.Tx, d *Duplicate, kept *enterprise.Enterprise, note string) error {
	for name, before := range d.Work.Kept {
		store.SetText(kept, name, before)
	}
	kept.CityCode = store.CityOf(kept.RegionCode)
	if err := s.dropNames(tx, d); err != nil {
		return err
	}
	back := new(enterprise.Enterprise)
	raw, err := json.Marshal(d.Work.Gone)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, back); err != nil {
		return err
	}
	if err := s.enterprises.Part(tx, kept, back, note); err != nil {
		return err
	}
	if err := s.revive(tx, d, true); err != nil {
		return err
	}
	for _, moved := range slices.Backward(d.Work.Moved) {
		h := s.holding(moved.Table)
		r, err := tx.Everywhere("what a merge has moved").One(h.Kind, moved.ID)
		if err != nil {
			return err
		}
		for column, text := range moved.Before {
			store.SetText(r, column, text)
		}
		if err := tx.SaveNoted(h.Table+".part", note, r); err != nil {
			return err
		}
	}
	if err := s.revive(tx, d, false); err != nil {
		return err
	}
	for _, id := range d.Work.Left {
		e, err := s.lists.AnyEntry(tx, id)
		if err != nil {
			return err
		}
		if err := s.lists.Part(tx, e, note); err != nil {
			return err
		}
	}
	d.KeptID, d.Work, d.DecidedOn, d.Note = "", Work{}, "", note
	return nil
}

// dropNames takes away the names that the merge has kept beside the current one.
func (s *Service) dropNames(tx *store.Tx, d *Duplicate) error {
	h := s.holding("enterprise_name")
	for _, id := range d.Work.Names {
		r, err := tx.Everywhere("a name that a merge has kept").One(h.Kind, id)
		if err != nil {
			return err
		}
		if r != nil {
			if err := tx.Delete("enterprise.drop-name", r); err != nil {
				return err
			}
		}
	}
	return nil
}

// revive brings back what the merge removed: the sites before what stands on them, everything else after.
func (s *Service) revive(tx *store.Tx, d *Duplicate, sites bool) error {
	for _, dropped := range d.Work.Dropped {
		if (dropped.Table == siteTable) != sites {
			continue
		}
		h := s.holding(dropped.Table)
		snapshot := map[string]any{}
		if err := json.Unmarshal(dropped.Row, &snapshot); err != nil {
			return err
		}
		r, err := h.Revive(snapshot)
		if err != nil {
			return err
		}
		if err := tx.Insert(h.Table+".part", r); err != nil {
			return err
		}
	}
	return nil
}
