#!/bin/sh
# Find a Python that is new enough and hand over to scripts/setup.py, which would not even parse under an old one.
set -eu
cd "$(dirname "$0")/.."

suits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        found=$(command -v "$name" 2>/dev/null) || continue
        if suits "$found"; then
            printf '%s\n' "$found"
            return 0
        fi
    done
    return 1
}

if ! python=$(find_python); then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "没有 3.11 以上的 Python，正在用 apt-get 安装 / no Python 3.11+, installing it with apt-get"
        apt-get update -qq || true
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null || true
    fi
    if ! python=$(find_python); then
        {
            echo "需要 Python 3.11 或更高版本，这台机器上$(command -v python3 >/dev/null 2>&1 && python3 --version 2>&1 | sed 's/^/是 /' || echo 没有 Python)。"
            echo "  Debian 12+、Ubuntu 24.04+：sudo apt-get install python3 python3-venv"
            echo "  Ubuntu 22.04：sudo apt-get install python3.11 python3.11-venv"
            echo "  其他系统：装好后用 make PYTHON=/路径/python3.11 … 指明"
            echo "Python 3.11 or newer is needed. Install it as above, or name it: make PYTHON=/path/to/python3.11 …"
        } >&2
        exit 2
    fi
fi
exec "$python" scripts/setup.py "$@"
