package enterprise

import (
	"qingshen/internal/access"
	"qingshen/internal/candidate"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/reference"
	"qingshen/internal/store"
)

// Files says who may read and add the files of an enterprise, such as the evidence of its attributes.
func (s *Service) Files() file.Owner {
	return file.Owner{
		See: func(tx *store.Tx, id string) (store.Subject, error) {
			e, err := find(tx, id)
			if err != nil {
				return store.Subject{}, err
			}
			if !tx.Actor().Can(access.ViewEnterprise) {
				return store.Subject{}, fault.NotFound("该企业")
			}
			return e.Subject(), nil
		},
		Change: func(tx *store.Tx, id string) (store.Subject, error) {
			e, err := find(tx, id)
			if err != nil {
				return store.Subject{}, err
			}
			if !tx.Actor().Can(access.EditEnterprise) {
				return store.Subject{}, fault.Forbidden("只有生态环境主管部门可以增减企业的证明文件。")
			}
			return e.Subject(), nil
		},
	}
}

// Actions are the Chinese names of acts that are no transitions, for the journal.
var Actions = map[string]string{
	"enterprise.register":      "登记企业",
	"enterprise.correct":       "修改企业信息",
	"enterprise.correct-name":  "更正名称",
	"enterprise.rename":        "更名",
	"enterprise.keep-name":     "保留曾用名",
	"enterprise.name-back":     "撤销更名",
	"enterprise.drop-name":     "撤销曾用名",
	"enterprise.relocate":      "搬迁",
	"enterprise.move-back":     "撤销搬迁",
	"enterprise.convert":       "转产",
	"enterprise.convert-back":  "撤销转产",
	"site.keep-place":          "保留原所在地",
	"site.drop-place":          "撤销原所在地",
	"site.relocate":            "厂区搬迁",
	"site.move-back":           "撤销厂区搬迁",
	"site.convert":             "厂区转产",
	"site.convert-back":        "撤销厂区转产",
	"site.hand-over":           "厂区移交",
	"site.recheck":             "转产复核",
	"site.reorganise":          "厂区随区划调整",
	"enterprise.reorganise":    "随区划调整",
	"attribute.follow":         "属性随厂区变动",
	"enterprise.merge":         "合并重复登记",
	"enterprise.merge-away":    "并入另一条登记",
	"enterprise.part":          "撤销合并",
	"merged_enterprise.keep":   "保留原登记的代码和名称",
	"merged_enterprise.drop":   "撤销原登记的代码和名称",
	"enterprise.import":        "批量导入",
	"enterprise.import-update": "批量导入更新",
	"site.register":            "登记厂区",
	"site.correct":             "修改厂区信息",
	"site.import":              "批量导入厂区",
	"site.import-update":       "批量导入更新厂区",
	"site_fact.record":         "登记年度事实",
	"site_fact.revise":         "更正年度事实",
	"site_fact.remove":         "删除年度事实",
	"site_fact.import":         "批量导入年度事实",
	"site_fact.follow":         "年度事实随厂区变动",
	"site_fact.import-update":  "批量导入更新年度事实",
	"attribute.establish":      "认定属性",
	"attribute.end":            "终止属性",
}

// Labels are the Chinese names of fixed values of the register, for /meta.
var Labels = map[string]map[string]string{
	"enterprise.scale": Scales, "key_process": KeyProcessLabels, "site.permit_kind": PermitKinds, "attribute.kind": kindLabels(), "enterprise.import_mode": modeLabels,
	"key_industry":   reference.KeyIndustryLabels(),
	"site_fact.kind": candidate.Kinds, "site_fact.role": FactRoles, "site_fact.source": Sources,
}

func kindLabels() map[string]string {
	out := map[string]string{}
	for _, k := range Kinds {
		out[string(k.Kind)] = k.Label
	}
	return out
}
