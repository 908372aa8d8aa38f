"""The documentation as a site: `make docs`, which is `sphinx-build -W docs site`.

The pages in docs/ are Markdown that also reads well in a repository browser. Pages made from the code (the command
line, the API) are written to docs/generated/ at each build. The site loads nothing from the network and can be opened
from disk.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The command line is imported from this checkout, not from what happens to be installed; so are our extensions.
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "extensions")]

project = "fitflow"
extensions = ["myst_parser", "api_pages", "command_pages", "navigation"]
exclude_patterns = ["extensions"]

myst_enable_extensions = ["fieldlist"]  # "Raises:" on the API pages
myst_heading_anchors = 3  # links to a heading, such as caching.md#what-decides-a-step, are checked
suppress_warnings = ["myst.header"]  # an API page goes from a module's heading straight to what is in it

highlight_language = "text"  # the indented blocks are shell commands with remarks; guessing colours them wrongly
maximum_signature_line_length = 160  # counts the full names of types, of which the page shows the last part
toc_object_entries = False  # thousands of entries in every page's navigation cost a fifth of the build
python_use_unqualified_type_names = True
add_module_names = False  # the heading above says which module

html_theme = "furo"
html_title = "fitflow"
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
# Snippets of found pages would be read with fetch(), which browsers refuse for files.
html_show_search_summary = False
