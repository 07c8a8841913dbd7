package rest

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"qingshen/internal/fault"
)

// Problem is what every failed call answers (RFC 9457, application/problem+json), all faults at once.
type Problem struct {
	Type    string          `json:"type" example:"about:blank"`
	Title   string          `json:"title" doc:"出了什么问题"`
	Status  int             `json:"status" doc:"HTTP状态码"`
	Code    string          `json:"code" doc:"机器可读的类别"`
	Detail  string          `json:"detail" doc:"说明与处理办法"`
	Errors  []ProblemDetail `json:"errors,omitempty" doc:"逐项错误"`
	Changes []fault.Change  `json:"changes,omitempty" doc:"版本冲突时他人作出的修改"`
}

// ProblemDetail is one fault of one field.
type ProblemDetail struct {
	Message  string `json:"message"`
	Location string `json:"location" doc:"字段路径"`
	Value    any    `json:"value,omitempty"`
}

// Error makes a Problem an error.
func (p *Problem) Error() string { return p.Title }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is application/problem+json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statuses = map[fault.Kind]int{
	fault.KindInvalid:         http.StatusUnprocessableEntity,
	fault.KindNotFound:        http.StatusNotFound,
	fault.KindConflict:        http.StatusConflict,
	fault.KindForbidden:       http.StatusForbidden,
	fault.KindUnauthenticated: http.StatusUnauthorized,
	fault.KindTooLarge:        http.StatusRequestEntityTooLarge,
	fault.KindTooMany:         http.StatusTooManyRequests,
	fault.KindInternal:        http.StatusInternalServerError,
}

var titles = map[fault.Kind]string{
	fault.KindInvalid:         "填写的内容有误",
	fault.KindNotFound:        "没有找到",
	fault.KindConflict:        "与当前状态冲突",
	fault.KindForbidden:       "没有权限",
	fault.KindUnauthenticated: "需要登录",
	fault.KindTooLarge:        "文件或内容过大",
	fault.KindTooMany:         "操作过于频繁",
	fault.KindInternal:        "系统暂时无法完成操作",
}

// ToProblem maps any error to what the user may read; the cause of an internal one goes to the log only.
func ToProblem(err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		return ready
	}
	f := fault.As(err)
	if f.Kind == fault.KindInternal {
		slog.Error("internal", "error", err)
	}
	p := &Problem{Type: "about:blank", Title: titles[f.Kind], Status: statuses[f.Kind], Code: f.Code, Detail: f.Message, Changes: f.Changes}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, ProblemDetail{Message: field.Message, Location: field.Path, Value: field.Value})
	}
	return p
}

// newProblem is how huma reports what it finds by itself: bodies that do not fit their schema, unknown routes.
func newProblem(status int, message string, errs ...error) huma.StatusError {
	kind := kindOf(status)
	p := &Problem{Type: "about:blank", Title: titles[kind], Status: status, Code: string(kind), Detail: chinese(status, message)}
	for _, err := range errs {
		var detailed huma.ErrorDetailer
		if errors.As(err, &detailed) {
			d := detailed.ErrorDetail()
			p.Errors = append(p.Errors, ProblemDetail{Message: d.Message, Location: strings.TrimPrefix(d.Location, "body."), Value: plain(d.Value)})
		}
	}
	return p
}

func kindOf(status int) fault.Kind {
	for kind, s := range statuses {
		if s == status {
			return kind
		}
	}
	if status < 500 {
		return fault.KindInvalid
	}
	return fault.KindInternal
}

// plain shows a faulty value back only where it is a simple one: a whole body would bury the message.
func plain(v any) any {
	switch v.(type) {
	case string, float64, bool, int, int64:
		return v
	}
	return nil
}

func chinese(status int, message string) string {
	switch {
	case status == http.StatusUnprocessableEntity:
		return "请按下面的提示修改后重新提交，已填写的内容没有丢失。"
	case status == http.StatusUnsupportedMediaType:
		return "不支持这种内容格式，请使用 application/json。"
	case status == http.StatusRequestEntityTooLarge:
		return "提交的内容超过允许的大小。"
	case status == http.StatusBadRequest:
		return "提交的内容无法识别（不是有效的JSON，或者参数格式有误）。"
	case status >= 500:
		slog.Error("internal", "message", message)
		return "系统暂时无法完成操作，您的内容没有丢失，请稍后再试。"
	}
	return "无法完成这个请求。"
}

// speakChinese sets the messages of huma, which are package variables of it, once for the process: they reach people
// and clients.
var speakChinese = sync.OnceFunc(func() {
	huma.NewError = newProblem
	validation.MsgUnexpectedProperty = "不认识的字段，请删除或核对名称"
	validation.MsgExpectedRFC3339DateTime = "应为日期时间，例如 2026-03-31T08:00:00Z"
	validation.MsgExpectedRFC3339Date = "应为日期，例如 2026-03-31"
	validation.MsgExpectedBoolean = "应为 true 或 false"
	validation.MsgExpectedNumber = "应为数字"
	validation.MsgExpectedInteger = "应为整数"
	validation.MsgExpectedString = "应为文字"
	validation.MsgExpectedArray = "应为列表"
	validation.MsgExpectedObject = "应为对象"
	validation.MsgExpectedArrayItemsUnique = "列表中有重复的内容"
	validation.MsgExpectedOneOf = "只能填写以下之一：%s"
	validation.MsgExpectedMinimumNumber = "不得小于 %v"
	validation.MsgExpectedExclusiveMinimumNumber = "应大于 %v"
	validation.MsgExpectedMaximumNumber = "不得大于 %v"
	validation.MsgExpectedExclusiveMaximumNumber = "应小于 %v"
	validation.MsgExpectedMinLength = "不得少于 %d 个字"
	validation.MsgExpectedMaxLength = "不得超过 %d 个字"
	validation.MsgExpectedMatchPattern = "格式不符合要求：%s"
	validation.MsgExpectedBePattern = "格式不符合要求：%s"
	validation.MsgExpectedMinItems = "至少填写 %d 项"
	validation.MsgExpectedMaxItems = "不得超过 %d 项"
	validation.MsgExpectedRequiredProperty = "缺少必填项 %s"
})
