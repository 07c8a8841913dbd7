package listing

import (
	"context"
	"io"
	"slices"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/message"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// DeliveryQuery names a list.
type DeliveryQuery struct {
	ListID string `query:"list_id" required:"true" maxLength:"64" doc:"名单"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码"`
}

// Delivery is how far the notices of a list have come (送达情况).
type Delivery struct {
	Whole DeliveryCount   `json:"whole"`
	Parts []DeliveryCount `json:"parts" nullable:"false" doc:"按县（市、区）"`
}

// DeliveryCount counts the notices of a division.
type DeliveryCount struct {
	RegionCode string `json:"region_code"`
	Name       string `json:"name"`
	Total      int    `json:"total"`
	Served     int    `json:"served" doc:"已送达"`
	Read       int    `json:"read" doc:"企业已阅读"`
	Downloaded int    `json:"downloaded" doc:"企业已下载"`
	Received   int    `json:"received" doc:"已签收"`
	Reminded   int    `json:"reminded" doc:"已提醒过"`
}

func (d *DeliveryCount) add(o DeliveryCount) {
	d.Total, d.Served, d.Read, d.Downloaded = d.Total+o.Total, d.Served+o.Served, d.Read+o.Read, d.Downloaded+o.Downloaded
	d.Received, d.Reminded = d.Received+o.Received, d.Reminded+o.Reminded
}

// Delivery counts the notices of a list in the actor's place.
func (s *Service) Delivery(ctx context.Context, in DeliveryQuery) (*Delivery, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Delivery, error) {
		if _, err := findList(tx, in.ListID); err != nil {
			return nil, err
		}
		out := &Delivery{}
		var err error
		if out.Parts, err = deliveries(tx, in); err != nil {
			return nil, err
		}
		for k := range out.Parts {
			out.Parts[k].Name = s.regionLabel(out.Parts[k].RegionCode)
			out.Whole.add(out.Parts[k])
		}
		slices.SortFunc(out.Parts, func(a, b DeliveryCount) int { return strings.Compare(a.RegionCode, b.RegionCode) })
		return out, nil
	})
}

// deliverySheet is the record of delivery (送达登记表) that goes into the archive of a county.
var deliverySheet = sheet.Noun[Notice]{
	Name: "delivery", Title: "送达登记表",
	Columns: []sheet.Column[Notice]{
		{Key: "document_no", Title: "告知书文号", Width: 28, Get: func(n *Notice) string { return n.DocumentNo }},
		{Key: "enterprise_name", Title: "企业名称", Width: 36, Get: func(n *Notice) string { return n.EnterpriseName }},
		{Key: "region_label", Title: "所在地", Width: 18, Get: func(n *Notice) string { return n.RegionLabel }},
		{Key: "state", Title: "状态", Get: func(n *Notice) string { return NoticeStates.Label(n.State) }},
		{Key: "served_on", Title: "送达日期", Kind: sheet.Date, Get: func(n *Notice) string { return string(n.ServedOn) }},
		{Key: "method", Title: "送达方式", Get: func(n *Notice) string { return Methods[n.Method] }},
		{Key: "served_by", Title: "送达人", Get: func(n *Notice) string { return n.ServedBy }},
		{Key: "read_at", Title: "企业阅读", Kind: sheet.Date, Get: func(n *Notice) string {
			if n.ReadAt == nil {
				return ""
			}
			return string(calendar.FromTime(*n.ReadAt))
		}},
		{Key: "downloaded_at", Title: "企业下载", Kind: sheet.Date, Get: func(n *Notice) string {
			if n.DownloadedAt == nil {
				return ""
			}
			return string(calendar.FromTime(*n.DownloadedAt))
		}},
		{Key: "received_on", Title: "签收日期", Kind: sheet.Date, Get: func(n *Notice) string { return string(n.ReceivedOn) }},
		{Key: "received_by", Title: "签收人", Get: func(n *Notice) string { return n.ReceivedBy }},
		{Key: "reminded_on", Title: "最近提醒", Kind: sheet.Date, Get: func(n *Notice) string { return string(n.RemindedOn) }},
		{Key: "sha256", Title: "告知书内容校验值", Width: 66, Get: func(n *Notice) string { return n.SHA256 }},
	},
}

func (s *Service) writeDelivery(ctx context.Context, in NoticeQuery, w io.Writer) error {
	return deliverySheet.Export(w, sheet.XLSX, func(yield func(*Notice, error) bool) {
		for after := ""; ; {
			page, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]*Notice, error) { return noticesAfter(tx, in, after, 500) })
			if err != nil {
				yield(nil, err)
				return
			}
			for _, n := range page {
				after, n.RegionLabel = n.ID, s.regionLabel(n.RegionCode)
				if !yield(n, nil) {
					return
				}
			}
			if len(page) == 0 {
				return
			}
		}
	})
}

// remind tells the enterprise that its notice waits to be read, and notes it.
func remind(tx *store.Tx, n *Notice) error {
	if err := message.Tell(tx, "notice-unread", n.Subject(), map[string]string{"number": n.DocumentNo}); err != nil {
		return err
	}
	n.RemindedOn, n.Reminders = tx.Today(), n.Reminders+1
	return tx.Save("notice.remind", n)
}

// The parameters of the law files by which unread notices are reminded of.
const (
	paramUnreadDays  = "notice-unread-days"
	paramUnreadTimes = "notice-unread-times"
)

// remindedAtOnce is how many notices are reminded of in one transaction.
const remindedAtOnce = 200

// RemindUnread reminds, so many days after publication and every so many days again, the enterprises that have not read
// their notice, and tells each county how many there are. It may run any number of times a day.
func (s *Service) RemindUnread(ctx context.Context) error {
	ctx = access.With(ctx, access.System)
	told := map[string]bool{}
	for {
		n, err := store.In(ctx, s.db, func(tx *store.Tx) (int, error) {
			days, ok := tx.Law().Parameter(paramUnreadDays, tx.Today(), tx.Law().Province())
			if !ok || days.Value.IntPart() <= 0 {
				return 0, nil
			}
			times, _ := tx.Law().Parameter(paramUnreadTimes, tx.Today(), tx.Law().Province())
			waiting, err := unreadNotices(tx, tx.Today().AddDays(-int(days.Value.IntPart())), int(times.Value.IntPart()), remindedAtOnce)
			if err != nil {
				return 0, err
			}
			for _, n := range waiting {
				if err := s.tellCounty(tx, n, told, days.Value.String()); err != nil {
					return 0, err
				}
				if err := remind(tx, n); err != nil {
					return 0, err
				}
			}
			return len(waiting), nil
		})
		if err != nil && !fault.Is(err, fault.KindConflict) {
			return err
		}
		if n < remindedAtOnce {
			return nil
		}
	}
}

// tellCounty tells a county once a run how many of its enterprises have not read the notice of a list.
func (s *Service) tellCounty(tx *store.Tx, n *Notice, told map[string]bool, days string) error {
	if told[n.ListID+n.RegionCode] {
		return nil
	}
	told[n.ListID+n.RegionCode] = true
	l, err := s.listOf(tx, n)
	if err != nil {
		return err
	}
	unread, err := countUnread(tx, n.ListID, n.RegionCode)
	if err != nil {
		return err
	}
	subject := l.Subject()
	subject.RegionCode, subject.Link = n.RegionCode, "/notices?list_id="+l.ID+"&unread=1"
	return message.Tell(tx, "notice-unread-county", subject, map[string]string{"count": count(unread), "list": l.Title, "days": days})
}
