"""Settings of a project: read from a pyproject.toml, only when asked."""

from __future__ import annotations

import pytest

from jixiao.errors import JixiaoError
from jixiao.review.checking.settings import Settings, settings_from


def write(folder, text):
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_fields(tmp_path):
    path = write(
        tmp_path,
        '[tool.jixiao]\nignore = ["equality-count"]\noutcomes = ["fails", "insufficient"]\n'
        'baseline = "基线.toml"\nrulebook = "财预〔2020〕10号"\nseverity = { kinds-present = "note" }\n',
    )
    assert settings_from(path) == Settings(
        ignore=("equality-count",),
        outcomes=("fails", "insufficient"),
        baseline=tmp_path / "基线.toml",
        rulebook="财预〔2020〕10号",
        severity=(("kinds-present", "note"),),
    )


def test_a_folder_finds_the_nearest_file_above(tmp_path):
    write(tmp_path, '[tool.jixiao]\nignore = ["loose-unit"]\n')
    below = tmp_path / "报送" / "2024"
    below.mkdir(parents=True)
    assert settings_from(below).ignore == ("loose-unit",)


def test_no_table_means_the_defaults(tmp_path):
    assert settings_from(write(tmp_path, "[tool.other]\n")) == Settings()


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('ignores = ["a"]', "ignores"),
        ('ignore = "a"', "一列文字"),
        ('outcomes = ["passes"]', "passes"),
        ('severity = { a = "fatal" }', "error、warning、note"),
        ("baseline = 3", "baseline"),
    ],
)
def test_a_wrong_field_is_refused(tmp_path, line, word):
    with pytest.raises(JixiaoError, match=word) as caught:
        settings_from(write(tmp_path, f"[tool.jixiao]\n{line}\n"))
    assert caught.value.code == "settings"


def test_a_missing_or_broken_file(tmp_path):
    with pytest.raises(JixiaoError, match="读不到"):
        settings_from(tmp_path / "没有.toml")
    with pytest.raises(JixiaoError, match="TOML"):
        settings_from(write(tmp_path, "[tool"))
