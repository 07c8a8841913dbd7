package formula

import (
	"math/big"

	"qingshen/internal/unit"
)

// maxYears bounds the sums over years.
const maxYears = 100

// years reads a number of years that is whole and sensible.
func years(v Value) (int, error) {
	if v.Kind != Number || !v.Num.IsInt() || v.Num.Sign() <= 0 || v.Num.Cmp(big.NewRat(maxYears, 1)) > 0 {
		return 0, faultf("年数应为1至%d的整数", maxYears)
	}
	return int(v.Num.Num().Int64()), nil
}

// presentValue is the sum of a yearly cash flow discounted at a rate: Σ F/(1+i)^j (rules of the handbook, 12.5).
func presentValue(args []Value) (Value, error) {
	n, err := years(args[2])
	if err != nil {
		return Value{}, err
	}
	if args[1].Kind != Number || args[1].Dim != unit.Number || args[1].Num.Cmp(big.NewRat(-1, 1)) <= 0 {
		return Value{}, faultf("收益率应为百分数")
	}
	return Of(discounted(args[0].Num, args[1].Num, n), args[0].Dim), nil
}

func discounted(flow, rate *big.Rat, n int) *big.Rat {
	grow := new(big.Rat).Add(big.NewRat(1, 1), rate)
	factor, sum := big.NewRat(1, 1), new(big.Rat)
	for range n {
		factor.Quo(factor, grow)
		sum.Add(sum, factor)
	}
	return sum.Mul(sum, flow)
}

// returnRate is the rate at which the present value equals the investment, as the handbook takes it: between the two
// neighbouring whole per cents, i1 + NPV1 (i2 - i1) / (NPV1 + |NPV2|). Missing where no rate up to 1000 % does.
func returnRate(args []Value) (Value, error) {
	n, err := years(args[2])
	if err != nil {
		return Value{}, err
	}
	if args[0].Dim != args[1].Dim {
		return Value{}, faultf("年净现金流量与投资的单位不同类")
	}
	flow, cost := args[0].Num, args[1].Num
	if cost.Sign() <= 0 || flow.Sign() <= 0 {
		return Value{}, nil
	}
	net := func(percent int64) *big.Rat {
		v := discounted(flow, big.NewRat(percent, 100), n)
		return v.Sub(v, cost)
	}
	low, high := int64(0), int64(1000)
	if net(low).Sign() < 0 || net(high).Sign() > 0 {
		return Value{}, nil
	}
	for high-low > 1 {
		if middle := (low + high) / 2; net(middle).Sign() >= 0 {
			low = middle
		} else {
			high = middle
		}
	}
	above, below := net(low), net(high)
	share := new(big.Rat).Quo(above, new(big.Rat).Sub(above, below))
	rate := new(big.Rat).Add(big.NewRat(low, 1), share)
	return Of(rate.Quo(rate, big.NewRat(100, 1)), unit.Number), nil
}
