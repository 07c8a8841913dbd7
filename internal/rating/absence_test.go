package rating_test

import (
	"fmt"
	"strings"
	"testing"

	"qingshen/internal/rating"
)

// A whole class is left out only where experts have confirmed that it does not concern the enterprise; until then it counts as
// missing, whether it was stated or each of its indicators was ticked. Vector E of the general rules is the confirmed one.
func TestAWholeClassIsLeftOutOnlyWhenConfirmed(t *testing.T) {
	s := vector(t, "x11", "x41")
	values := map[string]rating.SheetValue{}
	for name, level := range map[string]int{"x11": 1, "x12": 1, "x21": 1, "x23": 2, "x41": 1, "x42": 1, "x51": 1, "x52": 1} {
		values[name] = rating.SheetValue{Level: &level}
	}
	stated := []rating.Absence{{Group: "第3类", Reason: "不产生可以综合利用的废物"}}
	for name, c := range map[string]struct {
		sheet     rating.Sheet
		confirmed []string
		want      string
	}{
		"ticked":    {rating.Sheet{Values: values, NotApplicable: []string{"x22", "x31"}}, nil, "77.142857 90 90, level 2, missing [x31], absent [], waiting [第3类]"},
		"stated":    {rating.Sheet{Values: values, NotApplicable: []string{"x22"}, Absences: stated}, nil, "77.142857 90 90, level 2, missing [x31], absent [], waiting [第3类]"},
		"confirmed": {rating.Sheet{Values: values, NotApplicable: []string{"x22"}, Absences: stated}, []string{"第3类"}, "85.714286 100 100, level 1, missing [], absent [第3类], waiting []"},
		"another":   {rating.Sheet{Values: values, NotApplicable: []string{"x22"}, Absences: stated}, []string{"第2类"}, "77.142857 90 90, level 2, missing [x31], absent [], waiting [第3类]"},
	} {
		in, faults := c.sheet.For(s, c.confirmed)
		if len(faults) > 0 {
			t.Fatal(name, faults)
		}
		a := rate(t, s, in).Answer(false)
		if got := fmt.Sprintf("%s, level %d, missing %v, absent %v, waiting %v", strings.Join(a.Y[:], " "), a.Level, a.Missing, a.Absent, c.sheet.Waiting(s, c.confirmed)); got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
	wrong := rating.Sheet{Values: values, Absences: []rating.Absence{{Group: "第4类", Reason: " "}, {Group: "第9类", Reason: "没有"}, {Group: "第4类", Reason: "没有"}}}
	_, faults := wrong.For(s, nil)
	for _, want := range []string{"“第4类”写明整类不涉及，却没有写理由", "没有一级指标“第9类”", "“第4类”的整类不涉及写了两次", "“第4类”写明整类不涉及，又填写了“x41”、“x42”"} {
		if !strings.Contains(strings.Join(faults, "\n"), want) {
			t.Errorf("not said: %s\n%v", want, faults)
		}
	}
	if left := wrong.Within(s).Absences; len(left) != 2 {
		t.Errorf("a class that the system does not have stays: %v", left)
	}
}
