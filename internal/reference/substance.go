package reference

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/statute"
)

// Chemical is a substance on one of the lists that make an enterprise 双有 or force the strict track.
type Chemical struct {
	List  string   `json:"list"` // priority 优先控制化学品, pop 持久性有机污染物, metal 重金属和类金属砷, highly-toxic 剧毒化学品
	Code  string   `json:"code"`
	Name  string   `json:"name"`
	CAS   []string `json:"cas"`
	Class int      `json:"class"` // class of CPM 8(三), 1 to 5
	Note  string   `json:"note"`
}

// ToxicClass is one of the five classes of 有毒有害 (CPM 8(三)).
type ToxicClass struct {
	No      int    `json:"no"`
	Name    string `json:"name"`
	Content string `json:"content"`
}

// WasteCategory is a category of the national hazardous-waste list: HW01 ...
type WasteCategory struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Waste is a hazardous waste by its eight-digit code. The list is not complete: an unknown code is not a fault.
type Waste struct {
	Code     string `json:"code"`
	Category string `json:"category"`
	Name     string `json:"name"`
	Hazard   string `json:"hazard"`
}

func (s *Service) loadChemicals(files fs.FS) error {
	lists := []struct {
		file, list, code string
		class            int
	}{
		{"priority_chemicals", "priority", "code", 5},
		{"toxic_metals", "metal", "symbol", 3},
		{"pops", "pop", "seq", 4},
		{"highly_toxic_chemicals", "highly-toxic", "", 2},
	}
	s.byCAS = map[string][]Chemical{}
	for _, l := range lists {
		rows, err := table(files, l.file, "name", "cas")
		if err != nil {
			return err
		}
		for _, r := range rows {
			c := Chemical{List: l.list, Code: r[l.code], Name: r["name"], CAS: casNumbers(r["cas"]), Class: l.class, Note: r["note"]}
			for _, cas := range c.CAS {
				if !statute.ValidCAS(cas) {
					return fmt.Errorf("化学物质“%s”的CAS号“%s”校验位不符", c.Name, cas)
				}
				s.byCAS[cas] = append(s.byCAS[cas], c)
			}
			s.chemicals = append(s.chemicals, c)
		}
	}
	rows, err := table(files, "toxic_classes", "class_no", "name", "content")
	if err != nil {
		return err
	}
	for _, r := range rows {
		no, err := strconv.Atoi(r["class_no"])
		if err != nil {
			return fmt.Errorf("有毒有害类别“%s”的序号不是数字", r["name"])
		}
		s.classes = append(s.classes, ToxicClass{no, r["name"], r["content"]})
	}
	return nil
}

func (s *Service) loadWastes(files fs.FS) error {
	rows, err := table(files, "hazardous_waste_categories", "code", "name")
	if err != nil {
		return err
	}
	for _, r := range rows {
		s.categories = append(s.categories, WasteCategory{r["code"], r["name"]})
	}
	rows, err = table(files, "hazardous_waste", "code", "category", "name", "hazard")
	if err != nil {
		return err
	}
	for _, r := range rows {
		s.wastes = append(s.wastes, Waste{r["code"], r["category"], r["name"], r["hazard"]})
	}
	return nil
}

func casNumbers(text string) []string {
	out := []string{}
	for cas := range strings.SplitSeq(text, ";") {
		if cas = strings.TrimSpace(cas); cas != "" {
			out = append(out, cas)
		}
	}
	return out
}

// ValidCAS says whether a CAS number has the form and the check digit of one.
func (s *Service) ValidCAS(cas string) bool { return statute.ValidCAS(strings.TrimSpace(cas)) }

// Chemicals are all listed substances.
func (s *Service) Chemicals() []Chemical { return slices.Clone(s.chemicals) }

// ChemicalsByCAS are the list entries of a CAS number: one substance may stand on several lists.
func (s *Service) ChemicalsByCAS(cas string) []Chemical {
	return slices.Clone(s.byCAS[strings.TrimSpace(cas)])
}

// PriorityChemical is the entry of the priority list for a CAS number.
func (s *Service) PriorityChemical(cas string) (Chemical, bool) {
	for _, c := range s.byCAS[strings.TrimSpace(cas)] {
		if c.List == "priority" {
			return c, true
		}
	}
	return Chemical{}, false
}

// SearchChemicals finds listed substances by part of the name or of a CAS number.
func (s *Service) SearchChemicals(text string, limit int) []Chemical {
	text = strings.TrimSpace(text)
	out := []Chemical{}
	for _, c := range s.chemicals {
		hit := strings.Contains(c.Name, text) || slices.ContainsFunc(c.CAS, func(cas string) bool { return strings.HasPrefix(cas, text) })
		if text != "" && hit && (limit <= 0 || len(out) < limit) {
			out = append(out, c)
		}
	}
	return out
}

// ToxicClasses are the five classes of 有毒有害.
func (s *Service) ToxicClasses() []ToxicClass { return slices.Clone(s.classes) }

// WasteCategories are the categories of the hazardous-waste list.
func (s *Service) WasteCategories() []WasteCategory { return slices.Clone(s.categories) }

// Wastes are the known hazardous-waste codes.
func (s *Service) Wastes() []Waste { return slices.Clone(s.wastes) }
