package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"

	"qingshen/internal/rating"
	"qingshen/internal/unit"
	"qingshen/law"
)

const rateUsage = `用法：
  qingshen rate (--system 名称 | --system-file 文件.csv) --input 文件.json [--method 2013|2023] [--explain]
      按评价指标体系计算清洁生产水平，以 JSON 输出；--explain 附逐项计算过程；“-”表示从标准输入读取
      输入：{"values": {"指标": {"value": 12.5, "unit": "L/m2"}, "定性指标": {"level": 1}}, "not_applicable": ["指标"], "parameters": {"n": 3}}
      整类指标都写在 not_applicable 中的，权重在其余各类重新分配，并在 absent_groups 中写明；正式评价须先经专家确认
      多种产品按产量分配权重：再加 "products": [{"name": "双面板", "output": 3, "values": {…}, "parameters": {…}}, …]，
      各产品的产量用同一单位；products 中的数值只属于该产品，没有写的用外层的数值；指标表按产品分行的，产品名称与“工序或产品”一致
      退出码：0 已评级，2 指标体系或者输入有误（全部问题一次写出）
  qingshen rate lint 文件.csv [--json]
      检查一个指标体系文件，指出行和栏目；退出码：0 没有错误，1 有错误，2 文件不能读取
  qingshen rate list
      列出系统已有的指标体系
`

// rateCommand rates an enterprise by an index system. It returns the exit code.
func rateCommand(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, rateUsage)
		return 2
	}
	switch args[0] {
	case "lint":
		return rateLint(args[1:], stdout, stderr)
	case "list":
		return rateList(stdout, stderr)
	case "help", "-h", "--help":
		fmt.Fprint(stdout, rateUsage)
		return 0
	}
	var q rateQuestion
	flags := flag.NewFlagSet("rate", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the package's own words are English; ours follow
	flags.StringVar(&q.system, "system", "", "")
	flags.StringVar(&q.file, "system-file", "", "")
	flags.StringVar(&q.input, "input", "", "")
	flags.StringVar(&q.method, "method", "", "")
	flags.BoolVar(&q.explain, "explain", false, "")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 || (q.system == "") == (q.file == "") || q.input == "" {
		fmt.Fprint(stderr, rateUsage)
		return 2
	}
	faults := q.answer(stdout)
	for _, f := range faults {
		fmt.Fprintln(stderr, f)
	}
	if len(faults) > 0 {
		return 2
	}
	return 0
}

// rateQuestion is what `rate` was asked.
type rateQuestion struct {
	system, file, input, method string
	explain                     bool
}

func (q rateQuestion) answer(stdout io.Writer) []string {
	units, err := unit.Load(law.Files)
	if err != nil {
		return []string{err.Error()}
	}
	system, faults := q.load(units)
	in, more := q.read()
	faults = append(faults, more...)
	if len(faults) > 0 {
		return faults
	}
	if q.method != "" {
		method, ok := rating.Methods[q.method]
		if !ok {
			return []string{"没有评价方法“" + q.method + "”，可用：2013、2023"}
		}
		system.Method = method
	}
	result, faults := system.Rate(in, units)
	if len(faults) > 0 {
		return faults
	}
	enc := json.NewEncoder(stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(result.Answer(q.explain)); err != nil {
		return []string{err.Error()}
	}
	return nil
}

// load finds the system: one of the library that is released, or a file that holds.
func (q rateQuestion) load(units *unit.Table) (*rating.System, []string) {
	if q.system != "" {
		s, err := rating.Library(law.Files, units, q.system)
		if err != nil {
			return nil, []string{err.Error()}
		}
		return s, nil
	}
	file, err := os.Open(q.file)
	if err != nil {
		return nil, []string{"指标体系文件“" + q.file + "”不能打开，请核对路径"}
	}
	defer file.Close()
	s, read, err := rating.Read(file, units)
	if err != nil {
		return nil, []string{q.file + "：" + err.Error()}
	}
	out := []string{}
	for _, f := range s.Lint(read) {
		if f.Severity == "error" {
			out = append(out, q.file+" "+f.String())
		}
	}
	return s, out
}

func rateLint(args []string, stdout, stderr io.Writer) int {
	asJSON := false
	files := []string{}
	for _, a := range args {
		if a == "--json" {
			asJSON = true
		} else {
			files = append(files, a)
		}
	}
	if len(files) != 1 {
		fmt.Fprint(stderr, rateUsage)
		return 2
	}
	units, err := unit.Load(law.Files)
	if err != nil {
		return failed(err, stderr)
	}
	file, err := os.Open(files[0])
	if err != nil {
		fmt.Fprintf(stderr, "文件“%s”不能打开，请核对路径。\n", files[0])
		return 2
	}
	defer file.Close()
	s, read, err := rating.Read(file, units)
	if err != nil {
		fmt.Fprintf(stderr, "%s：%v\n", files[0], err)
		return 2
	}
	faults := s.Lint(read)
	if asJSON {
		enc := json.NewEncoder(stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(faults); err != nil {
			return failed(err, stderr)
		}
	} else {
		for _, f := range faults {
			fmt.Fprintf(stdout, "%s %s\n", map[string]string{"error": "错误", "warning": "提示"}[f.Severity], f)
		}
		fmt.Fprintf(stdout, "共%d个指标，%d处错误，%d处提示。\n", len(s.Indicators()), rating.Errors(faults), len(faults)-rating.Errors(faults))
	}
	if rating.Errors(faults) > 0 {
		return 1
	}
	return 0
}

func rateList(stdout, stderr io.Writer) int {
	entries, err := rating.Catalogue(law.Files)
	if err != nil {
		return failed(err, stderr)
	}
	for _, e := range entries {
		fmt.Fprintf(stdout, "%-34s %s %s（%s）\n", e.ID, map[bool]string{true: "可用", false: "草稿"}[e.Released], e.Name, e.Edition)
	}
	return 0
}
