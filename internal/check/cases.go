package check

import (
	"encoding/json"
	"strings"

	"qingshen/internal/dossier"
)

// Dossiers gives the dossier of a case, and those with which it is compared.
func (c Case) Dossiers() (*dossier.Dossier, []*dossier.Dossier, error) {
	d, err := fragment(map[string]any{"enterprise": c.Enterprise, "audit": c.Audit, "tables": c.Tables, "texts": c.Texts, "attachments": c.Attachments, "references": c.References, "unconfirmed": c.Unconfirmed})
	if err != nil {
		return nil, nil, err
	}
	others := []*dossier.Dossier{}
	for _, a := range c.Against {
		o, err := fragment(a)
		if err != nil {
			return nil, nil, err
		}
		others = append(others, o)
	}
	return d, others, nil
}

func fragment(parts map[string]any) (*dossier.Dossier, error) {
	raw, err := json.Marshal(parts)
	if err != nil {
		return nil, err
	}
	return dossier.Decode(strings.NewReader(string(raw)))
}
