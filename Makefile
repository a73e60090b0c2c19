# The course on one page: `make run`, `make test`, `make lab`. Needs Python 3.11, 3.12 or 3.13 and make, nothing else.

# The first of these that fits is taken, unless you name one.
PYTHON ?= python3 python3.13 python3.12 python3.11
FITS := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
LEARNER := .venv/learner
READY := .venv/ready
PYTEST = $(BIN)/python -m pytest -n 2 --dist loadfile
QUICK = -m "not slow and not nightly" --hypothesis-profile=quick
MUTANTS := build/mutants.sqlite

.DEFAULT_GOAL := help
.PHONY: help run site lab test test-all nightly check lessons slides solutions lms colab bench constraints clean

help:
	@echo "make run       execute the notebooks, print the results, make web pages of them in build/"
	@echo "make site      make the web pages from the notebooks as they are"
	@echo "make lab       open copies of the notebooks, for you to work in, in JupyterLab"
	@echo "make test      check style, types, helpers and notebooks, in a few minutes"
	@echo "make test-all  check everything that a change can break, in a quarter of an hour"
	@echo "make nightly   check what takes hours: other machines and folders, full size, mutants, every cell twice"
	@echo "make lessons   execute the notebooks in place, after a change (one: make lessons LESSON=03)"
	@echo "make slides    make slides of the notebooks, one deck per lesson, in build/slides/"
	@echo "make solutions write the notebooks with every task solved to build/solutions/, for instructors"
	@echo "make lms       write guesses and quiz as questions for Moodle, with a reason for each wrong answer, to build/lms/"
	@echo "make colab     try the lessons with the versions of Google Colab, in an environment of their own"
	@echo "make bench     measure what the helpers cost, beside the plain way; FULL=1: at full size"
	@echo "make clean     remove everything that the commands above made, but work/"
	@echo
	@echo "The first of them installs into .venv, which takes a few minutes."
	@echo "Another Python: make run PYTHON=python3.13 (after make clean, if .venv is there already)"

run: $(READY)
	$(BIN)/python -m lessonlib run

site: $(READY)
	$(BIN)/python -m lessonlib site

test: check
	$(PYTEST) $(QUICK)

test-all: check
	$(PYTEST) -m "not nightly" --hypothesis-profile=long

# The quick tests as on other machines: an old processor; another language, time zone and terminal; an odd folder.
nightly: check
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e ".[nightly]"
	$(PYTEST) -m nightly --hypothesis-profile=long
	ATEN_CPU_CAPABILITY=default $(PYTEST) $(QUICK)
	OPENBLAS_CORETYPE=Nehalem $(PYTEST) $(QUICK)
	LC_ALL=C TZ=Asia/Kathmandu COLUMNS=40 $(PYTEST) $(QUICK)
	rm -rf "build/a b" && git clone -q . "build/a b/ü"
	cd "build/a b/ü" && PYTHONPATH="$$PWD" "$(CURDIR)/$(BIN)/python" -m pytest -n 2 --dist loadfile $(QUICK)
	$(MAKE) bench FULL=1
	rm -f $(MUTANTS) && $(BIN)/cosmic-ray init scripts/mutants.toml $(MUTANTS)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/cosmic-ray exec scripts/mutants.toml $(MUTANTS)
	$(BIN)/cr-report $(MUTANTS) --surviving-only --show-diff

check: $(READY)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

lessons: $(READY)
	$(BIN)/python -m lessonlib.course.lessons $(LESSON)
	$(BIN)/python tests/notebook_cells.py

# One thread, as in `make run`: the networks are small, and threads that wait for a busy core make training slower.
lab: $(LEARNER)
	$(BIN)/python -m lessonlib.course.lab
	OMP_NUM_THREADS=1 $(BIN)/python -m jupyterlab work/01_embeddings.ipynb

slides: $(READY)
	$(BIN)/python -m lessonlib.course.slides

solutions: $(LEARNER)
	$(BIN)/python -m lessonlib.course.solutions

lms: $(LEARNER)
	$(BIN)/python -m lessonlib.course.lms

colab: $(READY)
	PATH="$(CURDIR)/$(BIN):$$PATH" bash scripts/colab.sh $(LESSON)

bench: $(READY)
	FULL=$(FULL) $(BIN)/python -m pytest benchmarks/test_speed.py -q --benchmark-timer=time.process_time \
		--benchmark-columns=median,min,max,rounds --benchmark-sort=name

# For maintainers, after an upgrade that passed the tests, with the oldest Python supported: record the versions of .venv
# (without torch's "+cpu").
constraints: $(READY)
	{ echo "# The versions that the course was tested with; \`make constraints\` writes this file."; \
		$(BIN)/python -m pip freeze --exclude-editable --disable-pip-version-check | sed 's/+cpu$$//'; } > .venv/constraints.txt
	mv .venv/constraints.txt constraints.txt && touch $(READY)

# Made again whenever the requirements change; an install that fails half-way leaves no stamp and is tried again.
$(READY): $(LEARNER)
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e ".[lab,test,docs,browser]"
	@touch $@

# What a learner needs, and nothing that tests or makes web pages.
$(LEARNER): pyproject.toml constraints.txt
	@for python in $(PYTHON); do "$$python" -c "$(FITS)" 2>/dev/null && break; python=; done; \
	[ -n "$$python" ] || { echo "error: none of $(PYTHON) is a Python from 3.11 to 3.13 with venv; install one" \
		"(on Debian also its package python3-venv), or name it: make run PYTHON=/path/to/python3.13" >&2; exit 1; }; \
	echo "Installing the course into .venv with $$("$$python" -V): once, a few minutes."; "$$python" -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e ".[lab]"
	@touch $@

clean:
	rm -rf .venv build notebooks/artifacts .pytest_cache .ruff_cache .mypy_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +
