package enterprise

import (
	"fmt"
	"strings"
)

// sentence says in one line what an import found and did.
func (r ImportResult) sentence(mode string) string {
	var parts []string
	add := func(n int, format string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf(format, n))
		}
	}
	verb := "将"
	if r.Written {
		verb = ""
	}
	add(r.Created, verb+"新登记企业 %d 家")
	add(r.SitesAdded, verb+"新登记厂区 %d 个")
	add(r.Updated, verb+"更新 %d 行")
	add(r.Unchanged, "%d 行与已登记的内容相同，不作改动")
	add(r.Rejected, "%d 行不合格")
	add(r.Warned, "%d 行有提示，请核对")
	text := fmt.Sprintf("共 %d 行：%s。", r.Rows, strings.Join(parts, "，"))
	switch {
	case mode == DryRun && r.Rejected == 0:
		return "校验完成，全部可以导入，还没有写入。" + text
	case mode == DryRun:
		return "校验完成，还没有写入。" + text
	case !r.Written:
		return "有不合格的行，没有写入任何一行。" + text
	case r.Created+r.SitesAdded+r.Updated == 0 && r.Rejected == 0:
		return "导入完成，内容与已登记的完全相同，没有任何改动。" + text
	case r.Rejected > 0:
		return "合格的行已经导入，不合格的行没有写入。" + text
	}
	return "导入完成。" + text
}
