package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// speakChinese sets the messages of huma, which are package variables of it, once for the process: they reach people
// and clients. What it says outside of these variables is put into Chinese by translate.
var speakChinese = sync.OnceFunc(func() {
	huma.NewError = newProblem
	validation.MsgUnexpectedProperty = "不认识的字段，请删除，或者核对名称"
	validation.MsgExpectedRFC3339DateTime = "应为日期时间，例如 2026-03-31T08:00:00Z"
	validation.MsgExpectedRFC1123DateTime = "应为日期时间，例如 Tue, 31 Mar 2026 08:00:00 GMT"
	validation.MsgExpectedRFC3339Date = "应为日期，例如 2026-03-31"
	validation.MsgExpectedRFC3339Time = "应为时间，例如 08:30:00"
	validation.MsgExpectedDuration = "应为时长，例如 30m（%v）"
	validation.MsgExpectedRFC5322Email = "应为电子邮箱地址，例如 name@example.cn（%v）"
	validation.MsgExpectedRFC5890Hostname = "应为主机名，例如 example.cn"
	validation.MsgExpectedRFC2673IPv4 = "应为 IPv4 地址，例如 10.0.0.1"
	validation.MsgExpectedRFC2373IPv6 = "应为 IPv6 地址"
	validation.MsgExpectedRFCIPAddr = "应为 IP 地址"
	validation.MsgExpectedRFC3986URI = "应为网址，例如 https://example.cn/（%v）"
	validation.MsgExpectedRFC4122UUID = "应为 UUID（%v）"
	validation.MsgExpectedRFC6570URITemplate = "应为网址模板"
	validation.MsgExpectedRFC6901JSONPointer = "应为 JSON 指针，例如 /rows/0"
	validation.MsgExpectedRFC6901RelativeJSONPointer = "应为相对 JSON 指针"
	validation.MsgExpectedRegexp = "应为正则表达式（%v）"
	validation.MsgExpectedMatchAtLeastOneSchema = "不符合任何一种允许的格式，请对照接口说明修改"
	validation.MsgExpectedMatchExactlyOneSchema = "应当只符合一种允许的格式，请对照接口说明修改"
	validation.MsgExpectedNotMatchSchema = "不允许这种内容，请对照接口说明修改"
	validation.MsgExpectedPropertyNameInObject = "缺少区分类别的字段，请对照接口说明补上"
	validation.MsgExpectedBoolean = "应为 true 或 false"
	validation.MsgExpectedNumber = "应为数字"
	validation.MsgExpectedInteger = "应为整数"
	validation.MsgExpectedString = "应为文字，请加上引号"
	validation.MsgExpectedBase64String = "应为 Base64 编码的文字"
	validation.MsgExpectedArray = "应为列表"
	validation.MsgExpectedObject = "应为对象"
	validation.MsgExpectedArrayItemsUnique = "列表中有重复的内容，请删除重复的项"
	validation.MsgExpectedOneOf = "只能填写以下之一：%s"
	validation.MsgExpectedMinimumNumber = "不得小于 %v"
	validation.MsgExpectedExclusiveMinimumNumber = "应大于 %v"
	validation.MsgExpectedMaximumNumber = "不得大于 %v"
	validation.MsgExpectedExclusiveMaximumNumber = "应小于 %v"
	validation.MsgExpectedNumberBeMultipleOf = "应为 %v 的倍数"
	validation.MsgExpectedMinLength = "不得少于 %d 个字"
	validation.MsgExpectedMaxLength = "不得超过 %d 个字，请删减"
	validation.MsgExpectedMatchPattern = "格式不符合要求：%s"
	validation.MsgExpectedBePattern = "格式不符合要求：%s"
	validation.MsgExpectedMinItems = "至少填写 %d 项"
	validation.MsgExpectedMaxItems = "不得超过 %d 项，请删减"
	validation.MsgExpectedMinProperties = "至少填写 %d 个字段"
	validation.MsgExpectedMaxProperties = "不得超过 %d 个字段，请删减"
	validation.MsgExpectedRequiredProperty = missing + "%s"
	validation.MsgExpectedDependentRequiredProperty = missing + "%s（填写了 %s 就必须填写）"
})

const missing = "缺少必填项 "

// sentence is one text of the framework and what people read instead. In the latter, $name is the parameter that the
// text is about, $where the part of the request that it stands in, $1 what the pattern has caught.
type sentence struct {
	text    *regexp.Regexp
	chinese string
}

func says(pattern, chinese string) sentence {
	return sentence{regexp.MustCompile(`^` + pattern + `$`), chinese}
}

