#!/usr/bin/env bash
# The lessons as on Google Colab: `make colab`, or with some of them, bash scripts/colab.sh 03. The packages that are
# preinstalled there come from constraints-colab.txt, `google.colab` is an empty stand-in, and the first cell of each
# lesson installs the wheel that is built here. It must replace nothing that was there.
# TORCH=2.13.0 takes another version of torch, where Colab's cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$PWD/build/colab
rm -rf "$folder" && mkdir -p "$folder/wheel"
python -m pip wheel . --quiet --no-deps --no-build-isolation --wheel-dir "$folder/wheel"
wheel=$(echo "$folder"/wheel/*.whl)

python -m venv "$folder/environment"
unset PYTHONPATH
export PATH=$folder/environment/bin:$PATH
sed "s/^torch==.*/torch==${TORCH:-$(sed -n 's/^torch==//p' constraints-colab.txt)}/" constraints-colab.txt >"$folder/had.txt"
python -m pip install --quiet -r "$folder/had.txt"
google=$(python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/google/colab
mkdir -p "$google" && touch "$google/__init__.py"
python -m pip freeze >"$folder/before.txt"
python -m pip install --quiet "$wheel"
python -m pip freeze >"$folder/after.txt"
if replaced=$(grep -vxFf "$folder/after.txt" "$folder/before.txt"); then
	echo "error: the install replaced what Colab has; widen the ranges in pyproject.toml: $replaced" >&2
	exit 1
fi
echo "The course brought along:" $(grep -vxFf "$folder/before.txt" "$folder/after.txt" | sed 's/ @ .*//')

for lesson in notebooks/${1:-}*.ipynb; do
	place=$folder/content/$(basename "$lesson" .ipynb)  # empty, since nothing is left there of the lesson before
	mkdir -p "$place"
	sed "s#git+https://github.com/[^\\\"]*#$wheel#" "$lesson" >"$place/$(basename "$lesson")"
	(cd "$place" && jupyter execute "$(basename "$lesson")")
done
echo "All ran, and nothing that was there was replaced."
