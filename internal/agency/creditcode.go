package agency

import (
	"strings"

	"golang.org/x/text/width"
)

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditCode cleans a unified social credit code (统一社会信用代码) and checks its check digit (GB 32100). The message is
// "" when it passes.
func creditCode(text string) (string, string) {
	code := strings.ToUpper(strings.Join(strings.Fields(width.Narrow.String(text)), ""))
	if code == "" {
		return "", "请填写统一社会信用代码。"
	}
	if len(code) != 18 {
		return "", "统一社会信用代码应为18位，请核对营业执照。"
	}
	sum, weight := 0, 1
	for i, r := range code {
		value := strings.IndexRune(creditAlphabet, r)
		if value < 0 {
			return "", "统一社会信用代码中不含字母 I、O、Z、S、V，请核对是否与数字 1、0、2、5 混淆。"
		}
		if i == 17 {
			if (31-sum%31)%31 != value {
				return "", "统一社会信用代码的校验位不对，至少有一位填写有误，请对照营业执照核对。"
			}
			break
		}
		sum += value * weight
		weight = weight * 3 % 31
	}
	return code, ""
}
