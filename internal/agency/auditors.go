package agency

import (
	"context"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/store"
)

const ofAuditor = "这名审核人员"

// heldElsewhere finds where the certificate is or was in the days from one on, at whatever agency.
func heldElsewhere(tx *store.Tx, r *Auditor) (string, error) {
	rows, err := holders(tx, r.CertificateNo)
	if err != nil {
		return "", err
	}
	for _, other := range rows {
		if !other.overlaps(r.FromOn, r.UntilOn) {
			continue
		}
		a, err := find(tx, other.AgencyID)
		if err != nil {
			return "", err
		}
		if other.AgencyID == r.AgencyID {
			return "证书" + r.CertificateNo + "已经登记在本机构（" + other.Name + "，" + other.days() + "），不必重复登记。", nil
		}
		return "证书" + r.CertificateNo + "登记在“" + a.Name + "”（" + other.Name + "，" + other.days() + "），同一证书不能同时在两家机构使用。确已离开的，请该机构先登记离开日期；证书被冒用的，请向所在地生态环境部门反映。", nil
	}
	return "", nil
}

// AddAuditor registers an auditor with an agency (登记审核人员); a certificate that is at another agency in these days is refused.
func (s *Service) AddAuditor(ctx context.Context, id string, in AuditorInput) (*Agency, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Agency, error) {
		a, err := writable(tx, id)
		if err != nil {
			return nil, err
		}
		r := &Auditor{
			AgencyID: a.ID, RegionCode: a.RegionCode, CityCode: a.CityCode, Name: strings.TrimSpace(in.Name), Certificate: strings.TrimSpace(in.Certificate),
			CertificateNo: number(in.CertificateNo), Issuer: strings.TrimSpace(in.Issuer), FromOn: in.FromOn,
		}
		faults := in.check(tx.Today())
		if len(faults) == 0 {
			held, err := heldElsewhere(tx, r)
			if err != nil {
				return nil, err
			}
			if held != "" {
				faults.Add("certificate_no", held)
			}
		}
		if err := faults.Err("审核人员没有登记"); err != nil {
			return nil, err
		}
		if err := tx.Insert("agency.add-auditor", r); err != nil {
			return nil, err
		}
		return a, a.describe(tx)
	})
}

// LeaveAuditor notes that an auditor has left the agency, with the evidence (登记离开); the line stays on record.
func (s *Service) LeaveAuditor(ctx context.Context, id string, in Leave) (*Agency, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Agency, error) {
		r, err := store.Take[Auditor](tx, id, ofAuditor)
		if err != nil {
			return nil, err
		}
		a, err := writable(tx, r.AgencyID)
		if err != nil {
			return nil, err
		}
		if r.UntilOn != "" {
			return nil, fault.Conflict(r.Name + "已于" + r.UntilOn.Chinese() + "离开本机构，不能再次登记。")
		}
		if err := in.check(r, tx.Today()); err != nil {
			return nil, err
		}
		r.UntilOn = in.UntilOn
		if err := tx.SaveNoted("agency.leave-auditor", r.Name+"："+strings.TrimSpace(in.Note), r); err != nil {
			return nil, err
		}
		return a, a.describe(tx)
	})
}

// writable gives an agency to those who may write it.
func writable(tx *store.Tx, id string) (*Agency, error) {
	a, err := find(tx, id)
	if err != nil {
		return nil, err
	}
	if !mayWrite(tx, a) {
		return nil, fault.Forbidden("机构信息由机构本单位或者所在地生态环境部门修改。")
	}
	return a, nil
}
