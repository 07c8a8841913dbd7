// Command qingshen is the whole system in one binary: 山东省清洁生产信息管理系统.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// command is one verb of the program. It gives the exit status: 0 done, 1 failed, 2 wrong words.
type command struct {
	help string
	run  func(ctx context.Context, args []string, out, err io.Writer) int
}

func commands() map[string]command {
	return map[string]command{
		"serve":   {"运行系统（默认使用 ./data 下的 SQLite）", serve},
		"demo":    {"运行带演示数据的系统", runDemo},
		"migrate": {"只建立或升级数据库结构", migrateOnly},
		"openapi": {"输出接口定义 openapi.json", openapi},
		"states":  {"输出办理流程 docs/states.md", states},
		"account": {"重置管理员密码：account reset 账号", accountCommand},
		"law": {"查询法定期限与依据：law due … | law doc", func(_ context.Context, args []string, out, err io.Writer) int {
			return lawCommand(args, out, err)
		}},
		"rate": {"计算清洁生产水平：rate --system 名称 --input 文件.json | rate lint 文件.csv", func(_ context.Context, args []string, out, err io.Writer) int {
			return rateCommand(args, out, err)
		}},
		"check": {"检查一份审核资料：check 文件.json", func(_ context.Context, args []string, out, err io.Writer) int {
			return checkCommand(args, out, err)
		}},
	}
}

// order is how the verbs are listed.
var order = []string{"serve", "demo", "migrate", "account", "law", "check", "rate", "openapi", "states"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, err io.Writer) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(out)
		return 0
	}
	c, ok := commands()[args[0]]
	if !ok {
		fmt.Fprintf(err, "没有“%s”这个命令。\n\n", args[0])
		usage(err)
		return 2
	}
	return c.run(ctx, args[1:], out, err)
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "清审 qingshen — 山东省清洁生产信息管理系统\n\n用法：qingshen <命令> [参数]")
	for _, name := range order {
		fmt.Fprintf(w, "  %-9s %s\n", name, commands()[name].help)
	}
	fmt.Fprintln(w, "\n每个命令加 -h 可查看参数。")
}
