package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"qingshen/internal/dossier"
)

// Sealer binds a declaration to a content. A hardware key (SM2) takes the place of Attestation by this interface.
type Sealer interface {
	// Scheme names the way of sealing; it is kept with the seal, so that an old one can be proved for ever.
	Scheme() string
	// Seal binds who declares to the hash of what is declared.
	Seal(digest []byte, signer string) (string, error)
	// Holds tells whether a seal belongs to this content and this person.
	Holds(digest []byte, signer, seal string) bool
}

// Attestation is a declaration made under the own account: its seal is the hash of content and name together.
type Attestation struct{}

// Scheme of a declaration under the own account.
func (Attestation) Scheme() string { return "attestation-sha256" }

// Seal hashes content and name together.
func (Attestation) Seal(digest []byte, signer string) (string, error) {
	sum := sha256.Sum256(append(slices.Clone(digest), signer...))
	return hex.EncodeToString(sum[:]), nil
}

// Holds computes the seal again.
func (a Attestation) Holds(digest []byte, signer, seal string) bool {
	again, _ := a.Seal(digest, signer)
	return again == seal
}

// Canonical writes what a declaration is about, always in the same way: the dossier without what the procedure adds later.
func Canonical(d *dossier.Dossier) ([]byte, error) {
	c := *d
	c.Attachments, c.Last, c.Unconfirmed, c.Audit.Phase = nil, nil, nil, ""
	return json.Marshal(c)
}

// Digest is the hash that is sealed: that of the dossier and that of the report together.
func Digest(dossierSHA256, reportSHA256 string) []byte {
	sum := sha256.Sum256([]byte(dossierSHA256 + "\n" + reportSHA256))
	return sum[:]
}

// Changed says in words what differs between the content that was signed and that of now.
func Changed(form *dossier.Form, outline *Outline, signed, now []byte) []string {
	var before, after dossier.Dossier
	if json.Unmarshal(signed, &before) != nil || json.Unmarshal(now, &after) != nil {
		return []string{"签署时的内容无法读取"}
	}
	out := []string{}
	for _, t := range form.Tables {
		if !same(before.Tables[t.ID], after.Tables[t.ID]) {
			out = append(out, "“"+t.Title+"”有改动")
		} else if !same(before.References[t.ID], after.References[t.ID]) {
			out = append(out, "“"+t.Title+"”的证据出处有改动")
		}
	}
	for _, c := range outline.Chapters {
		for _, s := range c.Sections {
			if before.Texts[s.ID] != after.Texts[s.ID] {
				out = append(out, "报告“"+s.Title+"”的文字有改动")
			}
		}
	}
	if !same(before.Enterprise, after.Enterprise) {
		out = append(out, "企业登记信息有改动")
	}
	if len(out) == 0 && string(signed) != string(now) {
		out = append(out, "审核基本情况、阶段小结或者对警告的说明有改动")
	}
	return out
}

func same(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y) || string(x) == "null" && string(y) == "[]" || string(x) == "[]" && string(y) == "null"
}
