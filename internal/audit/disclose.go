package audit

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Disclosure gives the disclosure of an audit with its form.
func (s *Service) Disclosure(ctx context.Context, auditID string) (*Disclosure, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Disclosure, error) {
		a, err := find(tx, auditID)
		if err != nil {
			return nil, err
		}
		d, err := disclosureOf(tx, a.ID)
		if err != nil || d == nil {
			return nil, orMissing(err)
		}
		return d.describe(tx, a)
	})
}

func orMissing(err error) error {
	if err == nil {
		return fault.NotFound("信息公开")
	}
	return err
}

func (d *Disclosure) describe(tx *store.Tx, a *Audit) (*Disclosure, error) {
	d.Form, d.Channels, d.Actions = formFor(tx.Law(), a), channels, flow.Allowed(tx, Disclosures, d)
	if a.onlyRead == "" && (tx.Actor().Can(access.Disclose) || tx.Actor().Can(access.FillAudit)) {
		if d.State == DisclosureDraft || d.State == DisclosureReturned {
			d.Actions = append([]store.Action{{Name: "edit", Label: "填写", Allowed: true}}, d.Actions...)
		}
	}
	clocks, err := deadline.For(tx, "audit", a.ID)
	for _, c := range clocks {
		if c.Rule == "disclose" {
			d.Deadline = &DisclosureDeadline{DueOn: c.DueOn, MetOn: c.MetOn, Cite: c.Cite, Arithmetic: c.Arithmetic}
		}
	}
	return d, err
}

// ListDisclosures gives the disclosures that the actor may see.
func (s *Service) ListDisclosures(ctx context.Context, in DisclosureQuery) (store.List[Disclosure], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Disclosure], error) {
		out, err := disclosures(tx, in)
		for i := range out.Items {
			out.Items[i].Actions = flow.Names(tx, Disclosures, &out.Items[i])
		}
		return out, err
	})
}

// SaveDisclosure writes the draft of a disclosure; it may be incomplete.
func (s *Service) SaveDisclosure(ctx context.Context, auditID string, in DisclosureInput) (*Disclosure, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Disclosure, error) {
		a, err := find(tx, auditID)
		if err != nil {
			return nil, err
		}
		if a.onlyRead != "" {
			return nil, fault.Conflict(a.onlyRead)
		}
		row, err := disclosureOf(tx, a.ID)
		if err != nil || row == nil {
			return nil, orMissing(err)
		}
		d, err := store.Take[Disclosure](tx, row.ID, "信息公开")
		if err != nil {
			return nil, err
		}
		if d.State != DisclosureDraft && d.State != DisclosureReturned {
			return nil, fault.Conflict("信息公开已经提交，不能修改；需要修改的，请联系生态环境部门退回。")
		}
		if err := d.apply(in, formFor(tx.Law(), a)); err != nil {
			return nil, err
		}
		var faults fault.List
		if err := requireFile(tx, &faults, a, "file_id", in.FileID); err != nil {
			return nil, err
		}
		if err := faults.Err("信息公开内容没有保存"); err != nil {
			return nil, err
		}
		if err := tx.Save("disclosure.save", d); err != nil {
			return nil, err
		}
		return d.describe(tx, a)
	})
}

// onDisclosure takes a disclosure with its audit for an act.
func (s *Service) onDisclosure(ctx context.Context, id string, fn func(tx *store.Tx, d *Disclosure, a *Audit) error) (*Disclosure, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Disclosure, error) {
		d, err := store.Take[Disclosure](tx, id, "信息公开")
		if err != nil {
			return nil, err
		}
		a, err := find(tx, d.AuditID)
		if err != nil {
			return nil, err
		}
		if err := fn(tx, d, a); err != nil {
			return nil, err
		}
		return d.describe(tx, a)
	})
}

// SubmitDisclosure declares that the information was published on the day that the proof shows; the clock stops on
// that day. The content is sealed with a hash.
func (s *Service) SubmitDisclosure(ctx context.Context, id string, _ CommentInput) (*Disclosure, error) {
	return s.onDisclosure(ctx, id, func(tx *store.Tx, d *Disclosure, a *Audit) error {
		if err := d.seal(); err != nil {
			return err
		}
		d.SubmittedOn, d.Comment = tx.Today(), ""
		if err := flow.Move(tx, Disclosures, d, "submit", ""); err != nil {
			return err
		}
		if err := deadline.MeetOn(tx, a.Subject(), "disclose", d.PublishedOn); err != nil {
			return err
		}
		if d.FileID != "" {
			if err := file.Hold(tx, a.Subject(), "企业信息公开", d.FileID); err != nil {
				return err
			}
		}
		a.DisclosedOn = d.PublishedOn
		return tx.Save("audit.disclose", a)
	})
}

// CheckDisclosure confirms that what was submitted has been published.
func (s *Service) CheckDisclosure(ctx context.Context, id string, in CommentInput) (*Disclosure, error) {
	return s.onDisclosure(ctx, id, func(tx *store.Tx, d *Disclosure, _ *Audit) error {
		d.CheckedOn, d.Comment = tx.Today(), in.Comment
		return flow.Move(tx, Disclosures, d, "check", in.Comment)
	})
}

// ReturnDisclosure sends a disclosure back with its reason; the clock runs again.
func (s *Service) ReturnDisclosure(ctx context.Context, id string, in CommentInput) (*Disclosure, error) {
	return s.onDisclosure(ctx, id, func(tx *store.Tx, d *Disclosure, a *Audit) error {
		if err := in.required("退回的原因"); err != nil {
			return err
		}
		d.Comment = in.Comment
		if err := flow.Move(tx, Disclosures, d, "return", in.Comment); err != nil {
			return err
		}
		if err := deadline.Reopen(tx, a.Subject(), "disclose"); err != nil {
			return err
		}
		a.DisclosedOn = ""
		return tx.Save("audit.disclosure-returned", a)
	})
}

// DisclosureHistory gives what happened to a disclosure.
func (s *Service) DisclosureHistory(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		d, err := store.Find[Disclosure](tx, id, "信息公开")
		if err != nil {
			return nil, err
		}
		return tx.History(d.Subject())
	})
}
