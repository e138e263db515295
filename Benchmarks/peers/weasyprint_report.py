"""WeasyPrint's PDF of report.html.

    weasyprint_report.py FOLDER FONTS OUTPUT
"""

import json
import sys
import time

from weasyprint import HTML

folder, _, output = sys.argv[1:]
start = time.process_time()
HTML(filename=f"{folder}/report.html").write_pdf(output)
print(json.dumps({"alone": time.process_time() - start}))
