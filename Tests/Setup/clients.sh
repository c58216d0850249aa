#!/usr/bin/env bash
# Puts the providers' own clients, which the tests point at the sandbox, into a virtual environment below .build.
set -euo pipefail
cd "$(dirname "$0")/../.."

wanted=Tests/Clients/requirements.txt
place=.build/clients
# Written last: an environment that was cut off is made anew.
cmp -s "$wanted" "$place/requirements.txt" && exit 0
echo "setup: installing the providers' clients"
rm -rf "$place"
mkdir -p .build
python3 -m venv "$place"
"$place/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --requirement "$wanted"
cp "$wanted" "$place/requirements.txt"