// sentences are all texts of huma that are no variables, and those of the JSON decoder that it passes on.
var sentences = []sentence{
	says(`required \w+ parameter is missing`, "缺少必填参数 $name，请在$where中补上"),
	says(`unknown query parameter`, "没有 $name 这个查询参数，请删除，或者核对名称"),
	says(`expected at most one value, but received multiple values`, "$name 只能有一个值，请删除多余的"),
	says(`invalid integer`, "$name 应为整数"),
	says(`invalid float(ing value)?`, "$name 应为数字"),
	says(`invalid boolean`, "$name 应为 true 或 false"),
	says(`invalid date/time for format .*`, "$name 应为日期时间，例如 2026-03-31T08:00:00Z"),
	says(`invalid url\.URL value`, "$name 应为网址，例如 https://example.cn/"),
	says(`unparsable value|unsupported type|invalid value: .*`, "$name 的格式不对，请对照接口说明修改"),
	says(`unknown content type: (.*)`, "不支持“$1”这种内容格式，请把请求头 Content-Type 改为 application/json"),
	says(`cannot read multipart form: .*request Content-Type isn't multipart/form-data`, "请以 multipart/form-data 上传"),
	says(`cannot read multipart form: .*too large`, tooLarge),
	says(`cannot read multipart form: .*`, "上传的内容没有收完整，请检查网络后重新上传"),
	says(`(?i)failed to (open file|infer file media type)`, "文件 $name 无法读取，请重新选择后上传"),
	says(`File required|At least one file is required`, "缺少文件 $name，请选择文件后上传"),
	says(`Multiple files received but only one was expected`, "$name 只能上传一个文件，请分次上传"),
	says(`Invalid mime type: got (.*), expected .*`, "不接受“$1”这种文件，请更换格式后上传"),
	says(`write only property is non-zero`, "这个字段由系统填写，请删除"),
	says(`expected value to match exactly one schema but matched multiple`, "应当只符合一种允许的格式，请对照接口说明修改"),
	says(`json: cannot unmarshal (\w+) into Go (?:struct field \S+|value) of type .*`, "这里不能填写$1类型的内容，请对照接口说明修改"),
}

// places are the parts of a request.
var places = map[string]string{"query": "网址的查询部分", "path": "网址的路径", "header": "请求头", "form": "表单", "cookie": "Cookie", "body": "请求体"}

var kindsOfJSON = strings.NewReplacer("填写string", "填写文字", "填写number", "填写数字", "填写bool", "填写 true 或 false ", "填写array", "填写列表", "填写object", "填写对象")

// translate gives one detail of the framework in Chinese, with the field that it is about as its location.
func translate(d *huma.ErrorDetail) ProblemDetail {
	in, name, _ := strings.Cut(d.Location, ".")
	out := ProblemDetail{Message: d.Message, Location: strings.TrimPrefix(d.Location, "body."), Value: plain(d.Value)}
	if rest, ok := strings.CutPrefix(d.Message, missing); ok {
		// The framework names the object in which the field is missing; forms need the field itself.
		field, _, _ := strings.Cut(rest, "（")
		out.Location = strings.TrimPrefix(strings.TrimPrefix(d.Location+"."+field, "body."), ".")
	}
	if strings.ContainsFunc(d.Message, func(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }) {
		return out
	}
	for _, s := range sentences {
		if s.text.MatchString(d.Message) {
			words := strings.NewReplacer("$name", name, "$where", places[in]).Replace(s.chinese)
			out.Message = kindsOfJSON.Replace(s.text.ReplaceAllString(d.Message, words))
			return out
		}
	}
	out.Value = nil // the whole body
	out.Message = unreadable(d)
	return out
}

// unreadable says where a body stops being JSON.
func unreadable(d *huma.ErrorDetail) string {
	const general = "无法识别，请对照接口说明修改"
	body, ok := d.Value.(string)
	if d.Location != "body" || !ok {
		return general
	}
	var syntax *json.SyntaxError
	if err := json.Unmarshal([]byte(body), new(any)); !errors.As(err, &syntax) {
		return general
	}
	read := body[:min(int(syntax.Offset), len(body))]
	if syntax.Offset >= int64(len(body)) {
		return "内容不完整，请检查引号、括号是否成对后重新提交"
	}
	line := read[strings.LastIndexByte(read, '\n')+1:]
	return fmt.Sprintf("第%d行第%d个字符“%s”处不是有效的 JSON，请改正后重新提交", strings.Count(read, "\n")+1, utf8.RuneCountInString(line), lastOf(line))
}

func lastOf(line string) string {
	r, _ := utf8.DecodeLastRuneInString(line)
	return string(r)
}

// longest is the most characters of a faulty value that are shown back.
const longest = 200

// plain shows a faulty value back only where it is a simple one: a whole body would bury the message.
func plain(v any) any {
	switch v := v.(type) {
	case string:
		if utf8.RuneCountInString(v) > longest {
			return nil
		}
		return v
	case float64, bool, int, int64:
		return v
	}
	return nil
}
