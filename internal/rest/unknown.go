package rest

import (
	"net/http"
	"slices"
	"strings"

	"qingshen/internal/fault"
)

// methods are those that operations use.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// Unknown answers every call under Base that is no operation, as a problem: 405 with the methods that there are, 404
// otherwise.
func (a *API) Unknown() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call := r.Method + " " + r.URL.Path
		known := a.methodsOf(r)
		if len(known) == 0 {
			WriteProblem(w, &Problem{Type: "about:blank", Title: titles[fault.KindNotFound], Status: http.StatusNotFound, Code: string(fault.KindNotFound),
				Detail: "没有“" + call + "”这个接口，请核对路径。全部接口见 /api。"})
			return
		}
		w.Header().Set("Allow", strings.Join(known, ", "))
		WriteProblem(w, &Problem{Type: "about:blank", Title: "不支持这种请求方法", Status: http.StatusMethodNotAllowed, Code: "method-not-allowed",
			Detail: "没有“" + call + "”这个接口；这个路径支持 " + strings.Join(known, "、") + "，请核对请求方法。全部接口见 /api。"})
	})
}

// methodsOf asks the mux itself which methods a path has: it knows the patterns best.
func (a *API) methodsOf(r *http.Request) []string {
	return slices.DeleteFunc(slices.Clone(methods), func(method string) bool {
		other := r.Clone(r.Context())
		other.Method = method
		_, pattern := a.mux.Handler(other)
		return !strings.HasPrefix(pattern, method+" ")
	})
}
