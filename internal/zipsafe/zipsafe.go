// Package zipsafe opens ZIP containers that strangers sent (xlsx, docx) under limits which are checked
// before anything is unpacked: a bomb of a few kilobytes must not cost gigabytes of memory.
package zipsafe

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"qingshen/internal/fault"
)

// Limits bound what a container may hold.
type Limits struct {
	Entries   int    // most entries
	Total     uint64 // most unpacked bytes of all entries together
	Ratio     uint64 // most unpacked bytes for one packed byte, asked of entries over RatioFrom
	RatioFrom uint64 // entries up to this many unpacked bytes may have any ratio
}

// Office are the limits for office documents. A sheet of 100,000 rows of 30 columns unpacks to about 200 MB
// at a ratio of 10 to 40; deflate cannot exceed 1,032, and only bombs come near.
var Office = Limits{Entries: 2000, Total: 768 << 20, Ratio: 150, RatioFrom: 8 << 20}

const (
	directoryEndSize = 22
	directoryBytes   = 1 << 20 // a directory of 2,000 entries is far below this
)

// Reader is a container whose directory has passed the limits.
type Reader struct {
	*zip.Reader
	byName map[string]*zip.File
}

// Open checks the directory of the container against the limits and gives its reader.
// Faults are Invalid, in Chinese.
func Open(r io.ReaderAt, size int64, limits Limits) (*Reader, error) {
	if err := checkDirectory(r, size, limits); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, damaged()
	}
	if len(z.File) > limits.Entries {
		return nil, tooMany(len(z.File), limits.Entries)
	}
	var total uint64
	byName := make(map[string]*zip.File, len(z.File))
	for _, f := range z.File {
		if err := checkEntry(f, limits); err != nil {
			return nil, err
		}
		total += f.UncompressedSize64
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if _, twice := byName[name]; twice {
			return nil, fault.Invalid("文件内部有两个同名的部分，可能被改动过，系统拒绝读取。请用 Office 或 WPS 打开原文件，另存后再上传。")
		}
		byName[name] = f
	}
	if total > limits.Total {
		return nil, fault.Invalid(fmt.Sprintf("文件解压后约 %d MB，超过 %d MB 的上限，系统拒绝读取。请拆分成几个文件，或删除其中的图片和空白区域后再上传。",
			total>>20, limits.Total>>20))
	}
	return &Reader{Reader: z, byName: byName}, nil
}

// Find gives the entry of this name, whatever its case, or nil.
func (r *Reader) Find(name string) *zip.File {
	return r.byName[strings.ToLower(strings.TrimPrefix(name, "/"))]
}

// ReadAll unpacks one entry into memory; limit is the most bytes it may have.
func (r *Reader) ReadAll(f *zip.File, limit int64) ([]byte, error) {
	if f.UncompressedSize64 > uint64(limit) {
		return nil, fault.Invalid(fmt.Sprintf("文件内部的“%s”过大（%d MB），系统拒绝读取。请用 Office 或 WPS 打开后另存再上传。", f.Name, f.UncompressedSize64>>20))
	}
	rc, err := f.Open()
	if err != nil {
		return nil, damaged()
	}
	defer rc.Close()
	// The standard reader stops at the size that the directory states and compares the checksum there.
	b, err := io.ReadAll(rc)
	if err != nil {
		return nil, damaged()
	}
	return b, nil
}

// checkDirectory reads the end record by hand, because the standard reader builds an entry for every directory
// record before anyone can count them.
func checkDirectory(r io.ReaderAt, size int64, limits Limits) error {
	if size < directoryEndSize {
		return damaged()
	}
	tail := make([]byte, min(size, directoryEndSize+1<<16))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return damaged()
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+directoryEndSize > len(tail) {
		return damaged()
	}
	end := tail[at:]
	entries := int(binary.LittleEndian.Uint16(end[10:]))
	bytesOf := int64(binary.LittleEndian.Uint32(end[12:]))
	offset := int64(binary.LittleEndian.Uint32(end[16:]))
	if entries > limits.Entries {
		return tooMany(entries, limits.Entries)
	}
	// Both the stated and the true length bound how many records the standard reader will walk.
	position := size - int64(len(tail)) + int64(at)
	if bytesOf > directoryBytes || offset > position || position-offset > directoryBytes {
		return fault.Invalid("文件内部的目录异常，系统拒绝读取。请用 Office 或 WPS 打开原文件，另存后再上传。")
	}
	return nil
}

func checkEntry(f *zip.File, limits Limits) error {
	if f.UncompressedSize64 > limits.Total {
		return bomb(f.UncompressedSize64)
	}
	if f.UncompressedSize64 > limits.RatioFrom && f.UncompressedSize64 > limits.Ratio*max(f.CompressedSize64, 1) {
		return bomb(f.UncompressedSize64)
	}
	if f.Flags&1 != 0 {
		return fault.Invalid("文件设置了压缩密码，系统无法读取。请取消密码后再上传。")
	}
	return nil
}

func damaged() error {
	return fault.Invalid("文件已损坏或没有传完整，系统无法读取。请用 Office 或 WPS 打开确认，另存后再上传。")
}

func tooMany(got, limit int) error {
	return fault.Invalid(fmt.Sprintf("文件内部有 %d 个部分，超过 %d 个的上限，系统拒绝读取。请用 Office 或 WPS 打开原文件，另存后再上传。", got, limit))
}

func bomb(size uint64) error {
	return fault.Invalid(fmt.Sprintf("文件很小，解压后却有 %d MB，疑似压缩炸弹，系统拒绝读取。请删除表格中大片的空白或重复区域，另存后再上传。", max(size>>20, 1)))
}
