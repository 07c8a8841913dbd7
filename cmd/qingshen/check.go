package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"qingshen/internal/calendar"
	"qingshen/internal/check"
	"qingshen/internal/dossier"
	"qingshen/internal/store"
	"qingshen/law"
)

const checkUsage = `用法：
  qingshen check 文件.json [--against 另一份.json]... [--on 日期] [--law 文件夹]
      检查一份审核资料，以 JSON 输出全部发现；“-”表示从标准输入读取
      退出码：0 没有错误（警告和提示不算），1 有错误，2 文件不能读取或者不是审核资料的交换格式
  qingshen check --example     输出一份能通过检查的小例子
  qingshen check --schema      输出交换格式的 JSON Schema（docs/dossier.schema.json）
  qingshen check --doc         输出全部检查规则的说明（docs/checks.md）
  qingshen check --formulas    输出计算栏目的计算式和算例（docs/formulas.md）
`

// checkQuestion is what `check` was asked.
type checkQuestion struct {
	on, folder                     string
	against                        list
	example, schema, doc, formulas bool
}

// report is what `check` answers.
type report struct {
	Edition  string            `json:"edition"`
	Errors   int               `json:"errors"`
	Warnings int               `json:"warnings"`
	Hints    int               `json:"hints"`
	Findings []dossier.Finding `json:"findings"`
}

// checkCommand checks a dossier from a file. It returns the exit code: 0 no errors, 1 errors found, 2 bad input.
func checkCommand(args []string, stdout, stderr io.Writer) int {
	var q checkQuestion
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the package's own words are English; ours follow
	flags.StringVar(&q.on, "on", string(store.NewClock().Today()), "")
	flags.StringVar(&q.folder, "law", "", "")
	flags.Var(&q.against, "against", "")
	flags.BoolVar(&q.example, "example", false, "")
	flags.BoolVar(&q.schema, "schema", false, "")
	flags.BoolVar(&q.doc, "doc", false, "")
	flags.BoolVar(&q.formulas, "formulas", false, "")
	files, err := interspersed(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, checkUsage)
		return 0
	}
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "参数无法识别：%v\n%s", err, checkUsage)
		return 2
	case !calendar.Date(q.on).Valid() || q.on == "":
		fmt.Fprintf(stderr, "日期“%s”不对，请按 2026-03-31 的样式填写。\n", q.on)
		return 2
	case !q.example && !q.schema && !q.doc && !q.formulas && len(files) != 1:
		fmt.Fprint(stderr, checkUsage)
		return 2
	}
	return q.answer(files, stdout, stderr)
}

// interspersed parses flags that may stand before and after the files.
func interspersed(flags *flag.FlagSet, args []string) ([]string, error) {
	files := []string{}
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return files, nil
		}
		files = append(files, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

func (q checkQuestion) answer(files []string, stdout, stderr io.Writer) int {
	var data fs.FS = law.Files
	if q.folder != "" {
		data = law.Over(os.DirFS(q.folder))
	}
	forms, err := dossier.Load(data)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	newest := forms.Edition("")
	switch {
	case q.example:
		return write(stdout, stderr, func() ([]byte, error) { return fs.ReadFile(data, "dossier/example.json") })
	case q.schema:
		return write(stdout, stderr, newest.Schema)
	}
	if q.formulas {
		list, err := newest.Examples(data)
		if err == nil {
			err = newest.WriteFormulas(stdout, list)
		}
		return failed(err, stderr)
	}
	if q.doc {
		rules, err := check.Load(data, newest)
		if err == nil {
			err = rules.Write(stdout, newest)
		}
		return failed(err, stderr)
	}
	return q.check(files[0], data, forms, stdout, stderr)
}

func write(stdout, stderr io.Writer, make func() ([]byte, error)) int {
	raw, err := make()
	if err == nil {
		_, err = fmt.Fprintf(stdout, "%s\n", raw)
	}
	return failed(err, stderr)
}

func failed(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, err)
	return 2
}

func (q checkQuestion) check(file string, data fs.FS, forms dossier.Forms, stdout, stderr io.Writer) int {
	faulty := 0
	d, err := readDossier(file)
	if faulty += failed(err, stderr); faulty > 0 {
		d = &dossier.Dossier{}
	}
	context := &check.Context{}
	for _, other := range q.against {
		o, err := readDossier(other)
		faulty += failed(err, stderr)
		context.Others = append(context.Others, o)
	}
	form := forms.Edition(d.Edition)
	if form == nil {
		fmt.Fprintf(stderr, "%s：没有“%s”版的表单，可用的版本：%s。\n", file, d.Edition, forms.Names())
		faulty++
	}
	if faulty > 0 {
		return 2
	}
	rules, err := check.Load(data, form)
	if err != nil {
		return failed(err, stderr)
	}
	d.AsOf = calendar.Date(q.on)
	_, findings := rules.Run(form, d, calendar.Date(q.on), context)
	r := report{Edition: form.Edition, Findings: append([]dossier.Finding{}, findings...)}
	for _, f := range findings {
		switch f.Severity {
		case dossier.SeverityError:
			r.Errors++
		case dossier.SeverityWarning:
			r.Warnings++
		default:
			r.Hints++
		}
	}
	code := write(stdout, stderr, func() ([]byte, error) { return json.MarshalIndent(r, "", "  ") })
	if code == 0 && r.Errors > 0 {
		return 1
	}
	return code
}

func readDossier(file string) (*dossier.Dossier, error) {
	in := io.Reader(os.Stdin)
	if file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("文件“%s”不能打开，请核对路径。", file)
		}
		defer opened.Close()
		in = opened
	}
	d, err := dossier.Decode(in)
	if err != nil {
		return nil, fmt.Errorf("%s：%w", file, err)
	}
	return d, nil
}
