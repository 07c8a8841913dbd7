package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/reference"
	"qingshen/internal/statute"
	"qingshen/law"
)

const lawUsage = `用法：
  qingshen law due --event 事件 --on 日期 [--reason 列入原因]... [--region 行政区划代码] [--law 文件夹] [--json]
      按法定依据计算一个事件引起的全部期限，例如：qingshen law due --event list-published --on 2026-03-31
  qingshen law doc [--law 文件夹]
      输出全部法定依据（Markdown）
  qingshen law check [--law 文件夹]
      检查法定依据数据
`

// lawCommand answers questions to the law data. It returns the exit code: 0 good, 1 faulty law data, 2 bad input.
func lawCommand(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, lawUsage)
		return 2
	}
	switch args[0] {
	case "due":
		return lawDue(args[1:], stdout, stderr)
	case "doc", "check":
		return lawWhole(args[0], args[1:], stdout, stderr)
	case "help", "-h", "--help":
		fmt.Fprint(stdout, lawUsage)
		return 0
	}
	fmt.Fprintf(stderr, "没有“law %s”这一命令。\n%s", args[0], lawUsage)
	return 2
}

// dueQuestion is what `law due` was asked.
type dueQuestion struct {
	event, on, region, folder string
	reasons                   list
	asJSON                    bool
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(value string) error {
	*l = append(*l, strings.Split(value, ",")...)
	return nil
}

func lawFlags(name string, folder *string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the package's own words are English; ours follow
	flags.StringVar(folder, "law", "", "")
	return flags
}

func lawDue(args []string, stdout, stderr io.Writer) int {
	var q dueQuestion
	flags := lawFlags("law due", &q.folder)
	flags.StringVar(&q.event, "event", "", "")
	flags.StringVar(&q.on, "on", "", "")
	flags.StringVar(&q.region, "region", "", "")
	flags.Var(&q.reasons, "reason", "")
	flags.BoolVar(&q.asJSON, "json", false, "")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		fmt.Fprintf(stderr, "参数无法识别：%s\n%s", strings.Join(args, " "), lawUsage)
		return 2
	}
	rules, code := lawLoad(q.folder, stderr)
	if rules == nil {
		return code
	}
	places, err := reference.Load(law.Files)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	if q.region == "" {
		q.region = rules.Province() + "0000"
	}
	if faults := q.faults(rules, places); len(faults) > 0 {
		fmt.Fprintln(stderr, strings.Join(faults, "\n"))
		return 2
	}
	dues := rules.DueAll(q.event, calendar.Date(q.on), q.reasons, q.region)
	if q.asJSON {
		out := json.NewEncoder(stdout)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		if err := out.Encode(dues); err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return 0
	}
	printDues(stdout, rules, places, q, dues)
	return 0
}

// faults are all the things that are wrong with the question, in Chinese.
func (q dueQuestion) faults(rules *statute.Law, places *reference.Service) []string {
	faults := []string{}
	known := []string{}
	for _, t := range rules.Terms("event") {
		known = append(known, t.ID+"（"+t.Title+"）")
	}
	if !slices.ContainsFunc(rules.Terms("event"), func(t statute.Term) bool { return t.ID == q.event }) {
		faults = append(faults, fmt.Sprintf("--event：没有“%s”这一事件，可用的有：%s。", q.event, strings.Join(known, "、")))
	}
	if _, err := calendar.Parse(q.on); err != nil {
		faults = append(faults, "--on："+err.Error()+"。")
	}
	for _, reason := range q.reasons {
		if !slices.Contains(rules.ReasonIDs(), reason) {
			faults = append(faults, fmt.Sprintf("--reason：没有“%s”这一列入原因，可用的有：%s。", reason, strings.Join(rules.ReasonIDs(), "、")))
		}
	}
	if err := places.Check(q.region); err != nil {
		faults = append(faults, "--region："+err.Error()+"。")
	}
	return faults
}

func printDues(w io.Writer, rules *statute.Law, places *reference.Service, q dueQuestion, dues []statute.Due) {
	on := calendar.Date(q.on)
	fmt.Fprintf(w, "%s  %s  %s\n", rules.Word("event", q.event), on.Chinese(), places.Label(q.region))
	if len(dues) == 0 {
		fmt.Fprintln(w, "该事件当日没有引起法定期限。")
	}
	for _, d := range dues {
		provisional := ""
		if d.Provisional {
			provisional = "（暂定）"
		}
		fmt.Fprintf(w, "\n%s  %s%s  %s\n", d.DueOn, d.Title, provisional, rules.Word("party", d.By))
		fmt.Fprintf(w, "  依据：%s\n", d.Cite)
		fmt.Fprintf(w, "  计算：%s\n", d.Arithmetic)
		if d.Confidence.ToConfirm() {
			fmt.Fprintf(w, "  待确认：%s\n", d.Note)
		}
	}
}

func lawWhole(what string, args []string, stdout, stderr io.Writer) int {
	var folder string
	flags := lawFlags("law "+what, &folder)
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		fmt.Fprintf(stderr, "参数无法识别：%s\n%s", strings.Join(args, " "), lawUsage)
		return 2
	}
	rules, code := lawLoad(folder, stderr)
	if rules == nil {
		return code
	}
	if what == "check" {
		fmt.Fprintf(stdout, "法定依据数据没有错误，版本%s。\n", rules.Version())
		return 0
	}
	if err := rules.WriteDoc(stdout); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// lawLoad loads the built-in law with a folder over it; nil and the exit code when that fails.
func lawLoad(folder string, stderr io.Writer) (*statute.Law, int) {
	layers := []fs.FS{law.Files}
	if folder != "" {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			fmt.Fprintf(stderr, "--law：文件夹“%s”不存在或无法读取。\n", folder)
			return nil, 2
		}
		layers = append(layers, os.DirFS(folder))
	}
	rules, err := statute.Load(layers...)
	if err != nil {
		fmt.Fprintf(stderr, "法定依据数据有误：\n%s\n", err)
		return nil, 1
	}
	return rules, 0
}
