#!/usr/bin/env bash
# test.sh BERTH: makes the image's folder tree and the Debian package of an optimised berth, and runs both where nothing else
# is: the tree by chroot, the package installed on a bare Debian.
set -euo pipefail
berth=$(readlink -f "$1")
cd "$(dirname "$0")/.."

[ "$(id -u)" -eq 0 ] || { echo "package-test: needs root, for chroot" >&2; exit 1; }
command -v debootstrap >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
# What is mounted in the trees goes with this process's own view of mounts.
[ -n "${BERTH_UNSHARED:-}" ] || BERTH_UNSHARED=1 exec unshare --mount "$PWD/Packaging/test.sh" "$berth"
scratch=$(mktemp -d)
trap 'umount "$scratch"/*/{proc,dev} 2>/dev/null || true; rm -rf --one-file-system "$scratch"' EXIT
# A container has both, too.
system() { mount --bind /proc "$1/proc"; mount --bind /dev "$1/dev"; }
check() { echo "  ✓ $1"; }
fail() { echo "  ✗ $1" >&2; exit 1; }
# A project to work on, as `berth init` writes it.
project() { HOME=/tmp chroot "$1" /usr/bin/berth init --root /estate >/dev/null; }

echo "the image's tree"
Packaging/rootfs.sh "$berth" "$scratch/image"
system "$scratch/image"
version=$(chroot "$scratch/image" /usr/bin/berth version) || fail "berth does not run in it"
check "berth runs in it: $version"
chroot "$scratch/image" /usr/bin/age --version >/dev/null && chroot "$scratch/image" /usr/bin/helm version --short >/dev/null
check "age and helm run in it"
programs=$(find "$scratch/image" -xdev -path '*/bin/*' -type f -printf '%f ')
[ "$(tr ' ' '\n' <<<"$programs" | sort | xargs)" = "age berth helm" ] || fail "it holds other programs: $programs"
check "it holds no other program ($(du -smx "$scratch/image" | cut -f1) MB)"
project "$scratch/image"
chroot --userspec=65532:65532 "$scratch/image" /usr/bin/berth validate --root /estate
check "its user validates a project in it"

echo "the Debian package"
package=$(Packaging/debian.sh "$berth" "$scratch")
dpkg-deb --info "$package" | grep -E '^ (Version|Depends|Installed-Size)'
. /etc/os-release
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null \
    | sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb +(\[[^]]*\] +)?([^ ]+) .*/\2/p' | sed -n 1p || true)
debootstrap --variant=minbase "$VERSION_CODENAME" "$scratch/debian" ${mirror:+"$mirror"} >"$scratch/log" 2>&1 \
    || { tail -5 "$scratch/log" >&2; fail "no bare Debian could be made"; }
system "$scratch/debian"
cp /etc/resolv.conf "$scratch/debian/etc/resolv.conf"
# How this machine reaches its mirror, and nothing that its own packages want of apt.
grep -lE '^ *Acquire' /etc/apt/apt.conf.d/* | xargs -r cp -t "$scratch/debian/etc/apt/apt.conf.d"
cp "$package" "$scratch/debian/berth.deb"
DEBIAN_FRONTEND=noninteractive chroot "$scratch/debian" \
    apt-get install -y -qq --no-install-recommends /berth.deb >"$scratch/log" 2>&1 \
    || { tail -20 "$scratch/log" >&2; fail "it cannot be installed"; }
check "it installs with what it depends on"
chroot "$scratch/debian" berth version >/dev/null || fail "berth does not run"
libraries=$(chroot "$scratch/debian" ldd /usr/bin/berth)
grep -q 'not found' <<<"$libraries" && fail "a library is missing: $libraries"
check "berth runs, and lacks no library"
mkdir -p "$scratch/debian/estate"
project "$scratch/debian"
chroot "$scratch/debian" berth validate --root /estate
check "it makes and validates a project"
# Bare trees are told to leave documentation out when they unpack.
contents=$(dpkg-deb --contents "$package")
for file in share/bash-completion/completions/berth share/zsh/vendor-completions/_berth \
    share/fish/vendor_completions.d/berth.fish share/man/man1/berth-plan.1.gz share/doc/berth/README.md \
    share/berth/templates/runner/plan.yaml; do
    grep -qF "./usr/$file" <<<"$contents" || fail "$file is missing"
done
chroot "$scratch/debian" bash -c '. /usr/share/bash-completion/completions/berth && complete -p berth' >/dev/null \
    || fail "the completions do not load"
check "completions load, manual pages and templates are there"
chroot "$scratch/debian" dpkg --remove berth >/dev/null 2>&1 && [ ! -e "$scratch/debian/usr/bin/berth" ] || fail "it stays"
check "it goes again"
