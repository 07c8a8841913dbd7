package unit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Dim is a dimension (量纲) in canonical writing, such as "length^2" or "mass length^-3"; "" is a pure number. Two
// quantities can be added or compared only when their dimensions are the same text.
type Dim string

// Number is the dimension of a pure number.
const Number Dim = ""

// baseLabels are the Chinese names of the base dimensions. Things that are counted are dimensions of their own: pieces
// are not sets.
var baseLabels = map[string]string{
	"mass": "质量", "length": "长度", "time": "时间", "energy": "能量", "coal": "标准煤", "money": "金额", "temperature": "温度",
	"sound": "声级", "acidity": "酸碱度", "volt": "电压", "colour": "色度倍数", "toxicity": "毒性当量质量",
}

// wholes are the dimensions that have a name of their own.
var wholes = map[Dim]string{
	Number: "无量纲", "length^2": "面积", "length^3": "体积", "energy time^-1": "功率", "length^-3 mass": "质量浓度", "length^3 time^-1": "流量", "mass time^-1": "质量流量",
}

func parseDim(text string) (Dim, error) {
	powers := map[string]int{}
	for _, part := range strings.Fields(text) {
		base, power, found := strings.Cut(part, "^")
		n := 1
		if found {
			var err error
			if n, err = strconv.Atoi(power); err != nil {
				return "", fmt.Errorf("量纲“%s”无法识别", text)
			}
		}
		if _, known := baseLabels[base]; !known && !strings.HasPrefix(base, "count:") {
			return "", fmt.Errorf("量纲“%s”无法识别", base)
		}
		powers[base] += n
	}
	return write(powers), nil
}

func (d Dim) powers() map[string]int {
	powers := map[string]int{}
	for _, part := range strings.Fields(string(d)) {
		base, power, found := strings.Cut(part, "^")
		powers[base] = 1
		if found {
			powers[base], _ = strconv.Atoi(power)
		}
	}
	return powers
}

func write(powers map[string]int) Dim {
	parts := []string{}
	for base, n := range powers {
		switch n {
		case 0:
		case 1:
			parts = append(parts, base)
		default:
			parts = append(parts, fmt.Sprintf("%s^%d", base, n))
		}
	}
	slices.Sort(parts)
	return Dim(strings.Join(parts, " "))
}

// products remembers the products of dimensions: the rules of a dossier meet the same few thousands of times.
var products sync.Map

type product struct {
	a, b Dim
	n    int
}

// Times gives the dimension of a product with the n-th power of another.
func (d Dim) Times(other Dim, n int) Dim {
	if other == Number || n == 0 {
		return d
	}
	key := product{d, other, n}
	if known, ok := products.Load(key); ok {
		return known.(Dim)
	}
	powers := d.powers()
	for base, p := range other.powers() {
		powers[base] += n * p
	}
	out := write(powers)
	products.Store(key, out)
	return out
}

// Root gives the dimension of a square root; not ok when a power is odd.
func (d Dim) Root() (Dim, bool) {
	powers := d.powers()
	for base, n := range powers {
		if n%2 != 0 {
			return "", false
		}
		powers[base] = n / 2
	}
	return write(powers), true
}

// Label says a dimension in Chinese: 质量/面积.
func (d Dim) Label() string {
	if name, ok := wholes[d]; ok {
		return name
	}
	over, under := map[string]int{}, map[string]int{}
	for base, n := range d.powers() {
		if n > 0 {
			over[base] = n
		} else {
			under[base] = -n
		}
	}
	if len(under) == 0 {
		return words(over)
	}
	top := words(over)
	if len(over) == 0 {
		top = "1"
	}
	return top + "/" + words(under)
}

func words(powers map[string]int) string {
	if name, ok := wholes[write(powers)]; ok {
		return name
	}
	parts := []string{}
	for base, n := range powers {
		name := baseLabels[base]
		if unit, counted := strings.CutPrefix(base, "count:"); counted {
			name = "数量（" + unit + "）"
		}
		switch n {
		case 1:
		case 2:
			name += "²"
		case 3:
			name += "³"
		default:
			name += "^" + strconv.Itoa(n)
		}
		parts = append(parts, name)
	}
	slices.Sort(parts)
	return strings.Join(parts, "·")
}
