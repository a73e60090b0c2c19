# The course on one page: `make run`, `make test`, `make lab`. Needs python3 (3.11 or newer) and make, nothing else.

PYTHON ?= python3
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := .venv/ready
PYTEST = $(BIN)/python -m pytest -n 2 --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help run site lab test test-all check lessons minutes slides solutions stick colab bench constraints clean

help:
	@echo "make run       execute the notebooks, print the results, make web pages of them in build/"
	@echo "make site      make the web pages from the notebooks as they are"
	@echo "make lab       open copies of the notebooks, for you to work in, in JupyterLab"
	@echo "make test      check style, types, helpers and notebooks, in a few minutes"
	@echo "make test-all  check everything, in up to half an hour"
	@echo "make lessons   execute the notebooks in place, after a change (one: make lessons LESSON=03)"
	@echo "make minutes   write into the notebooks how long each section takes"
	@echo "make slides    make slides of the notebooks, one deck per lesson, in build/slides/"
	@echo "make solutions write the notebooks with every task solved to build/solutions/, for instructors"
	@echo "make stick     put all that a class without internet installs into build/stick/, for three systems"
	@echo "make colab     try the lessons with the versions of Google Colab, in an environment of their own"
	@echo "make bench     measure what the helpers cost, beside the textbook way"
	@echo "make clean     remove everything that the commands above made, but work/"
	@echo
	@echo "The first of them installs into .venv, which takes a few minutes."
	@echo "Another Python: make run PYTHON=python3.13 (after make clean, if .venv is there already)"

run: $(READY)
	$(BIN)/python -m lessonlib run

site: $(READY)
	$(BIN)/python -m lessonlib site

test: check
	$(PYTEST) -m "not slow" --hypothesis-profile=quick

test-all: check
	$(PYTEST) --hypothesis-profile=long

check: $(READY)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

lessons: minutes
	$(BIN)/python -m lessonlib.course.lessons $(LESSON)
	$(BIN)/python tests/notebook_cells.py

# One thread, as in `make run`: the networks are small, and threads that wait for a busy core make training slower.
lab: $(READY)
	$(BIN)/python -m lessonlib.course.lab
	OMP_NUM_THREADS=1 $(BIN)/python -m jupyterlab work

slides: $(READY)
	$(BIN)/python -m lessonlib.course.slides

solutions: $(READY)
	$(BIN)/python -m lessonlib.course.solutions

stick: $(READY)
	$(BIN)/python -m lessonlib.course.stick

colab: $(READY)
	$(BIN)/python -m lessonlib.course.colab $(LESSON)

minutes: $(READY)
	$(BIN)/python -m lessonlib.course.minutes $(LESSON)

bench: $(READY)
	$(BIN)/python -m benchmarks.speed.run

# For maintainers, after an upgrade that passed the tests, with the oldest Python supported: record the versions of .venv
# (without torch's "+cpu").
constraints: $(READY)
	{ echo "# The versions that the course was tested with; \`make constraints\` writes this file."; \
		$(BIN)/python -m pip freeze --exclude-editable --disable-pip-version-check | sed 's/+cpu$$//'; } > .venv/constraints.txt
	mv .venv/constraints.txt constraints.txt && touch $(READY)

# Made again whenever the requirements change; an install that fails half-way leaves no stamp and is tried again.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c "print()" >/dev/null 2>&1 || { \
		echo "error: '$(PYTHON)' does not run; install Python 3.11, 3.12 or 3.13, or name one: make run PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
		echo "error: '$(PYTHON)' is $$($(PYTHON) -V 2>&1), the course needs Python 3.11 or newer; name one: make run PYTHON=python3.13" >&2; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info >= (3, 14))" || \
		echo "note: tested with Python 3.11 to 3.13; gensim may have no ready-made package for $$($(PYTHON) -V)" >&2
	@echo "Installing the course into .venv: once, a few minutes."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e ".[lab,test,docs,browser]"
	@touch $@

clean:
	rm -rf .venv build notebooks/artifacts .pytest_cache .ruff_cache .mypy_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +
