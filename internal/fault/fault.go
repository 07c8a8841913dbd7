// Package fault is the one kind of error that reaches a user: what went wrong, where, why and how to mend it,
// in Chinese for people, with a code for machines and a path for forms. Everything else is internal and is logged.
package fault

import (
	"errors"
	"strings"
)

// Kind says which sort of failure it is; rest maps it to an HTTP status.
type Kind string

// The kinds of fault.
const (
	KindInvalid         Kind = "invalid"         // 输入有误, 422
	KindNotFound        Kind = "not-found"       // 不存在或不在权限范围内, 404
	KindConflict        Kind = "conflict"        // 与现状冲突, 409
	KindForbidden       Kind = "forbidden"       // 无此权限, 403
	KindUnauthenticated Kind = "unauthenticated" // 未登录, 401
	KindTooLarge        Kind = "too-large"       // 文件过大, 413
	KindTooMany         Kind = "too-many"        // 请求过于频繁, 429
	KindInternal        Kind = "internal"        // 系统故障, 500
)

// Field is one fault of one input field.
type Field struct {
	// Path is the JSON path of the field, such as "contact_phone" or "rows[3].unit".
	Path string `json:"path"`
	// Message says in Chinese what is wrong, why, and how to mend it.
	Message string `json:"message"`
	// Value is what was sent, shown back so that nobody has to guess.
	Value any `json:"value,omitempty"`
}

// Change is one field that differs between what the user saw and what is stored (409 only).
type Change struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	Before any    `json:"before"`
	After  any    `json:"after"`
}

// Fault is an error that a user may read.
type Fault struct {
	Kind    Kind
	Code    string
	Message string
	Fields  []Field
	Changes []Change
	cause   error
}

// Error gives the message and the fields on one line, for logs and tests.
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Message)
	for _, field := range f.Fields {
		b.WriteString("; " + field.Path + ": " + field.Message)
	}
	if f.cause != nil {
		b.WriteString(" (" + f.cause.Error() + ")")
	}
	return b.String()
}

// Unwrap gives the internal cause, which is never shown to a user.
func (f *Fault) Unwrap() error { return f.cause }

// Invalid reports faulty input; all fields at once.
func Invalid(message string, fields ...Field) error {
	return &Fault{Kind: KindInvalid, Code: "invalid", Message: message, Fields: fields}
}

// NotFound reports that what does not exist, or is outside the actor's place: both read the same.
func NotFound(what string) error {
	return &Fault{Kind: KindNotFound, Code: "not-found", Message: what + "不存在，或者不在您的管理范围内。"}
}

// Conflict reports that the record has moved on since the user read it.
func Conflict(message string, changes ...Change) error {
	return &Fault{Kind: KindConflict, Code: "conflict", Message: message, Changes: changes}
}

// Forbidden reports a missing permission.
func Forbidden(message string) error {
	return &Fault{Kind: KindForbidden, Code: "forbidden", Message: message}
}

// Unauthenticated reports a missing or ended login.
func Unauthenticated(message string) error {
	return &Fault{Kind: KindUnauthenticated, Code: "unauthenticated", Message: message}
}

// TooLarge reports a body or file over its limit.
func TooLarge(message string) error {
	return &Fault{Kind: KindTooLarge, Code: "too-large", Message: message}
}

// TooMany reports that a rate limit was reached.
func TooMany(message string) error {
	return &Fault{Kind: KindTooMany, Code: "too-many", Message: message}
}

// Internal wraps an error whose text must not reach a user.
func Internal(cause error) error {
	return &Fault{Kind: KindInternal, Code: "internal", Message: "系统暂时无法完成操作，您的内容没有丢失，请稍后再试。", cause: cause}
}

// As finds the fault in err; an error without one is internal.
func As(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Kind: KindInternal, Code: "internal", Message: "系统暂时无法完成操作，您的内容没有丢失，请稍后再试。", cause: err}
}

// Is tells whether err is a fault of this kind.
func Is(err error, kind Kind) bool {
	var f *Fault
	return errors.As(err, &f) && f.Kind == kind
}

// List collects the faults of one input, so that the user sees all of them at once.
type List []Field

// Add notes one fault.
func (l *List) Add(path, message string) { *l = append(*l, Field{Path: path, Message: message}) }

// Require notes a fault when value is blank.
func (l *List) Require(path, label, value string) {
	if strings.TrimSpace(value) == "" {
		l.Add(path, "请填写"+label+"。")
	}
}

// Err gives nil when nothing was noted.
func (l List) Err(message string) error {
	if len(l) == 0 {
		return nil
	}
	return Invalid(message, l...)
}
