package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Bucket says where an S3 service keeps the content.
type Bucket struct {
	// Endpoint is https://host or http://host; empty for a folder.
	Endpoint string
	Name     string
	Region   string
	Key      string
	Secret   string
	// Prefix stands before every hash, so that a bucket can be shared.
	Prefix string
}

// bucket is the shelf on an S3 service. An object appears there when all of it has arrived, never before.
type bucket struct {
	client *minio.Client
	Bucket
}

// openBucket finds the bucket; it must exist, as who may read it is decided where it is made.
func openBucket(ctx context.Context, b Bucket) (*bucket, error) {
	address, err := url.Parse(b.Endpoint)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return nil, fmt.Errorf("对象存储地址“%s”不可用：应为 https://主机 的形式（QINGSHEN_S3_ENDPOINT）", b.Endpoint)
	}
	client, err := minio.New(address.Host, &minio.Options{Creds: credentials.NewStaticV4(b.Key, b.Secret, ""), Secure: address.Scheme == "https", Region: b.Region, BucketLookup: minio.BucketLookupPath})
	if err != nil {
		return nil, fmt.Errorf("对象存储：%w", err)
	}
	there, err := client.BucketExists(ctx, b.Name)
	if err != nil {
		return nil, fmt.Errorf("对象存储连不上或者拒绝访问（%s）：%w", b.Endpoint, err)
	}
	if !there {
		return nil, fmt.Errorf("对象存储中没有存储桶“%s”，请先建立（QINGSHEN_S3_BUCKET）", b.Name)
	}
	return &bucket{client, b}, nil
}

func (b *bucket) keep(ctx context.Context, all []finished) error {
	return together(all, func(c finished) error {
		defer c.file.Close()
		info, err := c.file.Stat()
		if err == nil {
			_, err = c.file.Seek(0, io.SeekStart)
		}
		if err == nil {
			_, err = b.client.PutObject(ctx, b.Name, b.Prefix+c.sha, c.file, info.Size(), minio.PutObjectOptions{ContentType: "application/octet-stream"})
		}
		return err
	})
}

func (b *bucket) open(ctx context.Context, sha string) (Reader, error) {
	o, err := b.client.GetObject(ctx, b.Name, b.Prefix+sha, minio.GetObjectOptions{})
	if err != nil {
		return nil, gone(err)
	}
	if _, err := o.Stat(); err != nil { // nothing was asked of the service yet
		o.Close()
		return nil, gone(err)
	}
	return o, nil
}

func (b *bucket) stat(ctx context.Context, sha string) (int64, time.Time, error) {
	info, err := b.client.StatObject(ctx, b.Name, b.Prefix+sha, minio.StatObjectOptions{})
	return info.Size, info.LastModified, gone(err)
}

func (b *bucket) remove(ctx context.Context, sha string) error {
	if err := gone(b.client.RemoveObject(ctx, b.Name, b.Prefix+sha, minio.RemoveObjectOptions{})); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// each also drops the parts of transfers that broke off: they cost space and nothing names them.
func (b *bucket) each(ctx context.Context, before time.Time, do func(sha string) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for o := range b.client.ListObjects(ctx, b.Name, minio.ListObjectsOptions{Prefix: b.Prefix, Recursive: true}) {
		if o.Err != nil {
			return o.Err
		}
		sha := strings.TrimPrefix(o.Key, b.Prefix)
		if !hash.MatchString(sha) || !o.LastModified.Before(before) {
			continue
		}
		if err := do(sha); err != nil {
			return err
		}
	}
	for part := range b.client.ListIncompleteUploads(ctx, b.Name, b.Prefix, true) {
		if part.Err != nil {
			return ignoreGone(gone(part.Err)) // some services say so when there are none
		}
		if part.Initiated.Before(before) {
			if err := b.client.RemoveIncompleteUpload(ctx, b.Name, part.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

// gone turns the service's answer that nothing is there into the one of a disk.
func gone(err error) error {
	if answer := minio.ToErrorResponse(err); answer.StatusCode == http.StatusNotFound {
		return fs.ErrNotExist
	}
	return err
}
