#!/usr/bin/env bash
# rootfs.sh BERTH FOLDER: makes the folder tree of an image with berth, age, helm and CA certificates, the libraries that they
# load, and nothing else: no shell, no package manager. The Containerfile and the tests use it; any image builder can.
set -euo pipefail

berth=$1
root=$2
# The user of the image, who owns nothing but its home.
user=65532

die() { echo "rootfs: $*" >&2; exit 1; }
[ -x "$berth" ] || die "there is no program $berth: build it first"
[ ! -e "$root" ] || [ -z "$(ls -A "$root")" ] || die "$root is not empty"
age=$(command -v age) || die "age is missing: make setup brings it"
helm=$(command -v helm) || die "helm is missing: make setup brings it"
certificates=/etc/ssl/certs/ca-certificates.crt
[ -f "$certificates" ] || die "$certificates is missing: install ca-certificates"

# put FILE PLACE MODE: copies what a link leads to.
put() { install -D -m "$3" "$(readlink -f "$1")" "$root$2"; }
# libraries PROGRAM: the files that it loads, the loader included.
libraries() {
    local list
    list=$(ldd "$1" 2>&1) || { case $list in *"not a dynamic"*) return 0 ;; *) die "$1: $list" ;; esac; }
    case $list in *"not found"*) die "$1 lacks a library: $list" ;; esac
    sed -nE 's/.*=> (\/[^ ]+) \(0x.*/\1/p; s/^\s*(\/[^ ]+) \(0x.*/\1/p' <<<"$list"
}

umask 022
put "$berth" /usr/bin/berth 755
strip "$root/usr/bin/berth"
put "$age" /usr/bin/age 755
put "$helm" /usr/bin/helm 755
put "$certificates" "$certificates" 644
{ libraries "$berth"; libraries "$age"; libraries "$helm"; } | sort -u | while read -r file; do
    put "$file" "$file" 755
done
# Libraries that are not where the loader looks by itself, as Swift's of a debug build, are found by this.
{ libraries "$berth"; libraries "$age"; libraries "$helm"; } | xargs -r -n 1 dirname | sort -u >"$root/folders"
mkdir -p "$root/etc"
mv "$root/folders" "$root/etc/ld.so.conf"
ldconfig -r "$root"
printf 'root:x:0:0:root:/:/sbin/nologin\nberth:x:%s:%s:berth:/home/berth:/sbin/nologin\n' $user $user >"$root/etc/passwd"
printf 'root:x:0:\nberth:x:%s:\n' $user >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
mkdir -p "$root/tmp" "$root/home/berth" "$root/estate" "$root/var" "$root/proc" "$root/dev"
chmod 1777 "$root/tmp"
if [ "$(id -u)" -eq 0 ]; then chown $user:$user "$root/home/berth"; fi
