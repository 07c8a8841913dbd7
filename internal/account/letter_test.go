package account_test

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"qingshen/internal/account"
)

// printed draws the code of a letter as it comes from the printer: black on white, with the quiet zone of the sheet.
func printed(t *testing.T, letter account.AccountLetter) image.Image {
	t.Helper()
	const module, quiet = 6, 4
	side := (letter.QRSize + 2*quiet) * module
	page := image.NewGray(image.Rect(0, 0, side, side))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	for _, run := range strings.Split(strings.TrimSuffix(letter.QR, "z"), "z") {
		var x, y, length, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &length, &back); err != nil || length != back {
			t.Fatalf("%q is no run of modules: %v", run, err)
		}
		at := image.Rect((x+quiet)*module, (y+quiet)*module, (x+quiet+length)*module, (y+quiet+1)*module)
		draw.Draw(page, at, image.NewUniform(color.Black), image.Point{}, draw.Src)
	}
	return page
}

// A telephone reads the code of a letter with a reader of its own and arrives at the page that opens the account.
func TestTheCodeOfALetterLeadsToAPageThatWorks(t *testing.T) {
	l := published(t)
	letter := l.issue().Letters[0]
	bitmap, err := gozxing.NewBinaryBitmapFromImage(printed(t, letter))
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal("the code cannot be read:", err)
	}
	link, err := url.Parse(read.GetText())
	if err != nil {
		t.Fatal(err)
	}
	if link.Scheme+"://"+link.Host != "https://qingshen.example.cn" || link.RawQuery != "" {
		t.Errorf("the code leads to %s", link)
	}
	// The page is one of the workspace that needs no login; what it takes from behind the # sign opens this account.
	routes, err := os.ReadFile("../../web/src/me/routes.ts")
	if err != nil {
		t.Fatal(err)
	}
	if page := strings.TrimPrefix(link.Path, "/app"); !strings.Contains(string(routes), "{ path: '"+page+"'") || !strings.Contains(string(routes), "open: true") {
		t.Errorf("the workspace has no open page %s", page)
	}
	behind, err := url.ParseQuery(link.Fragment)
	if err != nil {
		t.Fatal(err)
	}
	l.Visitor().Call("POST", "/session/claim/check", map[string]string{"credit_code": behind.Get("credit_code"), "code": behind.Get("code")}).Want(200)
	claim(l.Visitor(), behind.Get("credit_code"), behind.Get("code")).Want(200)
}
