package file

import (
	"context"
	"errors"
	"regexp"

	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Arrival says to which record a file belongs that has been sent in parts (断点续传), and what it is.
type Arrival struct {
	Upload      string        `json:"upload" maxLength:"64" doc:"上传的标识：创建上传时所得Location的最后一段"`
	SubjectType string        `json:"subject_type" maxLength:"40" doc:"所属事项的类别"`
	SubjectID   string        `json:"subject_id" maxLength:"64" doc:"所属事项的标识"`
	Purpose     string        `json:"purpose,omitempty" maxLength:"40" doc:"用途"`
	EvidenceOn  calendar.Date `json:"evidence_on,omitempty" doc:"证据日期：文件本身载明的日期"`
	Replaces    string        `json:"replaces,omitempty" maxLength:"64" doc:"作为哪个文件的新版本；原文件保留备查"`
	SHA256      string        `json:"sha256,omitempty" maxLength:"64" doc:"发送方计算的SHA-256校验值；与收到的内容不一致则不保存"`
}

// uploadName is how the protocol's server names uploads; nothing else is looked for on the disk.
var uploadName = regexp.MustCompile(`^[0-9a-f]{32}$`)

// The keys under which the sender describes an upload, and the one under which its account is noted.
const (
	metaName    = "filename"
	metaType    = "subject_type"
	metaSubject = "subject_id"
	metaAccount = "account"
)

// arriving is where the protocol's server keeps uploads until they are complete.
func (s *Store) arriving() filestore.FileStore {
	return filestore.FileStore{Path: s.arrivals(), DirModePerm: 0o700, FileModePerm: 0o600}
}

// arrival gives an upload of the actor; those of others do not exist.
func (s *Service) arrival(ctx context.Context, id string) (handler.Upload, handler.FileInfo, error) {
	gone := fault.NotFound("上传")
	if !uploadName.MatchString(id) {
		return nil, handler.FileInfo{}, gone
	}
	u, err := s.blobs.arriving().GetUpload(ctx, id)
	if errors.Is(err, handler.ErrNotFound) {
		return nil, handler.FileInfo{}, gone
	}
	if err != nil {
		return nil, handler.FileInfo{}, err
	}
	info, err := u.GetInfo(ctx)
	if err == nil && info.MetaData[metaAccount] != access.From(ctx).ID {
		err = gone
	}
	return u, info, err
}

// admit decides before anything is sent whether a file may come: who sends it, what it is called, how large it is, and
// whether the record takes files now.
func (s *Service) admit(ctx context.Context, size int64, meta map[string]string) error {
	name := CleanName(meta[metaName])
	if size > s.limit {
		return tooLarge(name, s.limit)
	}
	if err := accepted(name); err != nil {
		return err
	}
	_, err := store.Read(ctx, s.db, func(tx *store.Tx) (store.Subject, error) { return s.change(tx, meta[metaType], meta[metaSubject]) })
	return err
}

// Attach gives a file that has arrived whole to its record. Called again, after a lost answer or a fallen server, it gives
// what the first call made.
func (s *Service) Attach(ctx context.Context, in Arrival) (*File, error) {
	if !uploadName.MatchString(in.Upload) {
		return nil, fault.NotFound("上传")
	}
	f, err := store.Read(ctx, s.db, func(tx *store.Tx) (*File, error) { return s.attached(tx, in.Upload) })
	if f != nil || err != nil {
		return f, err
	}
	u, info, err := s.arrival(ctx, in.Upload)
	if err != nil {
		return nil, err
	}
	if info.Offset != info.Size {
		return nil, fault.Conflict("文件还没有传完，请继续上传。")
	}
	b, err := s.take(ctx, u, info, in.SHA256)
	if err != nil {
		return nil, s.dropRefused(ctx, u, err)
	}
	f, err = store.In(ctx, s.db, func(tx *store.Tx) (*File, error) { return s.welcome(tx, in, b) })
	if err == nil {
		err = s.drop(ctx, u)
	}
	return f, err
}

// attached gives the file that an upload has already become, nil if it has not.
func (s *Service) attached(tx *store.Tx, upload string) (*File, error) {
	f, err := byUpload(tx, upload)
	if f == nil || err != nil {
		return nil, err
	}
	if f, err = s.Find(tx, f.ID); err != nil {
		return nil, err
	}
	if f.UploadedBy != tx.Actor().ID {
		return nil, fault.NotFound("上传")
	}
	f.mayBe(true, tx.Actor())
	return f, nil
}

// welcome writes the row of a file whose content is safe.
func (s *Service) welcome(tx *store.Tx, in Arrival, b Blob) (*File, error) {
	if f, err := s.attached(tx, in.Upload); f != nil || err != nil {
		return f, err // by a call at the same time
	}
	subject, err := s.change(tx, in.SubjectType, in.SubjectID)
	if err != nil {
		return nil, err
	}
	if err := dated(in.EvidenceOn, tx.Today()); err != nil {
		return nil, err
	}
	f := &File{Purpose: in.Purpose, Edition: 1, EvidenceOn: in.EvidenceOn, UploadID: in.Upload}
	if in.Replaces != "" {
		f, err = s.replace(tx, subject, in.Replaces, f, b)
	} else {
		f, err = s.attach(tx, subject, f, b)
	}
	if err == nil {
		f.mayBe(true, tx.Actor())
	}
	return f, err
}

// take examines what has arrived and keeps it, as any other content.
func (s *Service) take(ctx context.Context, u handler.Upload, info handler.FileInfo, want string) (Blob, error) {
	content, err := u.GetReader(ctx)
	if err != nil {
		return Blob{}, err
	}
	defer content.Close()
	b, err := s.Put(ctx, info.MetaData[metaName], content)
	if err == nil && want != "" && want != b.SHA256 {
		err = fault.Invalid("“" + b.Name + "”收到的内容与发送的不一致，没有保存。请重新上传。")
	}
	return b, err
}

// drop forgets an upload. It is there no more when a call at the same time was faster.
func (s *Service) drop(ctx context.Context, u handler.Upload) error {
	return s.blobs.arriving().AsTerminatableUpload(u).Terminate(ctx)
}

// dropRefused forgets an upload whose content is not accepted: sent again, it would be refused again.
func (s *Service) dropRefused(ctx context.Context, u handler.Upload, why error) error {
	if fault.Is(why, fault.KindInvalid) {
		return errors.Join(why, s.drop(ctx, u))
	}
	return why
}
