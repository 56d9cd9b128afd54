# make demo  在真实的 2022 年绩效目标表上读表、打分（只装运行所需）
# make test  装测试所需，跑全部测试
# make check 代码检查：ruff、mypy --strict、import-linter
# make versions 在机器上有的各版 Python 上测试   make lowest 各依赖的最低版本上测试
# make playground 浏览器里用的网页，建在 playground/dist   make playground-serve 在本机打开（需要 Node.js 和 npm）
# make test-fast 平日里用的一部分测试，每间屋子都有   make mutants 变异测试：改错一处，测试发现得了吗
# make bench 基准测试（只看同一次运行里的比值）   make docs 文档站   make fuzz 长时间模糊测试
# make gallery 重画文档里的样子（要有 LibreOffice 和 Chromium），画完逐张看过再提交
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
STAMP := $(VENV)/.installed

.PHONY: demo test test-fast mutants check bench docs gallery fuzz versions lowest wheel playground playground-serve clean

$(STAMP)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "需要 Python 3.11 或更新的版本；可用 make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip
	@mkdir -p $(STAMP) && touch $@

$(STAMP)/core: $(STAMP)/venv pyproject.toml
	$(PIP) install --editable .
	@touch $@

$(STAMP)/test: $(STAMP)/core
	$(PIP) install --editable '.[all,testing]' --group test
	@touch $@

$(STAMP)/lint: $(STAMP)/test
	$(PIP) install --group lint
	@touch $@

$(STAMP)/bench: $(STAMP)/test
	$(PIP) install --group bench
	@touch $@

$(STAMP)/docs: $(STAMP)/core
	$(PIP) install --editable ".[all]" --group docs
	@touch $@

demo: $(STAMP)/core
	$(BIN)/jixiao score examples/bazhou-2022/targets.txt --actuals examples/bazhou-2022/actuals.csv \
		--brief || test $$? -eq 1

test: $(STAMP)/test
	$(BIN)/python -m pytest -n auto

test-fast: $(STAMP)/test
	$(BIN)/python -m pytest -n auto -m "not (slow or scan or spark or browser)"

mutants: $(STAMP)/test
	nice $(BIN)/python benchmarks/mutants.py

check: $(STAMP)/lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)/bench
	$(BIN)/python -m compileall -q src
	@missed=; for script in benchmarks/bench_*.py; do echo "== $$script"; \
		$(BIN)/python $$script || missed="$$missed $$script"; done; \
		[ -z "$$missed" ] || { echo "没有达到目标：$$missed"; exit 1; }

docs: $(STAMP)/docs
	$(BIN)/sphinx-build --quiet --fail-on-warning -b html docs docs/_build/html

gallery: $(STAMP)/test
	$(BIN)/python docs/draw_gallery.py

fuzz: $(STAMP)/test
	$(BIN)/python -m fuzz --seconds 300
	@$(PIP) install --group fuzz && for target in value text csv html xlsx docx xls actuals \
		loads rulebook settings baseline; do echo "== $$target"; \
		$(BIN)/python -m fuzz.guided $$target -max_total_time=25 -print_final_stats=1 \
		2>&1 | tail -8 || exit 1; done

# The core on every Python of the machine, each in an environment of its own.
PYTHONS ?= python3.11 python3.12 python3.13 python3.14
versions:
	@for python in $(PYTHONS); do command -v $$python >/dev/null || continue; echo "== $$python"; \
		$$python -m venv .make/$$python && .make/$$python/bin/python -m pip install -q --upgrade pip \
		&& .make/$$python/bin/python -m pip install -q --editable '.[all,testing]' --group test \
		&& .make/$$python/bin/python -m pytest -q -m 'not spark' || exit 1; done

# The least version of each dependency that pyproject.toml allows, and the tests of what it is for.
LOWEST := .make/lowest
lowest:
	$(PYTHON) -m venv --clear $(LOWEST)
	$(LOWEST)/bin/python -m pip install -q --upgrade pip
	$(LOWEST)/bin/python tests/lowest.py > $(LOWEST)/constraints.txt
	$(LOWEST)/bin/python -m pip install -q --editable '.[xlsx,xls,docx,html,pdf,progress,frames,cattrs,pydantic]' \
		--constraint $(LOWEST)/constraints.txt pytest pytest-xdist hypothesis python-docx openpyxl reportlab cn2an pandas polars jsonschema markdown-it-py
	$(LOWEST)/bin/python -m pytest -q -n auto tests/language tests/conformance tests/reading tests/test_parsing.py \
		tests/test_quantities.py tests/test_scoring.py tests/test_scoring_conformance.py tests/test_checking.py \
		tests/test_codec.py tests/test_hooks.py tests/test_frames.py tests/test_limits.py tests/test_surroundings.py

wheel: $(STAMP)/test
	$(PIP) install build
	$(BIN)/python -m build --outdir dist

playground: $(STAMP)/core
	$(BIN)/python playground/build.py

playground-serve: playground
	$(BIN)/python playground/serve.py

clean:
	rm -rf playground/dist playground/node_modules
	rm -rf $(VENV) .make dist build docs/_build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
