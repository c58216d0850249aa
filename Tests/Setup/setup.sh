#!/usr/bin/env bash
# Installs the Debian packages that berth, its demo and its tests need and that are missing; says which.
set -euo pipefail

missing=()
# library PKG-CONFIG-NAME PACKAGE: needed to build.
library() { pkg-config --exists "$1" 2>/dev/null || missing+=("$2"); }
# program NAME PACKAGE: needed by the demo and the tests.
program() { command -v "$1" >/dev/null || missing+=("$2"); }

program pkg-config pkg-config
library yaml-0.1 libyaml-dev
library libcurl libcurl4-openssl-dev
library libgit2 libgit2-dev
library zlib zlib1g-dev
program git git
program age age
program curl curl
program jq jq
program kubectl kubernetes-client
program ssh-keygen openssh-client
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
# helm.sh fetches helm with it.
python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
program named-checkzone bind9-utils
# Its package starts a server where systemd runs: there the tests go without.
[ -d /run/systemd/system ] || [ -x /usr/sbin/sshd ] || missing+=(openssh-server)

[ ${#missing[@]} -gt 0 ] || exit 0
echo "setup: installing ${missing[*]}"
root=()
[ "$(id -u)" -eq 0 ] || root=(sudo)
"${root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
