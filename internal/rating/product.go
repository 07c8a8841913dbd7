package rating

import (
	"math/big"
	"slices"
)

// Product is one of several products of an enterprise (多种产品): what is said of it alone, and how much is made of it.
type Product struct {
	Name       string
	Output     *big.Rat // all outputs in one unit
	Values     map[string]Value
	Parameters map[string]*big.Rat
}

// Share is how much of the whole output one product is (产量占比).
type Share struct {
	Name  string
	Share *big.Rat
}

// shareName is how the weights of a table name the share of a product.
const shareName = "产量占比"

// part is what a mark is read from: the enterprise, or one of its products.
type part struct {
	name       string
	share      *big.Rat
	own        bool // the table has a row for this product: the share is in its weight
	parameters scope
	values     []map[string]Value
}

func (p part) value(x *Indicator) (Value, bool) {
	for _, values := range p.values {
		for _, name := range x.names() {
			if v, ok := values[name]; ok {
				return v, true
			}
		}
	}
	return Value{}, false
}

// namesOf checks the names of what is given of one product: a name that occurs once for each product is clear there.
func (r *rater) namesOf(p Product, find func(string) *Indicator) {
	names := []string{}
	for name := range p.Values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		own := func(x *Indicator) bool { return x.Process == p.Name }
		if !slices.ContainsFunc(r.system.named[name], own) {
			find(name)
		}
	}
}

// share computes the share of each product in the output.
func (r *rater) share() {
	sum, before := new(big.Rat), len(r.faults)
	for i, p := range r.in.Products {
		switch {
		case p.Name == "":
			r.add("第%d种产品没有名称", i+1)
		case slices.ContainsFunc(r.in.Products[:i], func(o Product) bool { return o.Name == p.Name }):
			r.add("产品“%s”重复", p.Name)
		}
		if p.Output == nil || p.Output.Sign() <= 0 {
			r.add("产品“%s”没有产量，不能按产量分配权重", p.Name)
			continue
		}
		sum.Add(sum, p.Output)
	}
	if len(r.faults) > before {
		return
	}
	for _, p := range r.in.Products {
		r.shares = append(r.shares, Share{p.Name, new(big.Rat).Quo(p.Output, sum)})
	}
}

// parts tells of what an indicator is asked: of the enterprise; of the one product for which the table has a row of its own;
// or of each product, where they were given apart. A row of the table for a product that is not made is asked of nobody.
func (r *rater) parts(x *Indicator) []part {
	whole := part{parameters: scope(r.in.Parameters), values: []map[string]Value{r.in.Values}}
	if len(r.shares) == 0 {
		return []part{whole}
	}
	each := []part{}
	apart := false
	for i, p := range r.in.Products {
		q := part{name: p.Name, share: r.shares[i].Share, parameters: scope{shareName: r.shares[i].Share}, values: []map[string]Value{p.Values, r.in.Values}}
		for _, more := range []map[string]*big.Rat{r.in.Parameters, p.Parameters} {
			for name, n := range more {
				q.parameters[name] = n
			}
		}
		if x.Process == p.Name {
			q.own = x.byShare()
			if !q.own {
				q.share = nil
			}
			return []part{q}
		}
		_, given := part{values: []map[string]Value{p.Values}}.value(x)
		apart = apart || given
		each = append(each, q)
	}
	switch {
	case x.byShare():
		return nil
	case apart:
		return each
	}
	return []part{whole}
}

// byShare tells whether the weight of an indicator is a share of the output.
func (x *Indicator) byShare() bool {
	return x.Weight != nil && slices.Contains(x.Weight.Names(), shareName)
}

// Named names a mark, with its product where several differ.
func (m *Mark) Named() string {
	if m.Product == "" {
		return m.Key
	}
	return m.Key + "（" + m.Product + "）"
}
