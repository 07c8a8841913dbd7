package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// The clients share the cores with the servers, so they are as lean as HTTP/1.1 allows: a request is bytes that are
// written, an answer is read by its length and thrown away. The library's client costs as much as a small answer does.

// call is one request: what is sent is made anew for each so that every write has a subject of its own.
type call struct {
	method, path, cookie, kind string
	body                       []byte
}

func (c call) append(to []byte, host string) []byte {
	to = append(to, c.method+" "+c.path+" HTTP/1.1\r\nHost: "+host+"\r\n"...)
	if c.cookie != "" {
		to = append(to, "Cookie: "+c.cookie+"\r\n"...)
	}
	if c.method != "GET" {
		to = append(to, "Content-Type: "+c.kind+"\r\nContent-Length: "+strconv.Itoa(len(c.body))+"\r\n"...)
	}
	to = append(to, "\r\n"...)
	return append(to, c.body...)
}

// client is one connection.
type client struct {
	host string
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

// patience is the longest that one answer may take.
const patience = 10 * time.Minute

// send does one call and gives the length of the answer, which keep collects where it is wanted.
func (c *client) send(one call, keep io.Writer) (int64, error) {
	if c.conn == nil {
		conn, err := net.Dial("tcp", c.host)
		if err != nil {
			return 0, err
		}
		c.conn, c.in = conn, bufio.NewReaderSize(conn, 64<<10)
	}
	n, err := c.exchange(one, keep)
	if err != nil {
		c.close()
	}
	return n, err
}

func (c *client) exchange(one call, keep io.Writer) (int64, error) {
	c.out = one.append(c.out[:0], c.host)
	if err := c.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return 0, err
	}
	if _, err := c.conn.Write(c.out); err != nil {
		return 0, err
	}
	status, length, err := c.head()
	if err != nil {
		return 0, err
	}
	if status >= 300 {
		var text bytes.Buffer
		_, err := c.rest(&text, length)
		return 0, errors.Join(fmt.Errorf("%d %.300s", status, text.String()), err)
	}
	return c.rest(keep, length)
}

// head reads the status line and the headers; a length of -1 means chunks.
func (c *client) head() (status int, length int64, err error) {
	length = -1
	for first := true; ; first = false {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case first:
			if len(line) < 12 {
				return 0, 0, fmt.Errorf("not an answer: %.40q", line)
			}
			if status, err = strconv.Atoi(string(line[9:12])); err != nil {
				return 0, 0, err
			}
		case len(line) == 0:
			if status == 204 || status == 304 {
				length = 0
			}
			return status, length, nil
		case len(line) > 15 && strings.EqualFold(string(line[:15]), "content-length:"):
			if length, err = strconv.ParseInt(string(bytes.TrimSpace(line[15:])), 10, 64); err != nil {
				return 0, 0, err
			}
		}
	}
}

func (c *client) rest(keep io.Writer, length int64) (int64, error) {
	if length >= 0 {
		return c.piece(keep, length)
	}
	var total int64
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return total, err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 64)
		if err != nil {
			return total, err
		}
		n, err := c.piece(keep, size)
		total += n
		if err != nil {
			return total, err
		}
		if _, err := c.in.Discard(2); err != nil || size == 0 {
			return total, err
		}
	}
}

func (c *client) piece(keep io.Writer, n int64) (int64, error) {
	if keep != nil {
		return io.CopyN(keep, c.in, n)
	}
	done, err := c.in.Discard(int(n))
	return int64(done), err
}

func (c *client) close() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}
