package listing

import (
	"context"
	"fmt"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// What an approved event (企业变更事项) or a granted removal does to the inventory. A published list is never touched: it
// is history.

// undoRetire takes a leaving back; it is done where the decision that took the line out is taken back, not on the page of
// the line.
const undoRetire = "restore"

// unite and part are what a merge of two registrations does to the line of a site that is in the inventory twice, and its
// way back; they are done on the page of the merge.
const unite, part = "unite", "part"

// elsewhere are the acts on a line that are done where the decision is taken, not on its page.
var elsewhere = []string{undoRetire, unite, part}

// Standing gives the lines of the inventory by which an enterprise, or one site of it, is held there.
func (s *Service) Standing(tx *store.Tx, enterpriseID, siteID string) ([]Entry, error) {
	return liveEntries(tx, enterpriseID, siteID)
}

// AnyEntry gives a line of the inventory for a decision that has named it before.
func (s *Service) AnyEntry(tx *store.Tx, id string) (*Entry, error) {
	return store.Get[Entry](tx.Everywhere("a decision that names this line"), id, "该清单条目")
}

// Leave takes a line out of the inventory from a day, with the ground in words (调出清单). One that a plan under way holds
// stays: the answer says so, for the person who decides on the plan.
func (s *Service) Leave(tx *store.Tx, e *Entry, on calendar.Date, reason string) (left bool, err error) {
	if e.State == EntryProposed {
		return false, nil
	}
	pending, err := pendingItem(tx, e.ID)
	if err != nil || pending {
		return false, err
	}
	e.UntilOn, e.UntilReason = max(on, e.FromOn), short(reason)
	return true, flow.Move(tx, EntryStates, e, "retire", reason)
}

// Return takes the leaving of a line back (撤销调出).
func (s *Service) Return(tx *store.Tx, e *Entry, note string) error {
	e.UntilOn, e.UntilReason = "", ""
	return flow.Move(tx, EntryStates, e, undoRetire, note)
}

// Rejudge holds the sites of an enterprise against the rules at once, when something decisive has happened to it: it is a
// candidate of the coming plan, or is none any more, without waiting for the next run.
func (s *Service) Rejudge(tx *store.Tx, enterpriseID string) error {
	f := s.finders(tx, planYear(tx.Today()))
	standings, err := s.enterprises.StandingsOf(tx, enterpriseID, factsFrom(f.year))
	if err != nil {
		return err
	}
	all, err := s.judgeSites(tx, f, standings)
	if err != nil {
		return err
	}
	return s.keepAll(tx, f, all)
}

// MoveIn proposes a site that has come from another city for the inventory of the city in which it is now.
func (s *Service) MoveIn(tx *store.Tx, site *enterprise.Site, owner *enterprise.Enterprise, from *Entry, reason string) (*Entry, error) {
	have, err := liveEntry(tx, site.ID)
	if err != nil || have != nil {
		return nil, err
	}
	e := &Entry{EnterpriseID: owner.ID, SiteID: site.ID, EnterpriseName: owner.Name, SiteName: site.Name, RegionCode: site.RegionCode, CityCode: store.CityOf(site.RegionCode),
		KeyIndustry: from.KeyIndustry, State: EntryStates.First, Reason: short(reason), FromOn: tx.Today()}
	if err := tx.Insert("inventory_entry.move-in", e); err != nil {
		return nil, err
	}
	return e, message.Tell(tx, "entry-moved-in", e.Subject(), map[string]string{"note": reason})
}

// MoveOut takes such a proposal back, as long as nobody has decided on it.
func (s *Service) MoveOut(tx *store.Tx, e *Entry) error {
	if e.State != EntryProposed {
		return fault.Conflict("迁入地已经办理了“" + e.EnterpriseName + "”列入清单的建议，不能撤销搬迁的批准。请另行申报。")
	}
	return tx.Delete("inventory_entry.move-out", e)
}

// FollowDivisions lets the lines of the inventory that are in force follow a re-organisation of divisions (区划调整) from its
// day on. Lines that have left, plans and published lists keep the code of their time.
func (s *Service) FollowDivisions(ctx context.Context) error {
	for _, c := range s.ref.Ended() {
		to, ok := s.ref.Successor(c.OldCode)
		if !ok || to == c.OldCode {
			continue
		}
		err := store.Do(ctx, s.db, func(tx *store.Tx) error {
			rows, err := liveEntriesIn(tx, c.OldCode)
			for _, e := range rows {
				if err := s.Follow(tx, e, to, e.KeyIndustry, e.EnterpriseID, e.EnterpriseName, c.From.Chinese()+"起"+c.Change+"，清单条目改用"+s.regionLabel(to)+"。"); err != nil {
					return err
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Unite takes the line of a site out that is in the inventory a second time, because its enterprise was registered twice.
func (s *Service) Unite(tx *store.Tx, e *Entry, reason string) error {
	e.UntilOn, e.UntilReason = max(tx.Today(), e.FromOn), short(reason)
	return flow.Move(tx, EntryStates, e, unite, reason)
}

// Part takes that back (撤销合并).
func (s *Service) Part(tx *store.Tx, e *Entry, note string) error {
	e.UntilOn, e.UntilReason = "", ""
	return flow.Move(tx, EntryStates, e, part, note)
}

// Follow writes the place, the key industry and the owner of a site into its line of the inventory.
func (s *Service) Follow(tx *store.Tx, e *Entry, region, keyIndustry, enterpriseID, enterpriseName, note string) error {
	e.RegionCode, e.CityCode, e.KeyIndustry, e.EnterpriseID, e.EnterpriseName = region, store.CityOf(region), keyIndustry, enterpriseID, enterpriseName
	return tx.SaveNoted("inventory_entry.follow", note, e)
}

// short keeps a reason within what a line of the inventory shows.
func short(reason string) string {
	const most = 500
	if r := []rune(strings.TrimSpace(reason)); len(r) > most {
		return fmt.Sprintf("%s…", string(r[:most-1]))
	}
	return strings.TrimSpace(reason)
}
