package file

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	nameMost  = 120 // characters
	nameBytes = 240 // what common file systems take
)

// CleanName makes a name that a stranger sent fit for showing, for a header and for any disk: the last part of a path,
// without invisible and direction-changing characters (which can make exe.pdf of fdp.exe), reserved names and marks.
func CleanName(name string) string {
	name = strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/")
	name = name[strings.LastIndexByte(name, '/')+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r == utf8.RuneError:
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.TrimRight(strings.Join(strings.Fields(name), " "), " .")
	ext := path.Ext(name)
	stem := strings.Trim(strings.TrimSuffix(name, ext), " .")
	if utf8.RuneCountInString(ext) > 10 {
		stem, ext = name, ""
	}
	switch {
	case stem == "":
		stem = "未命名"
	case reserved(stem):
		stem = "_" + stem
	}
	for utf8.RuneCountInString(stem+ext) > nameMost || len(stem+ext) > nameBytes {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	return strings.TrimSpace(stem) + ext
}

// reserved tells the device names of Windows, which no file there may bear, whatever its extension.
func reserved(stem string) bool {
	stem, _, _ = strings.Cut(strings.ToUpper(stem), ".")
	switch stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && stem[3] >= '0' && stem[3] <= '9'
}

// disposition gives the header under which browsers save the file: RFC 6266 with the UTF-8 name of RFC 5987, and a
// plain name for the rest.
func disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7E || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, plain, strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
}
