package enterprise

import "qingshen/internal/fault"

// CreditFault tells what is wrong with a unified social credit code (GB 32100), nil if nothing: a code that was registered
// from an old list may not go onto a published one.
func CreditFault(code string) error {
	judged := judgeCode(code)
	if judged.Valid {
		return nil
	}
	return fault.Invalid(judged.sentence())
}
