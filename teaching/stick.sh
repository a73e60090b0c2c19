#!/usr/bin/env bash
# A stick for a class without internet: bash teaching/stick.sh FOLDER, in a checkout with the course installed, and uv.
# FOLDER gets the packages that the course needs, as wheels, for each of the systems and Pythons below, and the lessons as
# learners get them. Fewer of them: SYSTEMS="windows macos" PYTHONS=3.12 bash teaching/stick.sh FOLDER
set -euo pipefail
stick=$(mkdir -p "${1:?name a folder}" && cd "$1" && pwd)
cd "$(dirname "$0")/.."
export MACOSX_DEPLOYMENT_TARGET=14.0 # of what uv looks for
rm -f "$stick"/wheels/lessonlib-*.whl
python -m pip wheel . --quiet --no-deps --no-build-isolation --wheel-dir "$stick/wheels"

for system in ${SYSTEMS:-linux windows macos}; do
	case $system in
	linux) target=x86_64-manylinux_2_28 platforms=$(printf 'manylinux_2_%s_x86_64 ' {28..17})manylinux2014_x86_64 ;;
	windows) target=x86_64-pc-windows-msvc platforms=win_amd64 ;;
	macos) target=aarch64-apple-darwin platforms=macosx_14_0_arm64 ;; # torch has none for older or Intel's
	*) echo "error: no system is called $system; there are linux, windows and macos" >&2 && exit 2 ;;
	esac
	for version in ${PYTHONS:-3.11 3.12 3.13}; do
		echo "for $system and Python $version" >&2
		uv pip compile --quiet pyproject.toml --extra lab --constraint constraints.txt --index-strategy unsafe-best-match \
			--only-binary :all: --python-platform $target --python-version $version --output-file "$stick/needed.txt"
		if grep -q '^nvidia-' "$stick/needed.txt"; then
			echo "note: this torch brings gigabytes for graphics cards; teaching/class.md says how to get the small one" >&2
		fi
		python -m pip download --quiet --requirement "$stick/needed.txt" --no-deps --only-binary=:all: \
			--dest "$stick/wheels" --implementation cp --python-version $version \
			$(printf -- '--platform %s ' $platforms)
	done
done
rm "$stick/needed.txt"
python -m lessonlib.course.lab "$stick/lessons"
cat >"$stick/README.txt" <<'END'
On a laptop, in a folder of your own (on Windows, py for python3, and Scripts for bin):

    python3 -m venv environment
    environment/bin/python -m pip install --no-index --find-links STICK/wheels "lessonlib[lab]"

where STICK is the place of this folder. Then copy the folder lessons from here, and open your copy of it:

    environment/bin/python -m jupyterlab lessons
END
du -sh "$stick"
