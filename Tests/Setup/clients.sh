#!/usr/bin/env bash
# clients.sh [REQUIREMENTS FOLDER]: puts packages of Python into a virtual environment; by default the providers' own clients, which
# the tests point at the sandbox, below .build.
set -euo pipefail
cd "$(dirname "$0")/../.."

wanted=${1:-Tests/Clients/requirements.txt}
place=${2:-.build/clients}
# Written last: an environment that was cut off is made anew.
cmp -s "$wanted" "$place/requirements.txt" && exit 0
echo "setup: installing what $wanted lists"
rm -rf "$place"
mkdir -p .build
python3 -m venv "$place"
"$place/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --requirement "$wanted"
cp "$wanted" "$place/requirements.txt"
