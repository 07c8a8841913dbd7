package rest

import (
	"errors"
	"log/slog"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

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

// newProblem is how huma reports what it finds by itself: bodies that do not fit their schema, faulty parameters.
func newProblem(status int, message string, errs ...error) huma.StatusError {
	var details []ProblemDetail
	for _, err := range errs {
		var detailed huma.ErrorDetailer
		if errors.As(err, &detailed) {
			details = append(details, translate(detailed.ErrorDetail()))
		}
	}
	if slices.ContainsFunc(details, func(d ProblemDetail) bool { return d.Message == tooLarge }) {
		status = http.StatusRequestEntityTooLarge
	}
	kind := kindOf(status)
	return &Problem{Type: "about:blank", Title: titles[kind], Status: status, Code: string(kind), Detail: chinese(status, message), Errors: details}
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

const tooLarge = "提交的内容超过允许的大小，没有保存。请删减或者分次提交"

func chinese(status int, message string) string {
	switch status {
	case http.StatusUnprocessableEntity:
		return "请按下面的提示修改后重新提交，已填写的内容没有丢失。"
	case http.StatusUnsupportedMediaType:
		return "不支持这种内容格式，请把请求头 Content-Type 改为 application/json 后重新提交。"
	case http.StatusRequestEntityTooLarge:
		return tooLarge + "。"
	case http.StatusRequestTimeout:
		return "内容没有在规定时间内传完，没有保存。请检查网络后重新提交。"
	case http.StatusBadRequest:
		if message == "request body is required" {
			return "没有收到内容，请在请求体中以 JSON 填写后提交。"
		}
		return "提交的内容无法识别，请按下面的提示修改后重新提交。"
	}
	if status >= http.StatusInternalServerError {
		slog.Error("internal", "message", message)
		return "系统暂时无法完成操作，您的内容没有丢失，请稍后再试。"
	}
	return "无法完成这个请求，请对照接口说明修改后重新提交。"
}
