"""Writes the table that the program sets as HTML for WeasyPrint and as markup for typst: the same cells, merged the
same way, the same texts and photos, the same font, size and column widths; the header row repeats on every page.

    sources.py TABLE.json PHOTOS FONTS FOLDER
"""

import html
import json
import sys
from pathlib import Path

table_file, photos, fonts, folder = sys.argv[1:]
table = json.loads(Path(table_file).read_text(encoding="utf-8"))
shares = [column["share"] for column in table["columns"]]


def blocks_by_line(row):
    """The cells that begin at each line of a block, left to right."""
    return [[cell for cells in row["columns"] for cell in cells if cell["line"] == line] for line in range(row["lines"])]


# HTML, with fixed column widths, which spares WeasyPrint measuring every cell.
def html_part(part):
    if part.get("pictures"):
        return "".join(
            f'<figure><img src="photos/{photo["name"]}.jpg" alt="{html.escape(photo["alternative"])}">'
            f'<figcaption>{html.escape(photo["caption"])}</figcaption></figure>'
            for photo in part["pictures"])
    marker = part.get("marker")
    text = html.escape(part["text"])
    return f"<p class=n>{html.escape(marker)} {text}</p>" if marker else f"<p>{text}</p>"


def write_html():
    faces = "".join(
        f'@font-face {{ font-family: Sarabun; font-weight: {weight}; src: url("file://{fonts}/Sarabun-{name}.ttf") }}'
        for name, weight in [("Regular", 400), ("Bold", 700)])
    page, pages = table["pageOf"].split("{page}")[0], table["pageOf"].split("{page}")[1].split("{pages}")[0]
    out = [
        f"""<!doctype html><html lang=th><meta charset=utf-8><title>{html.escape(" ".join(table["title"]))}</title><style>
{faces}
@page {{ size: A4 landscape; margin: 51pt 56.7pt 54pt;
  @bottom-right {{ content: "{page}" counter(page) "{pages}" counter(pages); font: 11pt Sarabun }} }}
body {{ font: 14pt Sarabun; line-height: 22.35pt; margin: 0 }}
h1 {{ font-size: 16pt; line-height: 25.5pt; text-align: center; margin: 0 0 10pt }}
table {{ border-collapse: collapse; table-layout: fixed; width: 100% }}
th, td {{ border: 0.5pt solid; padding: 4pt; vertical-align: top; text-align: left }}
thead th {{ font-size: 12pt; line-height: 19.16pt; text-align: center; vertical-align: middle; background: #dbdbdb }}
h2, h3 {{ font-size: 14pt; margin: 0 }}
p {{ margin: 0 0 2pt }} p.n {{ padding-left: 14pt; text-indent: -14pt }}
figure {{ display: inline-block; width: 47%; margin: 2pt 1%; vertical-align: top; text-align: center }}
figure img {{ width: 100% }} figcaption {{ font-size: 11pt; line-height: 17.56pt }}
</style><h1>{"<br>".join(map(html.escape, table["title"]))}</h1><table>"""
    ]
    out += [f'<col style="width: {share / sum(shares) * 100:.4f}%">' for share in shares]
    out.append("<thead><tr>" + "".join(f"<th>{html.escape(c['heading'])}" for c in table["columns"]) + "</thead><tbody>")
    for row in table["rows"]:
        if row.get("text") is not None:
            tag = f"h{row['level'] + 1}"
            out.append(f"<tr><th colspan={len(shares)}><{tag}>{html.escape(row['text'])}</{tag}>")
            continue
        for cells in blocks_by_line(row):
            out.append("<tr>")
            for cell in cells:
                span = f" rowspan={cell['span']}" if cell["span"] > 1 else ""
                out.append(f"<td{span}>" + "".join(map(html_part, cell["parts"])))
    out.append("</table></html>")
    Path(folder, "report.html").write_text("\n".join(out), encoding="utf-8")


# typst, as plain calls: nothing is looked up while it is set.
def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def typst_part(part):
    if part.get("pictures"):
        photos_ = ", ".join(
            f"photo({quoted(p['name'])}, {quoted(p['caption'])}, {quoted(p['alternative'])})" for p in part["pictures"])
        return f"grid(columns: (1fr, 1fr), gutter: 6pt, {photos_})"
    marker = part.get("marker")
    return f"numbered({quoted(marker + ' ' + part['text'])})" if marker else f"plain({quoted(part['text'])})"


def write_typst():
    columns = ", ".join(f"{share}fr" for share in shares)
    page, pages = table["pageOf"].split("{page}")[0], table["pageOf"].split("{page}")[1].split("{pages}")[0]
    out = [
        f"""#set document(title: {quoted(" ".join(table["title"]))}, date: none)
#set page(width: 841.89pt, height: 595.28pt, margin: (x: 56.7pt, top: 51pt, bottom: 54pt), footer: context align(right,
  text(size: 11pt)[{page}#counter(page).display(){pages}#counter(page).final().first()]))
#set text(font: "Sarabun", size: 14pt, lang: "th", top-edge: 1.13em, bottom-edge: -0.466em)
#set par(leading: 0pt, spacing: 2pt)
#set table(stroke: 0.5pt, inset: 4pt, align: left + top)
#show heading: set text(size: 14pt)
#show heading: set block(spacing: 0pt)
#let plain(words) = par(words)
#let numbered(words) = par(hanging-indent: 14pt, words)
#let photo(name, caption, alternative) = align(center, {{
  image("photos/" + name + ".jpg", width: 100%, alt: alternative)
  text(size: 11pt, caption)
}})
#align(center, text(size: 16pt, weight: "bold")[{" #linebreak() ".join("#" + quoted(line) for line in table["title"])}])
#table(columns: ({columns}),
  table.header({", ".join(f'table.cell(fill: luma(219), align: center + horizon, text(size: 12pt, weight: "bold", {quoted(c["heading"])}))' for c in table["columns"])}),"""
    ]
    for row in table["rows"]:
        if row.get("text") is not None:
            out.append(f"  table.cell(colspan: {len(shares)}, heading(level: {row['level']}, {quoted(row['text'])})),")
            continue
        for cells in blocks_by_line(row):
            for cell in cells:
                span = f"rowspan: {cell['span']}, " if cell["span"] > 1 else ""
                parts = "; ".join(map(typst_part, cell["parts"]))
                out.append(f"  table.cell({span}{{ {parts} }}),")
    out.append(")")
    Path(folder, "report.typ").write_text("\n".join(out), encoding="utf-8")


write_html()
write_typst()
