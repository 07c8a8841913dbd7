package document

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"qingshen/internal/fault"
	"qingshen/internal/figure"
)

// Picture is a figure with its title beneath.
type Picture struct {
	Figure  *figure.Figure
	Caption string
}

func (p Picture) faults(path string, list *fault.List) {
	if p.Figure == nil || len(p.Figure.Shapes) == 0 {
		list.Add(path, "图“"+p.Caption+"”没有内容。")
	}
}

// dots is how many dots of a picture make a point: sharp in print.
const dots = 3

var fontParsed = sync.OnceValues(func() (*sfnt.Font, error) {
	data, err := fontData()
	if err != nil {
		return nil, err
	}
	return opentype.Parse(data)
})

// drawPNG draws a figure as a picture.
func drawPNG(f *figure.Figure) ([]byte, error) {
	parsed, err := fontParsed()
	if err != nil {
		return nil, err
	}
	w, h := int(math.Ceil(f.Width*dots)), int(math.Ceil(f.Height*dots))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	faces := map[float64]font.Face{}
	for _, s := range f.Shapes {
		switch {
		case s.Text != "":
			face := faces[s.Size]
			if face == nil {
				if face, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: s.Size * dots, DPI: 72}); err != nil {
					return nil, err
				}
				faces[s.Size] = face
			}
			letter(img, face, s)
		case s.Width > 0:
			fill(img, stroke(s), s.Fill)
		default:
			fill(img, s.Points, s.Fill)
		}
	}
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img)
	return b.Bytes(), err
}

func rgba(c figure.Colour) *image.Uniform { return image.NewUniform(color.RGBA{c[0], c[1], c[2], 255}) }

func fill(img *image.RGBA, points []figure.Point, c figure.Colour) {
	if len(points) < 3 {
		return
	}
	r := vector.NewRasterizer(img.Bounds().Dx(), img.Bounds().Dy())
	for i, p := range points {
		x, y := float32(p.X*dots), float32(p.Y*dots)
		if i == 0 {
			r.MoveTo(x, y)
		} else {
			r.LineTo(x, y)
		}
	}
	r.ClosePath()
	r.Draw(img, img.Bounds(), rgba(c), image.Point{})
}

// stroke gives the area of a straight line.
func stroke(s figure.Shape) []figure.Point {
	a, b := s.Points[0], s.Points[len(s.Points)-1]
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	if length == 0 {
		return nil
	}
	dx, dy := (b.Y-a.Y)/length*s.Width/2, -(b.X-a.X)/length*s.Width/2
	return []figure.Point{{X: a.X + dx, Y: a.Y + dy}, {X: b.X + dx, Y: b.Y + dy}, {X: b.X - dx, Y: b.Y - dy}, {X: a.X - dx, Y: a.Y - dy}}
}

func letter(img *image.RGBA, face font.Face, s figure.Shape) {
	d := font.Drawer{Dst: img, Src: rgba(s.Fill), Face: face}
	x := fixed.Int26_6(s.Points[0].X * dots * 64)
	switch width := d.MeasureString(s.Text); s.Anchor {
	case figure.Middle:
		x -= width / 2
	case figure.End:
		x -= width
	}
	d.Dot = fixed.Point26_6{X: x, Y: fixed.Int26_6(s.Points[0].Y * dots * 64)}
	d.DrawString(s.Text)
}

// emu is how many units of DrawingML make a point.
const emu = 12700

// picture writes a figure into the text, its title beneath and on the same page.
func (b *builder) picture(p Picture) {
	b.pictures = append(b.pictures, p.Figure)
	n := len(b.pictures)
	scale := math.Min(1, float64(b.across())/20/p.Figure.Width)
	cx, cy := int(p.Figure.Width*scale*emu), int(p.Figure.Height*scale*emu)
	b.raw(fmt.Sprintf(`<w:p><w:pPr><w:keepNext/><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr><w:r><w:drawing>`+
		`<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="图%d" descr="%s"/>`+
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name="图%d"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rIdP%d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm>`+
		`<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		cx, cy, n, n, escape(p.Figure.Says), n, n, n, cx, cy))
	b.paragraph("FigureTitle", "", "", p.Caption)
}
