#!/bin/bash
# Makes sure that the named things are on this machine: installs Debian packages where it may, else says in one line
# what is missing.  usage: need.sh go|node|postgresql|chromium|poppler …
set -euo pipefail

install() { # install PACKAGE WHAT
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing $1 …" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1"; } >/dev/null 2>&1 && return 0
  fi
  echo "missing: $2 (Debian package $1); install it, or run as root" >&2
  exit 1
}

postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

for what in "$@"; do
  case $what in
    go) command -v go >/dev/null || { echo "missing: Go 1.26 or newer (https://go.dev/dl)" >&2; exit 1; } ;;
    node) command -v npm >/dev/null || { echo "missing: Node.js 20 or newer with npm" >&2; exit 1; } ;;
    postgresql) [ -n "$(postgres_bin)" ] && [ -x "$(postgres_bin)/initdb" ] || install postgresql "PostgreSQL server programs" ;;
    poppler) command -v pdftotext >/dev/null && command -v pdftoppm >/dev/null || install poppler-utils "pdftotext and pdftoppm, the second reader of PDF files" ;;
    chromium) command -v chromium >/dev/null || install chromium "Chromium browser"
      fc-list 2>/dev/null | grep -qiE 'cjk|wqy|noto sans sc' || install fonts-noto-cjk "Chinese fonts" ;;
  esac
done
