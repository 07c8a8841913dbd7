package app

import (
	"fmt"
	"io/fs"
	"os"

	"qingshen/internal/audit"
	"qingshen/internal/indexsystem"
	"qingshen/law"
)

// lawOf gives the law data: files of the operator's folder in preference to those built in. So a county that is merged needs a
// line in codes/region_changes.csv, and a new edition of the form or a new index system a file, and no release.
func lawOf(overlay string) fs.FS {
	if overlay == "" {
		return law.Files
	}
	return law.Over(os.DirFS(overlay))
}

// lawHolds reads what an operator's folder may change, so that a fault stops the start and not the first who asks.
func lawHolds(data fs.FS) error {
	err := audit.Holds(data)
	if err == nil {
		_, err = indexsystem.BuiltIn(data)
	}
	if err != nil {
		return fmt.Errorf("法定依据数据有误，系统没有启动：\n%w", err)
	}
	return nil
}
