package enterprise

import (
	"qingshen/internal/access"
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
	"enterprise.import":        "批量导入",
	"enterprise.import-update": "批量导入更新",
	"site.register":            "登记厂区",
	"site.correct":             "修改厂区信息",
	"site.import":              "批量导入厂区",
	"site.import-update":       "批量导入更新厂区",
	"attribute.establish":      "认定属性",
	"attribute.end":            "终止属性",
}

// Labels are the Chinese names of fixed values of the register, for /meta.
var Labels = map[string]map[string]string{
	"enterprise.scale": Scales, "key_process": KeyProcessLabels, "site.permit_kind": PermitKinds, "attribute.kind": kindLabels(), "enterprise.import_mode": modeLabels,
	"key_industry": reference.KeyIndustryLabels(),
}

func kindLabels() map[string]string {
	out := map[string]string{}
	for _, k := range Kinds {
		out[string(k.Kind)] = k.Label
	}
	return out
}
