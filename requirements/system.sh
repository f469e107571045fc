#!/bin/sh
# Install the system packages that are missing: `system.sh run`, or `system.sh test` for more.
# As root or with sudo by apt; else it names them and gives up.
set -eu

PYTHON=${PYTHON:-python3}
missing=""

command -v "$PYTHON" >/dev/null || {
  echo "Python 3.11 or newer is needed. / Python 3.11 以降が必要です。" >&2
  exit 1
}
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Python 3.11 or newer is needed: make PYTHON=python3.11 / Python 3.11 以降が必要です。" >&2
  exit 1
}

has_library() { { /sbin/ldconfig -p 2>/dev/null || ldconfig -p; } | grep -q "$1"; }
has_program() { command -v "$1" >/dev/null; }
has_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
want() { missing="$missing $1"; }

"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || want python3-venv
has_library 'libpango-1\.0\.so\.0' || want libpango-1.0-0
has_library 'libpangoft2-1\.0\.so\.0' || want libpangoft2-1.0-0
has_library 'libharfbuzz-subset\.so\.0' || want libharfbuzz-subset0

if [ "${1:-run}" = test ]; then
  has_program pdftotext || want poppler-utils
  has_program qpdf || want qpdf
  has_program tesseract || want tesseract-ocr
  has_program soffice || want libreoffice-calc-nogui
  has_program chromium || want chromium
  has_postgresql || want postgresql
fi

[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=""
elif has_program sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  as_root="sudo"
else
  as_root="nobody"
fi

if [ "$as_root" = nobody ] || ! has_program apt-get; then
  echo "These system packages are missing; install them and start again:" >&2
  echo "次のシステムパッケージが必要です。インストールしてから、もう一度実行してください。" >&2
  echo "  apt-get install$missing" >&2
  exit 1
fi

echo "Installing system packages, once:$missing"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 - as_root may be empty, missing is a list
{ $as_root apt-get -qq update && $as_root apt-get -qq install -y --no-install-recommends $missing; } \
  >"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }
rm -f "$log"
