"""typst's PDF of report.typ.

    typst_report.py FOLDER FONTS OUTPUT
"""

import json
import sys
import time

import typst

folder, fonts, output = sys.argv[1:]
start = time.process_time()
typst.compile(f"{folder}/report.typ", output=output, font_paths=[fonts], ignore_system_fonts=True)
print(json.dumps({"alone": time.process_time() - start}))
