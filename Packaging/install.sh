#!/usr/bin/env bash
# install.sh BERTH ROOT PREFIX: puts the program, its completions and its manual pages below ROOT/PREFIX. ROOT is empty for this
# machine; packages are made of another one.
set -euo pipefail

berth=$(readlink -f "$1")
cd "$(dirname "$0")/.."
base=$2$3
[ -x "$berth" ] || { echo "install: there is no program $berth: build it first" >&2; exit 1; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$berth" completion bash >"$scratch/bash"
"$berth" completion zsh >"$scratch/zsh"
"$berth" completion fish >"$scratch/fish"
"$berth" --experimental-dump-help >"$scratch/help.json"
Packaging/manual.sh "$scratch/help.json" "$("$berth" version --json | jq -er .version)" "$scratch/man"

install -D -m 755 "$berth" "$base/bin/berth"
install -D -m 644 "$scratch/bash" "$base/share/bash-completion/completions/berth"
# Debian's packages have a folder of their own.
case $3 in /usr) zsh=vendor-completions ;; *) zsh=site-functions ;; esac
install -D -m 644 "$scratch/zsh" "$base/share/zsh/$zsh/_berth"
install -D -m 644 "$scratch/fish" "$base/share/fish/vendor_completions.d/berth.fish"
for page in "$scratch"/man/*.1; do
    gzip -9n "$page"
    install -D -m 644 "$page.gz" "$base/share/man/man1/$(basename "$page").gz"
done
