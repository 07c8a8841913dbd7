package listing

import (
	"fmt"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/flow"
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
