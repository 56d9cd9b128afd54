"""Every limit of reading in one place, each with its reason.

A target table of the largest department has a few hundred rows. The limits stand
two or three orders of magnitude above that, so that no honest document meets them,
and low enough that a hostile one costs seconds and megabytes, not a machine.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "MAX_CELLS",
    "MAX_CELL_TEXT",
    "MAX_COLUMNS",
    "MAX_CONVERTED_BYTES",
    "MAX_CONVERT_SECONDS",
    "MAX_COVERED",
    "MAX_DEPTH",
    "MAX_DOCUMENT_CELLS",
    "MAX_DOCUMENT_TEXT",
    "MAX_DRAWN",
    "MAX_FILE_BYTES",
    "MAX_HEADING_LINES",
    "MAX_MEMBERS",
    "MAX_MERGES",
    "MAX_NESTED_TABLES",
    "MAX_PAGES",
    "MAX_PAGES_BYTES",
    "MAX_PAGE_BYTES",
    "MAX_PART_BYTES",
    "MAX_PDF_MEMORY",
    "MAX_PDF_SECONDS",
    "MAX_PICTURE_PIXELS",
    "MAX_RATIO",
    "MAX_ROWS",
    "MAX_SCAN_MEMORY",
    "MAX_SCAN_PAGES",
    "MAX_SCAN_SECONDS",
    "MAX_SHARED_STRINGS",
    "MAX_SHEETS",
    "MAX_TAGS",
    "MAX_TEXT_BYTES",
    "MAX_UNPACKED_BYTES",
    "MAX_WAIT_SECONDS",
    "MAX_XLS_BYTES",
    "RATIO_FLOOR",
]

# A report with scanned annexes reaches some tens of megabytes.
MAX_FILE_BYTES: Final = 128 * 1024 * 1024

# Text, CSV and HTML hold no pictures, so a real one is far smaller.
MAX_TEXT_BYTES: Final = 16 * 1024 * 1024

# An office package has tens of members; one with many pictures some hundreds.
MAX_MEMBERS: Final = 10_000

# One XML part unpacked. A sheet of 200 000 filled cells takes about 15 MB.
MAX_PART_BYTES: Final = 64 * 1024 * 1024

# All parts that are read from one package, together.
MAX_UNPACKED_BYTES: Final = 192 * 1024 * 1024

# Office XML packs 10 to 60 times; deflate reaches 1032 on a run of one byte. Sheets of
# formatted blanks reach 200 honestly but are small, hence the floor below which no ratio counts.
MAX_RATIO: Final = 250
RATIO_FLOOR: Final = 8 * 1024 * 1024

# Elements inside one another in XML or HTML; Word's deepest real documents stay below 100.
MAX_DEPTH: Final = 250

# Cells with text in one sheet or table, and in one document.
MAX_CELLS: Final = 200_000
MAX_DOCUMENT_CELLS: Final = 500_000

# Rows of one sheet or table, blank ones with them: text far below a form costs all that is between.
MAX_ROWS: Final = 200_000

# Columns of one row; a spreadsheet has at most 16 384.
MAX_COLUMNS: Final = 16_384

# Excel itself holds 32 767 characters in a cell; prose in Word cells may be longer.
MAX_CELL_TEXT: Final = 100_000

# Characters in all cells of a document. A text that a workbook holds once can be shown a hundred
# thousand times; a budget book of five hundred pages has a million characters.
MAX_DOCUMENT_TEXT: Final = 5_000_000

# Merged ranges of one sheet; a form with 500 rows may have some thousands.
MAX_MERGES: Final = 50_000

# Positions covered by merged ranges, clipped to where text stands.
MAX_COVERED: Final = 2_000_000

# Texts in the shared string table of a workbook.
MAX_SHARED_STRINGS: Final = 1_000_000

# Sheets of a workbook that are looked at.
MAX_SHEETS: Final = 500

# Tables of one docx or HTML document.
MAX_NESTED_TABLES: Final = 2_000

# Tags of a web page, which is held in memory as a tree. Cells that an office program wrote have
# about ten.
MAX_TAGS: Final = 1_000_000

# Pages of a PDF; its tables take about a tenth of a second a page to find.
MAX_PAGES: Final = 200

# The drawing commands of one PDF page and of all, unpacked, and the lines and boxes they draw
# on one. A page full of text has some tens of kilobytes, and a megabyte takes some seconds;
# crossings of lines grow with their square.
MAX_PAGE_BYTES: Final = 1024 * 1024
MAX_PAGES_BYTES: Final = 16 * 1024 * 1024
MAX_DRAWN: Final = 4_000

# The child process that reads a PDF: its memory and its time. A page of 144 000 characters takes
# 350 MB, and 200 usual pages take twenty seconds, which a busy machine makes longer.
MAX_PDF_MEMORY: Final = 1024 * 1024 * 1024
MAX_PDF_SECONDS: Final = 60

# Pages of a scan that are read as pictures; each takes some seconds, a photo somewhat more.
MAX_SCAN_PAGES: Final = 60

# Points of one picture: A3 at 600 an inch has 70 million, a good telephone takes 50 million.
MAX_PICTURE_PIXELS: Final = 80_000_000

# The child process that reads scans. It takes below a gigabyte, and asks for twice the addresses;
# after the time no other page is begun.
MAX_SCAN_MEMORY: Final = 4 * 1024 * 1024 * 1024
MAX_SCAN_SECONDS: Final = 900

# Old workbooks: two bytes can stand for a formatted blank, which costs forty once read.
MAX_XLS_BYTES: Final = 16 * 1024 * 1024

# Lines before a table that are kept as its heading: the nearest ones.
MAX_HEADING_LINES: Final = 12

# What an office program may write for one document: its own copy, as large as a file may be.
MAX_CONVERTED_BYTES: Final = MAX_FILE_BYTES

# A form takes a second or two, a long report on a busy machine some tens; a document that an
# office program cannot manage can keep it busy for ever.
MAX_CONVERT_SECONDS: Final = 120

# How long one conversion waits for those of other programs, each within its own bound.
MAX_WAIT_SECONDS: Final = 600
