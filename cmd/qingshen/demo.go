package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	"os"

	"qingshen/internal/access"
	"qingshen/internal/app"
	"qingshen/internal/demo"
)

// runDemo serves a demonstration province. Without -data it lives in a temporary folder that goes with the process.
func runDemo(ctx context.Context, args []string, out, err io.Writer) int {
	f, c := flags("demo", err)
	named := os.Getenv("QINGSHEN_DATA") != ""
	seed := f.Uint64("seed", 2026, "演示数据的随机种子，相同种子得到相同数据")
	enterprises := f.Int("enterprises", 2000, "演示企业数，最多 1000000")
	if f.Parse(args) != nil {
		return 2
	}
	f.Visit(func(given *flag.Flag) { named = named || given.Name == "data" })
	if !named && c.DatabaseURL == "" {
		folder, failure := os.MkdirTemp("", "qingshen-demo-")
		if failure != nil {
			return fail(err, failure)
		}
		defer os.RemoveAll(folder)
		c.Data = folder
	}
	c.Demo = true
	a, failure := app.New(ctx, *c)
	if failure != nil {
		return fail(err, failure)
	}
	defer a.Close()
	if failure := fill(ctx, a, *seed, *enterprises, out); failure != nil {
		return fail(err, failure)
	}
	fmt.Fprintf(out, "\n演示系统（数据均为虚构）。登录页可一键进入每个角色；账号：province province-ndrc city-370100 county-370102 enterprise-1 agency-1 expert-1…expert-9 sysadmin secadmin logadmin。\n")
	if os.Getenv("QINGSHEN_DEMO_PASSWORD") != "" {
		fmt.Fprintln(out, "所有演示账号的密码为环境变量 QINGSHEN_DEMO_PASSWORD 的值。")
	}
	return listen(ctx, a, c.Addr, out, err)
}

// fill makes the province, unless the folder holds one already. Without a password of the operator's the accounts get
// one that nobody knows and are entered by click only.
func fill(ctx context.Context, a *app.App, seed uint64, enterprises int, out io.Writer) error {
	filled, err := a.Accounts().Any(ctx)
	if err != nil || filled {
		return err
	}
	password := os.Getenv("QINGSHEN_DEMO_PASSWORD")
	if password == "" {
		password = rand.Text()
	}
	options := demo.Options{Seed: seed, Enterprises: enterprises, Password: password, Files: a.Files(), Progress: progress(out)}
	if err := demo.Load(access.With(ctx, access.System), a.DB, options); err != nil {
		return err
	}
	return demo.Search(ctx, a.DB, options)
}

func progress(out io.Writer) func(done, total int) {
	last := -1
	return func(done, total int) {
		if percent := done * 100 / max(total, 1); percent != last {
			last = percent
			fmt.Fprintf(out, "\r正在生成演示数据 %d%%", percent)
		}
	}
}
