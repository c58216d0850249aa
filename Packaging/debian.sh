#!/usr/bin/env bash
# debian.sh BERTH FOLDER: makes a Debian package of a program that was built here, in the folder; prints its name.
# What it depends on is read off the program: the packages that the libraries come from, in the versions that it needs.
set -euo pipefail
cd "$(dirname "$0")/.."

berth=$(readlink -f "$1")
folder=$2
# What no package brings would be missing where the package is installed.
if ldd "$berth" | grep -q libswift; then
    echo "debian: $berth needs Swift's libraries: build it with make release" >&2
    exit 1
fi
version=$("$berth" version --json | jq -er .version)
architecture=$(dpkg --print-architecture)
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$scratch/root
Packaging/install.sh "$berth" "$root" /usr
strip "$root/usr/bin/berth"
install -D -m 644 README.md "$root/usr/share/doc/berth/README.md"
mkdir -p "$root/usr/share/doc/berth/docs"
install -m 644 docs/*.md "$root/usr/share/doc/berth/docs"
mkdir -p "$root/usr/share/berth"
cp -r templates "$root/usr/share/berth/templates"
chmod -R u=rwX,go=rX "$root/usr/share"

# dpkg-shlibdeps wants a source package around it.
mkdir -p "$scratch/debian"
printf 'Source: berth\n\nPackage: berth\nArchitecture: any\n' >"$scratch/debian/control"
libraries=$(cd "$scratch" && dpkg-shlibdeps -O "root/usr/bin/berth" 2>"$scratch/warnings" | sed -n 's/^shlibs:Depends=//p') \
    || { cat "$scratch/warnings" >&2; exit 1; }
[ -n "$libraries" ] || { echo "debian: no library of $berth belongs to a package" >&2; exit 1; }

mkdir -p "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<END
Package: berth
Version: $version
Architecture: $architecture
Maintainer: ${BERTH_MAINTAINER:-The Berth developers <berth@localhost>}
Installed-Size: $(du -k -s "$root" | cut -f1)
Depends: $libraries, ca-certificates, age
Suggests: helm, bash-completion
Section: admin
Priority: optional
Description: Kubernetes APIs for teams, kept the way their specs say
 Berth gives every team its own Kubernetes API, run by Kamaji on management
 clusters. Plans are reviewed, applied exactly, and kept as commits in a git
 repository.
END
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
package=$folder/berth_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >&2
echo "$package"
