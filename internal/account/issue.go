package account

import (
	"context"
	"net/url"
	"strings"

	"rsc.io/qr"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Addressee is an enterprise of a published list that gets an account letter with its notice.
type Addressee struct {
	EnterpriseID string
	Name         string
	CreditCode   string
	RegionCode   string
	NoticeID     string
	DocumentNo   string
}

// Addressees gives the enterprises of a list in a division that the actor serves, and the title of the list; set in app,
// since accounts do not know lists.
type Addressees func(tx *store.Tx, listID, region, enterprise string) (title string, all []Addressee, err error)

// IssueInput asks for the account letters of a list.
type IssueInput struct {
	ListID       string `json:"list_id" maxLength:"64" doc:"名单"`
	Region       string `json:"region,omitempty" maxLength:"6" doc:"只为这一行政区划内的企业制作"`
	EnterpriseID string `json:"enterprise_id,omitempty" maxLength:"64" doc:"只为这一家企业制作"`
	Again        bool   `json:"again,omitempty" doc:"为已发出而尚未使用的也重发，原认领码随即失效"`
	Address      string `json:"address" maxLength:"200" doc:"本系统对外的网址，印在告知函上"`
}

// AccountLetter is one sheet (账号告知函), with the code that is shown this once.
type AccountLetter struct {
	EnterpriseName string        `json:"enterprise_name"`
	CreditCode     string        `json:"credit_code"`
	RegionLabel    string        `json:"region_label"`
	DocumentNo     string        `json:"document_no" doc:"随附的告知书文号"`
	Code           string        `json:"code" doc:"认领码"`
	ExpiresOn      calendar.Date `json:"expires_on"`
	QR             string        `json:"qr" doc:"二维码图形的路径，每格一个单位"`
	QRSize         int           `json:"qr_size" doc:"二维码每边的格数"`
}

// IssuedLetters are the sheets of one order, to be printed at once: the codes are not kept.
type IssuedLetters struct {
	ListTitle string          `json:"list_title"`
	Office    string          `json:"office" doc:"制发单位"`
	Address   string          `json:"address"`
	IssuedOn  calendar.Date   `json:"issued_on"`
	Letters   []AccountLetter `json:"letters" nullable:"false"`
	Opened    int             `json:"opened" doc:"已有账号、无需告知的企业数"`
	Waiting   int             `json:"waiting" doc:"已发出认领码、尚未使用、没有重发的企业数"`
}

// Secret tells that this answer must not be kept for repetitions.
func (i *IssuedLetters) Secret() bool { return len(i.Letters) > 0 }

// mostLetters is how many sheets one order may make: more are ordered county by county.
const mostLetters = 1000

// Issue makes account letters for the enterprises of a list that have no account yet. A code that waits is left alone
// unless it is to be issued again.
func (s *Service) Issue(ctx context.Context, in IssueInput) (*IssuedLetters, error) {
	address, err := siteAddress(in.Address)
	if err != nil {
		return nil, err
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (*IssuedLetters, error) {
		title, all, err := s.Addressees(tx, in.ListID, in.Region, in.EnterpriseID)
		if err != nil {
			return nil, err
		}
		out := &IssuedLetters{ListTitle: title, Office: tx.Actor().Name, Address: address, IssuedOn: tx.Today(), Letters: []AccountLetter{}}
		opened, waiting, err := standing(tx, all)
		if err != nil {
			return nil, err
		}
		var fresh []*Claim
		for _, to := range all {
			switch old := waiting[to.EnterpriseID]; {
			case opened[to.EnterpriseID]:
				out.Opened++
				continue
			case old != nil && !in.Again && old.ExpiresOn >= tx.Today():
				out.Waiting++
				continue
			case old != nil:
				if err := flow.Move(tx.As(access.System), ClaimStates, old, "replace", "由"+tx.Actor().Name+"重发"); err != nil {
					return nil, err
				}
			}
			c, code := s.newClaim(tx, to)
			letter, err := s.accountLetter(address, c, to, code)
			if err != nil {
				return nil, err
			}
			c.ListID = in.ListID
			fresh, out.Letters = append(fresh, c), append(out.Letters, letter)
		}
		if len(fresh) > mostLetters {
			return nil, fault.Invalid("没有制作告知函", fault.Field{Path: "region", Message: "一次最多制作1000份，请按县（市、区）分别制作。"})
		}
		return out, store.InsertAll(tx, "claim.issue", fresh)
	})
}

// standing tells which of the enterprises have an account, and which a code that waits.
func standing(tx *store.Tx, all []Addressee) (map[string]bool, map[string]*Claim, error) {
	ids := make([]string, len(all))
	for i, to := range all {
		ids[i] = to.EnterpriseID
	}
	people, err := peopleOf(tx, ids)
	if err != nil {
		return nil, nil, err
	}
	opened, waiting := map[string]bool{}, map[string]*Claim{}
	for _, a := range people {
		opened[a.EnterpriseID] = true
	}
	claims, err := openClaims(tx, ForEnterprise, ids)
	for _, c := range claims {
		waiting[c.EnterpriseID] = c
	}
	return opened, waiting, err
}

func (s *Service) newClaim(tx *store.Tx, to Addressee) (*Claim, string) {
	code := newCode()
	c := &Claim{
		Purpose: ForEnterprise, EnterpriseID: to.EnterpriseID, EnterpriseName: to.Name, CreditCode: to.CreditCode, RegionCode: to.RegionCode,
		CityCode: store.CityOf(to.RegionCode), NoticeID: to.NoticeID, DocumentNo: to.DocumentNo, State: ClaimStates.First,
		IssuedOn: tx.Today(), ExpiresOn: tx.Today().AddDays(number(tx, claimDays, 60)), IssuedBy: tx.Actor().Name,
	}
	c.ID = store.NewID()
	c.CodeHash = hashCode(c.ID, code)
	return c, code
}

func (s *Service) accountLetter(address string, c *Claim, to Addressee, code string) (AccountLetter, error) {
	path, size, err := qrOf(claimLink(address, c.CreditCode, code))
	return AccountLetter{
		EnterpriseName: to.Name, CreditCode: to.CreditCode, RegionLabel: s.below(to.RegionCode), DocumentNo: to.DocumentNo,
		Code: code, ExpiresOn: c.ExpiresOn, QR: path, QRSize: size,
	}, err
}

// claimLink leads to the page that takes the code. It stands behind the # sign, which browsers send to no server and
// servers write into no log.
func claimLink(address, credit, code string) string {
	return address + "/app/claim#credit_code=" + url.QueryEscape(credit) + "&code=" + url.QueryEscape(code)
}

// siteAddress takes the address under which people reach this installation, without anything behind it.
func siteAddress(text string) (string, error) {
	u, err := url.Parse(strings.TrimSuffix(strings.TrimSpace(text), "/"))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
		return "", fault.Invalid("没有制作告知函", fault.Field{Path: "address", Message: "请填写本系统对外的网址，例如 https://qingshen.example.cn，后面不带路径。"})
	}
	return u.String(), nil
}

// qrOf draws a QR code as the path of an SVG picture, row by row, a unit for each module.
func qrOf(text string) (path string, size int, err error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", 0, fault.Internal(err)
	}
	var b strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				writeRun(&b, from, y, x-from)
			}
		}
	}
	return b.String(), code.Size, nil
}
