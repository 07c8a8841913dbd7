package app

import (
	"os"
	"strconv"
	"time"

	"qingshen/internal/channel"
	"qingshen/internal/file"
	"qingshen/internal/job"
	"qingshen/internal/store"
)

// Config is everything that an operator may decide. Every field has a working default: serve runs on an empty folder.
type Config struct {
	// Addr is where the server listens (QINGSHEN_ADDR).
	Addr string
	// Data is the folder of the SQLite database and the files (QINGSHEN_DATA).
	Data string
	// DatabaseURL is postgres://… for PostgreSQL; empty means SQLite in Data (QINGSHEN_DATABASE_URL).
	DatabaseURL string
	// UploadMegabytes is the most megabytes of one file (QINGSHEN_UPLOAD_MB).
	UploadMegabytes int
	// Bucket keeps the files on an S3 service instead of in Data (QINGSHEN_S3_…).
	Bucket file.Bucket
	// LawDir overlays the built-in law with a folder of YAML (QINGSHEN_LAW).
	LawDir string
	// Product is the name on screens (QINGSHEN_PRODUCT).
	Product string
	// Province is the six-digit code of the province that this installation serves (QINGSHEN_PROVINCE).
	Province string
	// SecureCookie is for installations behind TLS (QINGSHEN_SECURE_COOKIE).
	SecureCookie bool
	// IdleTimeout ends a login without activity (QINGSHEN_IDLE_MINUTES).
	IdleTimeout time.Duration
	// OneTimeFor is how long a one-time password opens an account (QINGSHEN_ONE_TIME_DAYS).
	OneTimeFor time.Duration
	// RequestsPerMinute bounds each account or address; 0 for no bound (QINGSHEN_REQUESTS_PER_MINUTE).
	RequestsPerMinute int
	// TrustedProxies are the networks of the reverse proxies that tell the address of the visitor (QINGSHEN_TRUSTED_PROXIES).
	TrustedProxies string
	// JobLease is how long a job of a process that has died waits until another takes it up (QINGSHEN_JOB_LEASE_SECONDS).
	JobLease time.Duration
	// Site is the address under which people reach the installation, for links in mails and calendars (QINGSHEN_SITE).
	Site string
	// Channels are the outputs beside the inbox, all off by default (QINGSHEN_SMTP_…, QINGSHEN_GATEWAY_…).
	Channels channel.Config
	// Demo offers every role with one click and lets the clock be moved.
	Demo bool
	// Clock is set by tests; nil is the real one.
	Clock *store.Clock
}

// FromEnvironment gives the defaults, overridden by the environment.
func FromEnvironment() Config {
	return Config{
		Addr:            text("QINGSHEN_ADDR", "127.0.0.1:8080"),
		Data:            text("QINGSHEN_DATA", "./data"),
		DatabaseURL:     text("QINGSHEN_DATABASE_URL", ""),
		UploadMegabytes: number("QINGSHEN_UPLOAD_MB", int(file.Limit>>20)),
		Bucket: file.Bucket{
			Endpoint: text("QINGSHEN_S3_ENDPOINT", ""), Name: text("QINGSHEN_S3_BUCKET", "qingshen"), Region: text("QINGSHEN_S3_REGION", "us-east-1"),
			Key: text("QINGSHEN_S3_ACCESS_KEY", ""), Secret: text("QINGSHEN_S3_SECRET_KEY", ""), Prefix: text("QINGSHEN_S3_PREFIX", ""),
		},
		LawDir:            text("QINGSHEN_LAW", ""),
		Product:           text("QINGSHEN_PRODUCT", "山东省清洁生产信息管理系统"),
		Province:          text("QINGSHEN_PROVINCE", "370000"),
		SecureCookie:      text("QINGSHEN_SECURE_COOKIE", "") == "true",
		IdleTimeout:       time.Duration(number("QINGSHEN_IDLE_MINUTES", 30)) * time.Minute,
		OneTimeFor:        time.Duration(number("QINGSHEN_ONE_TIME_DAYS", 7)) * 24 * time.Hour,
		TrustedProxies:    text("QINGSHEN_TRUSTED_PROXIES", ""),
		JobLease:          time.Duration(number("QINGSHEN_JOB_LEASE_SECONDS", int(job.Lease/time.Second))) * time.Second,
		RequestsPerMinute: number("QINGSHEN_REQUESTS_PER_MINUTE", 3000),
		Site:              text("QINGSHEN_SITE", ""),
		Channels: channel.Config{
			SMTPAddr: text("QINGSHEN_SMTP_ADDR", ""), SMTPFrom: text("QINGSHEN_SMTP_FROM", ""), SMTPUser: text("QINGSHEN_SMTP_USER", ""),
			SMTPPassword: text("QINGSHEN_SMTP_PASSWORD", ""), SMTPTLS: text("QINGSHEN_SMTP_TLS", "starttls"),
			GatewayURL: text("QINGSHEN_GATEWAY_URL", ""), GatewaySign: text("QINGSHEN_GATEWAY_SECRET", ""),
		},
	}
}

func text(name, fallback string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return fallback
}

func number(name string, fallback int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return fallback
}
