#!/usr/bin/env python3
"""Makes the files in readers/ that the tests of the readers read.

    pip install python-docx openpyxl xlsxwriter pillow
    python3 make_fixtures.py            # needs LibreOffice (soffice) for the *-libreoffice.* files

Files of real programs are kept because no test that writes its own XML finds out what those programs really write.
Zips are packed again with a fixed time, so that a second run changes nothing that did not change.
"""
import datetime
import io
import pathlib
import re
import shutil
import subprocess
import tempfile
import zipfile

import docx
import openpyxl
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.styles import Font
from PIL import Image

UNREAD = (
    "docProps/", "customXml/", "word/theme/", "word/stylesWithEffects", "word/fontTable", "xl/theme/",
)
OUT = pathlib.Path(__file__).parent / "readers"

HEADINGS = [
    "ประเด็นการประเมิน",
    "ประเด็นที่ต้องปรับปรุง/ ยกระดับการพัฒนา",
    "มาตรการ/กิจกรรม",
    "ผลการดำเนินการตามมาตรการ",
    "ภาพกิจกรรม",
]


def picture(colour, size=(8, 6)):
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    data.seek(0)
    return data


def repack(path):
    """The same zip with fixed times and without parts no reader looks at, nor any mention of them."""
    with zipfile.ZipFile(path) as old:
        entries = [(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for name, content in entries:
            if name.startswith(UNREAD):
                continue
            if name.endswith(".rels") or name == "[Content_Types].xml":
                words = "|".join(re.escape(part.split("/")[-1] or part.split("/")[-2]) for part in UNREAD)
                mention = rf'<(Override|Relationship)\b[^>]*(PartName|Target)="[^"]*({words})[^"]*"[^>]*/>'
                content = re.sub(mention, "", content.decode()).encode()
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)


def slim(path):
    """python-docx's template carries 150 latent styles; only those the document uses are kept."""
    document = docx.Document(path)
    used = {"Normal", "TableNormal", "TableGrid", "ListNumber", "ListBullet", "Heading1", "DefaultParagraphFont"}
    styles = document.styles.element
    for element in list(styles):
        if element.tag == qn("w:latentStyles") or (
            element.tag == qn("w:style") and element.get(qn("w:styleId")) not in used
        ):
            styles.remove(element)
    document.save(path)


def report():
    document = docx.Document()
    document.add_heading("รายงานผลการดำเนินการ ประจำปีงบประมาณ พ.ศ. 2568", 1)
    document.add_paragraph("สำนักงานเขตหลักสี่ รอบ 6 เดือนแรก")
    table = document.add_table(rows=1, cols=5)
    table.style = "Table Grid"
    for cell, heading in zip(table.rows[0].cells, HEADINGS):
        cell.text = heading
    row = table.add_row().cells
    row[0].merge(row[4]).text = "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่"
    first = table.add_row().cells
    second = table.add_row().cells
    first[0].text = "I1 เต็มใจให้บริการ เท่าเทียม ไม่เลือกปฏิบัติ (94.70 คะแนน)"
    second[0].text = "I2 อำนวยความสะดวกในการให้บริการประชาชน (๙๔.๗๗ คะแนน)"
    first[1].text = "เจ้าหน้าที่ขาดความตระหนักในการให้บริการ"
    shared = first[2].merge(second[2])
    shared.text = "ที่นี่มีน้ำ ปู่ของญี่ปุ่นกตัญญู"
    for item in ["จัดประชุมชี้แจง", "เผยแพร่คู่มือ"]:
        shared.add_paragraph(item, style="List Number")
    first[3].paragraphs[0].add_run("บรรทัดแรก").add_break()
    first[3].paragraphs[0].add_run("บรรทัดสอง\tหลังแท็บ")
    # One word in two runs, cut between a letter and its marks.
    run = second[3].paragraphs[0].add_run("ท")
    run.bold = True
    second[3].paragraphs[0].add_run("ี่นี")
    second[3].paragraphs[0].add_run("่")
    first[4].paragraphs[0].add_run().add_picture(picture("red"), width=Cm(1))
    first[4].add_paragraph("1. จัดประชุมข้าราชการ")
    inner = second[4].add_table(rows=1, cols=2)
    inner.cell(0, 0).text = "ภาพซ้าย"
    inner.cell(0, 1).paragraphs[0].add_run().add_picture(picture("blue"), width=Cm(1))
    for item in ["ข้อแรกของรายการถัดไป", "ข้อสอง"]:
        document.add_paragraph(item, style="List Number")
    document.add_paragraph("จุดนำ", style="List Bullet")
    path = OUT / "report.docx"
    document.save(path)
    slim(path)
    repack(path)


def scores():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "คะแนน IIT"
    sheet.append(["รหัส", "ประเด็น", "คะแนน", "ร้อยละ", "วันที่", "หมายเหตุ"])
    sheet.merge_cells("A2:F2")
    sheet["A2"] = "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่"
    sheet["A3"], sheet["B3"], sheet["C3"] = "I1", "เต็มใจให้บริการ", 94.7
    sheet["C3"].number_format = "0.00"
    sheet["D3"] = 0.947
    sheet["D3"].number_format = "0.00%"
    sheet["E3"] = datetime.date(2024, 10, 1)
    sheet["F3"] = "บรรทัดแรก\nบรรทัดสอง"
    sheet["A4"], sheet["B4"], sheet["C4"] = "I2", "อำนวยความสะดวก", 1234.5
    sheet["C4"].number_format = "#,##0.00"
    sheet["D4"] = 94.699999999999996
    sheet["E4"] = datetime.datetime(2025, 3, 31, 8, 30)
    sheet["F4"] = "=C3+C4"
    sheet["A5"], sheet["B5"], sheet["C5"] = "I3", True, 95
    sheet["C5"].number_format = '0.00" คะแนน"'
    sheet.merge_cells("D5:D6")
    sheet["D5"] = "รวมสองแถว"
    sheet["A6"] = CellRichText("ตัว", TextBlock(InlineFont(b=True), "หนา"), "บาง")
    sheet["B6"] = "=1/0"
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["B"].hidden = True
    image = SheetImage(picture("green"))
    sheet.add_image(image, "F6")
    hidden = book.create_sheet("ซ่อน")
    hidden["B3"] = "ยังอ่านได้"
    hidden.sheet_state = "hidden"
    sheet["A1"].font = Font(bold=True)
    path = OUT / "scores.xlsx"
    book.save(path)
    repack(path)


def objects():
    """What a sheet holds besides cells, as XlsxWriter writes it."""
    book = xlsxwriter.Workbook(OUT / "objects.xlsx")
    sheet = book.add_worksheet("สรุป")
    sheet.write("A1", 94.7, book.add_format({"num_format": "0.00"}))
    sheet.write_comment("A1", "หมายเหตุ")
    sheet.insert_image("C3", "a.png", {"image_data": picture("red")})
    sheet.embed_image("A5", "b.png", {"image_data": picture("blue")})
    sheet.insert_textbox("A9", "กล่องข้อความ")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=สรุป!$A$1:$A$1"})
    sheet.insert_chart("F2", chart)
    whole = book.add_chart({"type": "bar"})
    whole.add_series({"values": "=สรุป!$A$1:$A$1"})
    book.add_chartsheet("แผนภูมิ").set_chart(whole)
    book.set_properties({"created": datetime.datetime(2025, 1, 1)})
    book.close()
    repack(OUT / "objects.xlsx")


def libreoffice(source, extension, name):
    """What LibreOffice makes of one of the files."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", extension, "--outdir", folder, str(OUT / source)],
            check=True, stdout=subprocess.DEVNULL)
        made = next(pathlib.Path(folder).glob("*." + extension))
        shutil.copy(made, OUT / name)
    if zipfile.is_zipfile(OUT / name):
        repack(OUT / name)


def hostile():
    """Zips that a test cannot make without a compressor, and one that is something else."""
    def write(name, entries):
        with zipfile.ZipFile(OUT / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
            for part, content in entries:
                made.writestr(zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)

    start = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    write("bomb.docx", [("word/document.xml", start + b" " * 10_000_000 + b"</w:body></w:document>")])
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{lines}]><x>&e9;</x>'
    write("open.odt", [("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<x/>")])
    write("entities.docx", [("word/document.xml", laughs)])


def tables():
    rows = [["รหัส", "ประเด็น", "คะแนน"], ["I1", "ที่นี่ น้ำ ปู่", "94.70"], ["I2", 'เรียกว่า "ดี"; ใช้ได้', "88,91"]]
    text = "\r\n".join(";".join('"' + c.replace('"', '""') + '"' if ";" in c else c for c in r) for r in rows) + "\r\n"
    (OUT / "thai-874.csv").write_bytes(text.encode("cp874"))
    (OUT / "utf16.csv").write_bytes(b"\xff\xfe" + text.replace(";", "\t").encode("utf-16-le"))


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    report()
    scores()
    objects()
    hostile()
    tables()
    libreoffice("report.docx", "docx", "report-libreoffice.docx")
    libreoffice("scores.xlsx", "xlsx", "scores-libreoffice.xlsx")
    libreoffice("report.docx", "doc", "old.doc")
