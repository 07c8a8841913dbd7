package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/rest"
)

var braces = regexp.MustCompile(`\{(\w+)\}`)

// fill puts an id into the path, and the first stage, and what the query requires.
func fill(op rest.Operation, id string) string {
	path := braces.ReplaceAllStringFunc(op.Path, func(name string) string {
		switch name {
		case "{stage}":
			return "preparation"
		case "{table}":
			return "team"
		}
		return id
	})
	var query []string
	for _, p := range op.Parameters {
		if p.In == "query" && p.Required {
			query = append(query, p.Name+"=x")
		}
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	return path
}

// upload is a body that is a form with a file.
type upload string

func (u upload) encode() (io.Reader, string, error) {
	form := new(bytes.Buffer)
	m := multipart.NewWriter(form)
	w, err := m.CreateFormFile("file", "表格.csv")
	if err == nil {
		_, err = io.WriteString(w, string(u))
	}
	return form, m.FormDataContentType(), errors.Join(err, m.Close())
}

// bodyFor is the body where the operation takes one.
func bodyFor(op rest.Operation, body any) any {
	if op.Method == http.MethodGet || !op.HasBody {
		return nil
	}
	if op.Upload {
		return upload("名称\n")
	}
	return body
}

// contract reads the OpenAPI document, as a linked system does.
type contract struct {
	Paths map[string]map[string]struct {
		ID   string `json:"operationId"`
		Body struct {
			Content map[string]struct {
				Schema schema `json:"schema"`
			} `json:"content"`
		} `json:"requestBody"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

type schema struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"`
	Format     string            `json:"format"`
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
	Items      *schema           `json:"items"`
	MinItems   int               `json:"minItems"`
	MinLength  int               `json:"minLength"`
	Minimum    float64           `json:"minimum"`
	Enum       []any             `json:"enum"`
}

// bodies gives, by operation, the smallest body that the contract allows, so that a call passes the contract and meets
// the check of the place.
func bodies(t *testing.T, a *App) map[string]any {
	t.Helper()
	raw, err := a.API.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var c contract
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	for _, methods := range c.Paths {
		for _, op := range methods {
			out[op.ID] = c.sample(op.Body.Content["application/json"].Schema)
		}
	}
	return out
}

func (c *contract) sample(s schema) any {
	if s.Ref != "" {
		return c.sample(c.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]])
	}
	if len(s.Enum) > 0 {
		return s.Enum[0]
	}
	kind, _ := s.Type.(string)
	if several, ok := s.Type.([]any); ok {
		kind, _ = several[0].(string)
	}
	switch kind {
	case "string":
		if s.Format == "date" {
			return "2026-09-07"
		}
		if s.Format == "date-time" {
			return "2026-09-07T01:00:00Z"
		}
		return strings.Repeat("甲", max(1, s.MinLength))
	case "integer", "number":
		return s.Minimum
	case "boolean":
		return false
	case "array":
		items := []any{}
		for range s.MinItems {
			items = append(items, c.sample(*s.Items))
		}
		return items
	}
	fields := map[string]any{}
	for _, name := range s.Required {
		fields[name] = c.sample(s.Properties[name])
	}
	return fields
}

// some gives the first and the last.
func some(ids []string) []string {
	if len(ids) < 3 {
		return slices.Clone(ids)
	}
	return []string{ids[0], ids[len(ids)-1]}
}
