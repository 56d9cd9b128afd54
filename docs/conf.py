"""The documentation site. Built without network: ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent / "_ext")]

from jixiao import __version__  # noqa: E402

project = "jixiao 绩效"
author = "jixiao"
version = release = __version__
language = "zh_CN"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "chinese_lines",
    "chinese_search",
    "site_data",
]
exclude_patterns = ["_build", "_ext", "**/README.md"]
source_suffix = {".md": "markdown"}

myst_enable_extensions = ["colon_fence", "attrs_inline", "attrs_block"]
myst_heading_anchors = 3
# Headings of generated pages follow their own levels; a bare name may stand for several attributes.
suppress_warnings = ["myst.header", "ref.python"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True}
default_role = "py:obj"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
add_module_names = False
python_display_short_literal_types = True
maximum_signature_line_length = 80

html_theme = "furo"
html_title = f"jixiao 绩效 {version}"
html_static_path = ["_static"]
html_extra_path = ["llms.txt"]  # at the root of the site, where assistants look for it
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_search_language = "zh"
html_last_updated_fmt = None
html_theme_options = {"navigation_with_keys": True}

nitpicky = False
