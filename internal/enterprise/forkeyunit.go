package enterprise

import (
	"strings"

	"qingshen/internal/store"
)

// Attributed gives the attribute of a kind that is in force at a site, nil if there is none.
func (s *Service) Attributed(tx *store.Tx, siteID string, kind Kind) (*Attribute, error) {
	return openAttribute(tx, siteID, kind)
}

// AttributeOf gives an attribute in the actor's place.
func (s *Service) AttributeOf(tx *store.Tx, id string) (*Attribute, error) {
	return store.Find[Attribute](tx, id, "该属性")
}

// Together gives enterprises whose ids the caller has found in scope, by id.
func (s *Service) Together(tx *store.Tx, ids []string) (map[string]*Enterprise, error) {
	return enterprisesByID(tx, ids)
}

// WithName gives the enterprises of the actor's place that have or had this name.
func (s *Service) WithName(tx *store.Tx, name string) ([]*Enterprise, error) {
	return named(tx, spellings(name))
}

// spellings are the ways in which lists write the brackets of a name.
func spellings(name string) []string {
	name = strings.TrimSpace(name)
	return []string{name, strings.NewReplacer("(", "（", ")", "）").Replace(name), strings.NewReplacer("（", "(", "）", ")").Replace(name)}
}

// Resembling gives a few enterprises of the actor's place whose names hold the beginning or the end of what is particular in
// this one: with less and less of the name, until something is found.
func (s *Service) Resembling(tx *store.Tx, name string) ([]*Enterprise, error) {
	runes := []rune(particular(name))
	for n := len(runes); n >= 2; n-- {
		for _, part := range [][]rune{runes[:n], runes[len(runes)-n:]} {
			if rows, err := holding(tx, string(part)); err != nil || len(rows) > 0 {
				return rows, err
			}
		}
	}
	return nil, nil
}

// particular leaves out of a name the division at its head and the legal form at its end.
func particular(name string) string {
	for _, form := range []string{"有限责任公司", "股份有限公司", "有限公司", "集团", "公司", "厂"} {
		if cut, ok := strings.CutSuffix(name, form); ok && len([]rune(cut)) >= 2 {
			name = cut
			break
		}
	}
	for _, head := range []string{"山东省", "山东"} {
		name = strings.TrimPrefix(name, head)
	}
	for _, mark := range []string{"市", "县", "区"} {
		if at := strings.Index(name, mark); at > 0 && at <= len("某某某") && len([]rune(name[at+len(mark):])) >= 2 {
			name = name[at+len(mark):]
		}
	}
	return name
}
