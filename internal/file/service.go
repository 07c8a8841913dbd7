package file

import (
	"context"
	"io"
	"slices"

	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Limit is the most bytes of one file when the operator sets no other.
const Limit = 300 << 20

// Service attaches files to records.
type Service struct {
	db     *store.DB
	blobs  *Store
	limit  int64
	owners map[string]Owner
}

// New gives the service. limit is the most bytes of one file; 0 takes Limit.
func New(db *store.DB, blobs *Store, limit int64) *Service {
	if limit <= 0 {
		limit = Limit
	}
	return &Service{db: db, blobs: blobs, limit: limit, owners: map[string]Owner{}}
}

// Own says who answers for files of a kind of record; app.go calls it once for each kind.
func (s *Service) Own(subjectType string, o Owner) { s.owners[subjectType] = o }

// Put stores content that the system has produced or received elsewhere; Save attaches it.
func (s *Service) Put(ctx context.Context, name string, r io.Reader) (Blob, error) {
	return s.blobs.Put(ctx, name, r, s.limit)
}

// PutAll stores several contents that the system has produced; Save attaches each.
func (s *Service) PutAll(ctx context.Context, contents []Content) ([]Blob, error) {
	return s.blobs.PutAll(ctx, contents, s.limit)
}

// Save attaches stored content to a record. The caller has found the record in scope and may change it.
func (s *Service) Save(tx *store.Tx, subject store.Subject, purpose string, b Blob) (*File, error) {
	return s.attach(tx, subject, &File{Purpose: purpose, Edition: 1}, b)
}

// attach completes the row of a file with its content and its record, and keeps it.
func (s *Service) attach(tx *store.Tx, subject store.Subject, f *File, b Blob) (*File, error) {
	if _, err := s.blobs.Stat(tx.Context(), b.SHA256); err != nil {
		return nil, err // swept before it was attached
	}
	f.SHA256, f.Size, f.MediaType, f.Name = b.SHA256, b.Size, b.MediaType, b.Name
	f.SubjectType, f.SubjectID, f.caseID = subject.Type, subject.ID, subject.CaseID
	f.RegionCode, f.CityCode, f.EnterpriseID, f.AgencyID = subject.RegionCode, store.CityOf(subject.RegionCode), subject.EnterpriseID, subject.AgencyID
	f.UploadedBy, f.UploaderRole = tx.Actor().ID, string(tx.Actor().Role)
	return f, tx.Insert("file.add", f)
}

// Find gives a file to an actor who may see its record; to all others it does not exist.
func (s *Service) Find(tx *store.Tx, id string) (*File, error) {
	f, err := find(tx, id)
	if err != nil {
		return nil, err
	}
	subject, err := s.see(tx, f.SubjectType, f.SubjectID)
	if fault.Is(err, fault.KindNotFound) {
		return nil, fault.NotFound("文件")
	}
	f.caseID = subject.CaseID
	return f, err
}

// Of gives the files of a record that the caller has found in scope, each in its present version; an empty purpose gives all.
func (s *Service) Of(tx *store.Tx, subject store.Subject, purpose string) ([]*File, error) {
	return present(of(tx, subject, purpose))
}

// With gives all files of a record that the caller holds, each in its present version.
func With(tx *store.Tx, subject store.Subject) ([]*File, error) {
	return present(of(tx, subject, ""))
}

// Versions gives all files of a record that the caller holds, with those that a newer version has replaced.
func Versions(tx *store.Tx, subject store.Subject) ([]*File, error) { return of(tx, subject, "") }

// Hold notes that the files of a record were handed in with an act, such as the audit report: from then on they are
// evidence, which nobody removes. Without ids all files of the record are meant. The caller has found the record in scope.
func Hold(tx *store.Tx, subject store.Subject, with string, ids ...string) error {
	files, err := unheld(tx, subject)
	if err != nil {
		return err
	}
	for _, f := range files {
		if len(ids) > 0 && !slices.Contains(ids, f.ID) {
			continue
		}
		f.Held, f.caseID = with, subject.CaseID
		if err := tx.Save("file.hold", f); err != nil {
			return err
		}
	}
	return nil
}

// On tells whether a file is attached to one of these records, which the caller has found in scope: a record may only
// name files of its own.
func On(tx *store.Tx, id string, subjects ...store.Subject) (bool, error) {
	f, err := find(tx, id)
	if fault.Is(err, fault.KindNotFound) {
		return false, nil
	}
	return err == nil && slices.ContainsFunc(subjects, func(s store.Subject) bool { return s.ID != "" && s.Type == f.SubjectType && s.ID == f.SubjectID }), err
}

// Remove takes a file off a record that the caller has found in scope and may change. The content goes with the next Sweep.
func (s *Service) Remove(tx *store.Tx, subject store.Subject, id string) error {
	f, err := find(tx, id)
	if err != nil {
		return err
	}
	if f.SubjectType != subject.Type || f.SubjectID != subject.ID {
		return fault.NotFound("文件")
	}
	if why := f.settled(); why != "" {
		return fault.Conflict(why)
	}
	f.caseID = subject.CaseID
	if err := tx.Delete("file.remove", f); err != nil || f.Edition == 1 {
		return err
	}
	return reinstate(tx, f)
}

func (s *Service) see(tx *store.Tx, subjectType, id string) (store.Subject, error) {
	o, ok := s.owners[subjectType]
	if !ok {
		return store.Subject{}, fault.NotFound("所属事项")
	}
	return o.See(tx, id)
}

func (s *Service) change(tx *store.Tx, subjectType, id string) (store.Subject, error) {
	o, ok := s.owners[subjectType]
	if !ok {
		return store.Subject{}, fault.NotFound("所属事项")
	}
	return o.Change(tx, id)
}

// Target names the record that files belong to.
type Target struct {
	SubjectType string `query:"subject_type" required:"true" maxLength:"40" doc:"所属事项的类别"`
	SubjectID   string `query:"subject_id" required:"true" maxLength:"64" doc:"所属事项的标识"`
	Purpose     string `query:"purpose" maxLength:"40" doc:"用途"`
}

// Upload receives a file for a record. The record is asked before the content is received, and again when it is attached.
func (s *Service) Upload(ctx context.Context, in Target, name string, r io.Reader) (*File, error) {
	if _, err := store.Read(ctx, s.db, func(tx *store.Tx) (store.Subject, error) { return s.change(tx, in.SubjectType, in.SubjectID) }); err != nil {
		return nil, err
	}
	b, err := s.Put(ctx, name, r)
	if err != nil {
		return nil, err
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (*File, error) {
		subject, err := s.change(tx, in.SubjectType, in.SubjectID)
		if err != nil {
			return nil, err
		}
		f, err := s.Save(tx, subject, in.Purpose, b)
		if err == nil {
			f.mayBe(true, tx.Actor())
		}
		return f, err
	})
}

// List gives the files of a record that the actor may see.
func (s *Service) List(ctx context.Context, in Target) (store.List[*File], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[*File], error) {
		var out store.List[*File]
		subject, err := s.see(tx, in.SubjectType, in.SubjectID)
		if err != nil {
			return out, err
		}
		all, err := of(tx, subject, in.Purpose)
		if err != nil {
			return out, err
		}
		out.Items = grouped(all)
		out.Total = len(out.Items)
		_, locked := s.change(tx, in.SubjectType, in.SubjectID)
		for _, f := range out.Items {
			f.mayBe(locked == nil, tx.Actor())
		}
		return out, nil
	})
}

// Get gives what is known of a file.
func (s *Service) Get(ctx context.Context, id string) (*File, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*File, error) { return s.Find(tx, id) })
}

// Content opens the content of a file for an actor who may see its record. Close it.
func (s *Service) Content(ctx context.Context, id string) (*File, Reader, error) {
	f, err := s.Get(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	content, err := s.blobs.Open(ctx, f.SHA256)
	if fault.Is(err, fault.KindNotFound) {
		err = fault.Internal(err) // a row without its content is a broken disk, and not the reader's affair
	}
	return f, content, err
}

// Delete takes a file off its record.
func (s *Service) Delete(ctx context.Context, id string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		f, err := s.Find(tx, id)
		if err != nil {
			return err
		}
		subject, err := s.change(tx, f.SubjectType, f.SubjectID)
		if err != nil {
			return err
		}
		if why := f.foreign(tx.Actor()); why != "" && f.settled() == "" {
			return fault.Forbidden(why)
		}
		return s.Remove(tx, subject, id)
	})
}
