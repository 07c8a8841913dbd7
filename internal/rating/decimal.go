package rating

import (
	"math/big"
	"strings"
)

// places is how many places are shown of a fraction that is no finite decimal.
const places = 6

// Decimal writes a fraction as an exact decimal, or rounded to six places where it is not finite.
func Decimal(n *big.Rat) string {
	if n == nil {
		return ""
	}
	d := new(big.Int).Set(n.Denom())
	digits := 0
	for _, prime := range []int64{2, 5} {
		count := 0
		p, rest := big.NewInt(prime), new(big.Int)
		for {
			q := new(big.Int)
			if q.QuoRem(d, p, rest); rest.Sign() != 0 {
				break
			}
			d.Set(q)
			count++
		}
		digits = max(digits, count)
	}
	if d.Cmp(big.NewInt(1)) != 0 {
		digits = places
	}
	text := n.FloatString(digits)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}
