package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/crypto/argon2"
)

// Parameters of argon2id (RFC 9106, second recommended option, memory in KiB).
const (
	hashTime    = 3
	hashMemory  = 64 * 1024
	hashThreads = 2
	hashLength  = 32
)

// slots bounds how many passwords are hashed at once: each takes 64 MiB.
var slots = make(chan struct{}, 4)

// HashPassword gives the argon2id hash of a password in the usual encoded form.
func HashPassword(password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key := derive(password, salt, hashTime, hashMemory, hashThreads)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashThreads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

// checkPassword compares in constant time. An unreadable hash matches nothing.
func checkPassword(password, encoded string) bool {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 {
		return false
	}
	var memory, time uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare(want, derive(password, salt, time, memory, threads)) == 1
}

func derive(password string, salt []byte, time, memory uint32, threads uint8) []byte {
	slots <- struct{}{}
	defer func() { <-slots }()
	return argon2.IDKey([]byte(password), salt, time, memory, threads, hashLength)
}

// weak says in Chinese what a new password lacks; "" when it will do.
func weak(password, login string) string {
	var kinds [4]bool
	for _, r := range password {
		switch {
		case unicode.IsLower(r):
			kinds[0] = true
		case unicode.IsUpper(r):
			kinds[1] = true
		case unicode.IsDigit(r):
			kinds[2] = true
		default:
			kinds[3] = true
		}
	}
	count := 0
	for _, k := range kinds {
		if k {
			count++
		}
	}
	switch {
	case len([]rune(password)) < 12:
		return "密码至少12位，请加长。"
	case count < 3:
		return "密码应当包含大写字母、小写字母、数字、符号中的至少三类。"
	case login != "" && strings.Contains(strings.ToLower(password), login):
		return "密码不能包含账号本身。"
	}
	return ""
}

// oneTime gives a password that can be read aloud: no letters that look like digits.
func oneTime() string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"
	raw := make([]byte, 14)
	_, _ = rand.Read(raw) // crypto/rand.Read never fails on supported systems
	for i := range raw {
		raw[i] = letters[int(raw[i])%len(letters)]
	}
	return string(raw[:5]) + "-" + string(raw[5:10]) + "-" + string(raw[10:])
}
