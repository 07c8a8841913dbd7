package audit

import (
	"encoding/json"
	"fmt"
	"slices"

	"qingshen/internal/dossier"
)

// teamPosts are the posts in an audit team (审核小组).
var teamPosts = []string{"组长", "副组长", "组员", "外聘专家", "咨询机构人员"}

// TeamMember is one person of the audit team (T02), as named with the start.
type TeamMember struct {
	Name       string `json:"name" doc:"姓名"`
	Post       string `json:"post" doc:"组内职务"`
	Department string `json:"department,omitempty" doc:"部门或单位"`
	Title      string `json:"title,omitempty" doc:"职务职称"`
	Duty       string `json:"duty,omitempty" doc:"职责"`
}

// checkTeam checks the members of a team.
func checkTeam(c *checker, list string, members []TeamMember) {
	seen := map[string]bool{}
	for i := range members {
		m, path := &members[i], fmt.Sprintf("%s[%d].", list, i)
		c.text(path+"name", "姓名", &m.Name, 50)
		c.choice(path+"post", "组内职务", m.Post, teamPosts)
		c.limit(path+"department", "部门或单位", &m.Department, 100)
		c.limit(path+"title", "职务职称", &m.Title, 50)
		c.limit(path+"duty", "职责", &m.Duty, 200)
		if m.Name != "" && seen[m.Name+m.Department] {
			c.add(path+"name", m.Name+"已经在小组中，请勿重复填写；同名不同人请写明部门。", m.Name)
		}
		seen[m.Name+m.Department] = true
	}
}

func hasLeader(members []TeamMember) bool {
	return slices.ContainsFunc(members, func(m TeamMember) bool { return m.Post == "组长" })
}

// teamRows writes the team that was named with the start into the first table of the dossier.
func teamRows(members []TeamMember) []dossier.Row {
	rows := make([]dossier.Row, 0, len(members))
	for _, m := range members {
		rows = append(rows, rowOf(m))
	}
	return rows
}

// rowOf writes a value as a row of a table: its fields are the columns.
func rowOf(v any) dossier.Row {
	row := dossier.Row{}
	raw, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(raw, &row)
	}
	if err != nil {
		panic("audit: a row cannot be written: " + err.Error())
	}
	return row
}
