package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"

	"qingshen/internal/access"
	"qingshen/internal/app"
)

// flags reads the options that serve, demo and migrate share.
func flags(name string, err io.Writer) (*flag.FlagSet, *app.Config) {
	c := app.FromEnvironment()
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(err)
	f.StringVar(&c.Addr, "addr", c.Addr, "监听地址（QINGSHEN_ADDR）")
	f.StringVar(&c.Data, "data", c.Data, "数据文件夹（QINGSHEN_DATA）")
	f.StringVar(&c.DatabaseURL, "database-url", c.DatabaseURL, "PostgreSQL 地址 postgres://…，留空则使用数据文件夹中的 SQLite（QINGSHEN_DATABASE_URL）")
	f.StringVar(&c.LawDir, "law", c.LawDir, "覆盖内置法定依据数据的文件夹（QINGSHEN_LAW）")
	return f, &c
}

func serve(ctx context.Context, args []string, out, err io.Writer) int {
	f, c := flags("serve", err)
	if f.Parse(args) != nil {
		return 2
	}
	a, failure := app.New(ctx, *c)
	if failure != nil {
		return fail(err, failure)
	}
	defer a.Close()
	first, failure := a.Accounts().Bootstrap(ctx)
	if failure != nil {
		return fail(err, failure)
	}
	if len(first) > 0 {
		fmt.Fprintf(out, "首次启动：已开设三个管理员账号。下列一次性密码只显示这一次，请分别交给三名管理员；%d天内有效，首次登录后须修改。\n", int(c.OneTimeFor.Hours()/24))
		for _, f := range first {
			fmt.Fprintf(out, "%s %s 的一次性密码：%s\n", f.Name, f.Login, f.Password)
		}
	}
	return listen(ctx, a, c.Addr, out, err)
}

func listen(ctx context.Context, a *app.App, addr string, out, err io.Writer) int {
	listener, failure := net.Listen("tcp", addr)
	if failure != nil {
		return fail(err, fmt.Errorf("无法监听 %s：%w", addr, failure))
	}
	fmt.Fprintf(out, "系统已启动：http://%s/ （公众门户）  http://%s/app/ （工作台）\n", listener.Addr(), listener.Addr())
	if failure := a.Run(ctx, listener); failure != nil {
		return fail(err, failure)
	}
	return 0
}

func migrateOnly(ctx context.Context, args []string, out, err io.Writer) int {
	f, c := flags("migrate", err)
	if f.Parse(args) != nil {
		return 2
	}
	a, failure := app.New(ctx, *c)
	if failure != nil {
		return fail(err, failure)
	}
	fmt.Fprintln(out, "数据库结构已是最新。")
	a.Close()
	return 0
}

// described runs fn on the system with an empty database in a folder that goes afterwards, for the commands that only
// describe it.
func described(ctx context.Context, err io.Writer, fn func(*app.App) error) int {
	folder, failure := os.MkdirTemp("", "qingshen-describe-")
	if failure != nil {
		return fail(err, failure)
	}
	defer os.RemoveAll(folder)
	c := app.FromEnvironment()
	c.Data, c.DatabaseURL, c.Demo = folder, "", true
	a, failure := app.New(ctx, c)
	if failure != nil {
		return fail(err, failure)
	}
	defer a.Close()
	if failure := fn(a); failure != nil {
		return fail(err, failure)
	}
	return 0
}

func openapi(ctx context.Context, _ []string, out, err io.Writer) int {
	return described(ctx, err, func(a *app.App) error {
		raw, failure := a.API.JSON()
		if failure != nil {
			return failure
		}
		_, failure = out.Write(raw)
		return failure
	})
}

func states(ctx context.Context, _ []string, out, err io.Writer) int {
	return described(ctx, err, func(a *app.App) error { a.WriteStates(out); return nil })
}

func accountCommand(ctx context.Context, args []string, out, err io.Writer) int {
	if len(args) < 2 || args[0] != "reset" {
		fmt.Fprintln(err, "用法：qingshen account reset 账号 [-data 文件夹]\n为忘记密码的账号生成一次性密码，须在服务器上运行。")
		return 2
	}
	f, c := flags("account", err)
	if f.Parse(args[2:]) != nil {
		return 2
	}
	a, failure := app.New(ctx, *c)
	if failure != nil {
		return fail(err, failure)
	}
	defer a.Close()
	password, failure := a.Accounts().ResetOnServer(access.With(ctx, access.System), args[1])
	if failure != nil {
		return fail(err, failure)
	}
	fmt.Fprintf(out, "账号 %s 的一次性密码（只显示这一次，登录后须修改）：%s\n", args[1], password)
	return 0
}

func fail(w io.Writer, err error) int {
	fmt.Fprintln(w, err)
	return 1
}
