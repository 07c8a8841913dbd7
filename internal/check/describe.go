package check

import (
	"fmt"
	"io"
	"strings"

	"qingshen/internal/dossier"
)

// kindLabels are the Chinese names of the kinds of rule.
var kindLabels = map[string]string{
	"assert": "条件", "complete": "完整性", "pattern": "文字", "jump": "年度变化", "coefficient": "系数吻合", "names": "其他企业名称",
	"substance": "化学品", "computation": "计算式与量纲", "constant": "重复数据", "overlap": "雷同", "referenced": "证据出处",
}

// Write describes the rules for a reader who is no programmer: what each finds, why, on which basis, with an example.
func (s *Set) Write(w io.Writer, form *dossier.Form) error {
	fmt.Fprintf(w, "# 审核资料检查规则\n\n由 `law/checks/*.yaml` 生成，不要手改；改规则后运行 `make generate`。共%d条。\n\n", len(s.Rules))
	fmt.Fprint(w, "级别：**错误**不改正不能提交；**警告**须改正或者写明理由，理由供审查人查看；**提示**只供参考。可信度的代码见 `law/README.md`。\n\n")
	fmt.Fprint(w, "任何人可以用命令检查自己的资料：`qingshen check 文件.json`，文件格式见 `docs/dossier.schema.json`，示例由 `qingshen check --example` 输出。\n\n")
	fmt.Fprint(w, "除下列规则外，表单本身的检查（规则编号 `form`，缺项为 `required`）对每个单元格报告：必填、数字写法（12,5、1.2E+2、ND、带单位或百分号等）、单位无法识别或者不同类、负数、百分比超过100、年份、日期、选项、同一项重复、填写了应由系统计算的栏目。\n")
	for _, r := range s.Rules {
		if err := r.write(w, form); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rule) write(w io.Writer, form *dossier.Form) error {
	where := "整份资料"
	if t := form.Table(r.Table); t != nil {
		where = t.No + " " + t.Title
		if len(r.Group) > 0 {
			where += "（每" + titles(t, r.Group) + "一次）"
		}
	}
	fmt.Fprintf(w, "\n## %s（`%s`）\n\n", r.Title, r.ID)
	fmt.Fprintf(w, "- 级别：%s；种类：%s；检查：%s%s\n", dossier.SeverityLabels[r.Severity], kindLabels[r.Kind], where, map[string]string{dossier.PhaseAcceptance: "；验收前检查"}[r.Phase])
	if r.That != "" {
		label := func(name string) string { return form.Label(r.Table, name) }
		condition := r.that.Filled(label)
		if r.when != nil {
			condition = "当" + r.when.Filled(label) + "时，" + condition
		}
		fmt.Fprintf(w, "- 应成立：%s\n", condition)
	}
	fmt.Fprintf(w, "- 提示：%s\n- 怎样改正：%s\n- 为什么：%s\n- 依据：%s（可信度 %s，自 %s 起%s）\n", r.Message, r.Mend, r.Why, r.Basis, r.Confidence, r.From, until(r))
	hits, misses := []string{}, []string{}
	for _, c := range r.Cases {
		if len(c.Finds) > 0 {
			text := c.Name
			if c.Expected != "" {
				text += "（应为 " + c.Expected + "）"
			}
			hits = append(hits, text)
		} else {
			misses = append(misses, c.Name)
		}
	}
	_, err := fmt.Fprintf(w, "- 例：发现——%s；不发现——%s\n", strings.Join(hits, "、"), strings.Join(misses, "、"))
	return err
}

func until(r *Rule) string {
	if r.Until == "" {
		return ""
	}
	return "，至 " + string(r.Until) + " 止"
}

func titles(t *dossier.Table, columns []string) string {
	out := []string{}
	for _, c := range columns {
		out = append(out, t.Column(c).Title)
	}
	return strings.Join(out, "、")
}
