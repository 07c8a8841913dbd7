package reminder

import (
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/channel"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Whose clocks a rule is about.
const (
	Own      = "own"      // duties of the own side
	Overseen = "overseen" // duties of others within the own place too
)

// Rule is when a person, or everybody of a role, wants to be reminded beside what the law's own days bring (提醒规则).
type Rule struct {
	bun.BaseModel `bun:"table:reminder_rule"`
	store.Row
	AccountID  string      `bun:"account_id" json:"-"`
	Role       access.Role `bun:"role" json:"role" doc:"对哪个角色的全部账号有效，空为本人的规则" label:"角色"`
	RoleLabel  string      `bun:"-" json:"role_label,omitempty" readOnly:"true"`
	Clock      string      `bun:"clock" json:"clock" doc:"哪一种期限，空为全部" label:"期限"`
	ClockLabel string      `bun:"-" json:"clock_label" readOnly:"true"`
	Whose      string      `bun:"whose" json:"whose" enum:"own,overseen" doc:"本方应办理的，或者本辖区内他方应办理的也提醒" label:"范围"`
	BeforeDays []int       `bun:"before_days,type:text" json:"before_days" nullable:"false" doc:"到期前几天提醒" label:"到期前天数"`
	AfterDays  []int       `bun:"after_days,type:text" json:"after_days" nullable:"false" doc:"逾期后几天再次提醒" label:"逾期后天数"`
	Channels   []string    `bun:"channels,type:text" json:"channels" nullable:"false" doc:"消息之外还通过哪些渠道" label:"渠道"`
}

// Place gives no place: a rule is seen by its owner, that of a role by the system administrator.
func (Rule) Place() access.Columns { return access.Columns{} }

// Subject of a rule is itself.
func (r *Rule) Subject() store.Subject {
	return store.Subject{Type: "reminder_rule", ID: r.ID, Version: r.Version, Title: "提醒规则", Link: "/me/reminders"}
}

// RuleInput is what may be written of a rule.
type RuleInput struct {
	Role       access.Role `json:"role,omitempty" maxLength:"40"`
	Clock      string      `json:"clock,omitempty" maxLength:"60"`
	Whose      string      `json:"whose,omitempty" maxLength:"20"`
	BeforeDays []int       `json:"before_days,omitempty" maxItems:"20"`
	AfterDays  []int       `json:"after_days,omitempty" maxItems:"20"`
	Channels   []string    `json:"channels,omitempty" maxItems:"5"`
	Version    int64       `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in RuleInput) BaseVersion() int64 { return in.Version }

// furthest is the longest time before or after the end for which a rule may be set.
const furthest = 400

// apply checks the input and writes it into a rule; all faults at once.
func (in RuleInput) apply(r *Rule, known func(clock string) bool) error {
	var faults fault.List
	if in.Clock != "" && !known(in.Clock) {
		faults.Add("clock", "请从列表中选择期限，或者选“全部期限”。")
	}
	if in.Whose == "" {
		in.Whose = Own
	}
	if in.Whose != Own && in.Whose != Overseen {
		faults.Add("whose", "请选择“本方应办理的”或者“辖区内他方应办理的也提醒”。")
	}
	if len(in.BeforeDays)+len(in.AfterDays) == 0 {
		faults.Add("before_days", "请至少填写一个天数，例如到期前 30、7、1 天；0 为到期当天。")
	}
	for path, days := range map[string][]int{"before_days": in.BeforeDays, "after_days": in.AfterDays} {
		least := map[string]int{"before_days": 0, "after_days": 1}[path]
		for _, n := range days {
			if n < least || n > furthest {
				faults.Add(path, fmt.Sprintf("天数应在%d至%d之间，“%d”不在其中。", least, furthest, n))
			}
		}
	}
	for _, name := range in.Channels {
		if !slices.Contains(channel.All, name) {
			faults.Add("channels", "请从列表中选择渠道。")
		}
	}
	if err := faults.Err("提醒规则没有保存"); err != nil {
		return err
	}
	r.Clock, r.Whose, r.BeforeDays, r.AfterDays, r.Channels = in.Clock, in.Whose, tidy(in.BeforeDays, true), tidy(in.AfterDays, false), in.Channels
	if r.Channels == nil {
		r.Channels = []string{}
	}
	return nil
}

// tidy sorts days, each once; those before the end with the furthest first.
func tidy(days []int, down bool) []int {
	out := slices.Compact(slices.Sorted(slices.Values(days)))
	if down {
		slices.Reverse(out)
	}
	if out == nil {
		out = []int{}
	}
	return out
}

// offsets gives the days before the end, those after it as negative ones.
func (r Rule) offsets() []int {
	out := slices.Clone(r.BeforeDays)
	for _, n := range r.AfterDays {
		out = append(out, -n)
	}
	return out
}

// span gives the first and the last due day that the rule looks at, from today.
func (r Rule) span() (first, last int) {
	all := r.offsets()
	return slices.Min(append(all, 0)), slices.Max(append(all, 0))
}

func (r Rule) channels() string { return strings.Join(r.Channels, ",") }

// duties are the parties whose clocks are a role's own; watched are those that it looks after besides.
var (
	duties = map[access.Role][]string{
		access.RoleEnterprise: {"enterprise"}, access.RoleAgency: {"enterprise", "agency"},
		access.RoleCounty: {"county"}, access.RoleCity: {"city"}, access.RoleProvince: {"province"},
	}
	watched = map[access.Role][]string{
		access.RoleCounty: {"enterprise", "agency"}, access.RoleCity: {"county", "enterprise", "agency"}, access.RoleProvince: {"city", "county", "enterprise", "agency"},
		access.RoleProvinceReform: {"city", "enterprise"}, access.RoleCityReform: {"city", "enterprise"}, access.RoleCountyReform: {"enterprise"},
	}
)

// parties gives whose clocks the rule is about for somebody of a role.
func (r Rule) parties(role access.Role) []string {
	out := append([]string{"-"}, duties[role]...)
	if r.Whose == Overseen {
		out = append(out, watched[role]...)
	}
	return out
}
