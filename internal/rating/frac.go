package rating

import (
	"math/big"
	"math/bits"
)

// frac is a fraction of machine words with d > 0, lowest terms: nearly all that a rating needs. What does not fit is told,
// and is computed with big.Rat instead; nothing is ever rounded.
type frac struct{ n, d int64 }

// fits gives a fraction of machine words where there is one.
func fits(r *big.Rat) (frac, bool) {
	if r == nil || !r.Num().IsInt64() || !r.Denom().IsInt64() {
		return frac{}, false
	}
	return frac{r.Num().Int64(), r.Denom().Int64()}, true
}

func (a frac) rat() *big.Rat { return big.NewRat(a.n, a.d) }

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		return -a
	}
	return a
}

// times multiplies two words; not ok when the product does not fit.
func times(a, b int64) (int64, bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	p := a * b
	return p, p/b == a && (a != -1 || b != -1<<63) && (b != -1 || a != -1<<63)
}

func plus(a, b int64) (int64, bool) {
	s := a + b
	return s, (s > a) == (b > 0)
}

func (a frac) mul(b frac) (frac, bool) {
	g, h := gcd(a.n, b.d), gcd(b.n, a.d)
	if g == 0 || h == 0 { // a zero: 0/1
		return frac{0, 1}, true
	}
	n, ok := times(a.n/g, b.n/h)
	d, fine := times(a.d/h, b.d/g)
	return frac{n, d}, ok && fine
}

func (a frac) add(b frac) (frac, bool) {
	if a.d == b.d {
		n, ok := plus(a.n, b.n)
		return frac{n, a.d}.lowest(), ok
	}
	g := gcd(a.d, b.d)
	x, ok1 := times(a.n, b.d/g)
	y, ok2 := times(b.n, a.d/g)
	n, ok3 := plus(x, y)
	d, ok4 := times(a.d/g, b.d)
	return frac{n, d}.lowest(), ok1 && ok2 && ok3 && ok4
}

func (a frac) lowest() frac {
	if g := gcd(a.n, a.d); g > 1 {
		return frac{a.n / g, a.d / g}
	}
	return a
}

// cmp compares exactly: the cross products have as many bits as they need.
func (a frac) cmp(b frac) int {
	sa, sb := sign(a.n), sign(b.n)
	if sa != sb || sa == 0 {
		return sa - sb
	}
	if a.d == b.d {
		return sign(a.n - b.n) // of one sign: the difference fits
	}
	h1, l1 := bits.Mul64(magnitude(a.n), uint64(b.d))
	h2, l2 := bits.Mul64(magnitude(b.n), uint64(a.d))
	switch {
	case h1 == h2 && l1 == l2:
		return 0
	case h1 > h2 || h1 == h2 && l1 > l2:
		return sa
	}
	return -sa
}

func sign(n int64) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
