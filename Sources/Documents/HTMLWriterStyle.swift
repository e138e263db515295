import HTML

/// The style of the HTML report: one set of roles in light and dark, cards on a phone, the official table on paper.
///
/// On paper a cell over several rows ends with an empty line: Chromium lays a row out before it breaks it over pages and
/// does not count what the break pushes down, so that the last lines of such a cell would run into the row below (the
/// half-year form has none, see ``HTMLTable``). Borders are the cells' own there, since collapsed ones leave a page
/// without a line at its foot.
enum HTMLStyle {
    static let sheet: Node = .style(
        """
        :root{color-scheme:light dark;--ink:#1b2430;--soft:#566273;--paper:#fbfaf7;--card:#fff;--line:#cfc8bb;\
        --wash:#f1eee7;--brand:#0f5c4d}
        @media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#a5b0bf;--paper:#14181e;--card:#1c222b;\
        --line:#3c4653;--wash:#262e39;--brand:#6fd3bd}}
        *{box-sizing:border-box}
        html{font:17px/1.65 "Sarabun","TH Sarabun New","Laksaman","Noto Sans Thai",sans-serif;\
        background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:1500px;padding:24px 20px 40px;overflow-wrap:anywhere}
        h1{font-size:1.35rem;line-height:1.5;text-align:center;margin:0 0 8px;text-wrap:balance}
        h2{font-size:1.05rem;margin:0}
        p{margin:0}
        a{color:var(--brand);text-underline-offset:.2em}
        :focus-visible{outline:3px solid #b26a00;outline-offset:2px}
        .draft{text-align:center;margin:0 0 10px}
        .draft strong{display:inline-block;border:2px solid currentColor;padding:2px 14px;font-size:1.15rem}
        .standing{text-align:center;margin:0 0 16px;font-variant-numeric:tabular-nums}
        nav ul{list-style:none;margin:0 0 20px;padding:12px 18px;background:var(--card);border:1px solid var(--line);\
        border-radius:10px;columns:3 300px;column-gap:32px}
        nav li{padding:3px 0;break-inside:avoid}
        nav li.level-1{font-weight:600}
        nav li.level-2{padding-left:1em}
        table{width:100%;border-collapse:collapse;background:var(--card);table-layout:fixed}
        caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        th,td{border:1px solid var(--line);padding:7px 9px;vertical-align:top;text-align:left;font-weight:400;\
        font-variant-numeric:tabular-nums}
        thead th{font-weight:600;text-align:center;vertical-align:middle;background:var(--wash);line-height:1.45}
        .level-1 th,.level-2 th{font-weight:600;scroll-margin-top:8px}
        .level-1 th{background:var(--wash)}
        td.lines{padding:0;background:linear-gradient(var(--line),var(--line)) var(--at) 0/1px 100% no-repeat}
        td.lines table{border:0;background:none}
        td.lines th,td.lines td{border:0}
        td.lines tr+tr>*{border-top:1px solid var(--line)}
        td.lines thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .numbered{display:flex;gap:.45em}
        .numbered>:first-child{flex:none}
        .numbered>:last-child{min-width:0}
        .aside{color:var(--soft)}
        .w{white-space:nowrap}
        .photos{display:grid;grid-template-columns:repeat(auto-fill,minmax(120px,1fr));gap:8px;margin:2px 0}
        figure{margin:0}
        img{display:block;width:100%;height:auto;border-radius:4px;background:var(--wash)}
        figcaption{font-size:.88rem;line-height:1.5;margin-top:2px}
        .doubts{margin:20px 0 0;padding:10px 16px;border-left:4px solid #b7791f;background:var(--card)}
        .doubts ol{margin:4px 0 0;padding-left:1.4em}
        .signatures{display:flex;flex-wrap:wrap;justify-content:space-around;gap:48px 32px;margin:56px 0 24px;\
        text-align:center}
        .signatures p{min-width:260px;line-height:2}
        .dots{display:inline-block;width:200px;border-bottom:2px dotted currentColor;margin:0 4px}
        footer{margin-top:28px;padding-top:10px;border-top:1px solid var(--line);color:var(--soft);font-size:.88rem}
        .mark{display:block;width:112px;height:112px;margin:10px 0 0}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:0 16px;margin:8px 0 0}
        dd{margin:0}
        @media screen and (max-width:760px){
        body{padding:16px 12px 32px}
        h1{font-size:1.15rem}
        nav ul{columns:1;padding:8px 14px}
        nav a{display:block;padding:7px 0}
        nav li.level-2{display:none}
        table,tbody,tr,th,td{display:block;width:auto}
        table{background:none}
        thead,colgroup{display:none}
        th,td{border:0;padding:6px 14px}
        tbody.block{display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);\
        border-radius:10px;margin:0 0 14px;padding:6px 0 10px}
        tbody.block tr{display:contents}
        td.whole{order:1}
        td.none{display:none}
        tbody.level-1 th{border-radius:8px;margin:22px 0 8px;padding:8px 14px}
        tbody.level-2 th{padding:6px 2px}
        td[data-label]::before{content:attr(data-label);display:block;color:var(--soft);font-size:.82rem;\
        line-height:1.45;margin-top:4px}
        th.items{font-size:1.03rem}
        th.items p:first-child{font-weight:600;line-height:1.5}
        td.lines{background:none}
        td.lines tr+tr>td{border-top:0}
        tr+tr th.items{border-top:1px solid var(--line);margin-top:8px;padding-top:10px}
        .photos{grid-template-columns:repeat(2,1fr)}
        dl{grid-template-columns:1fr}
        dt{font-weight:600;margin-top:4px}
        .signatures{flex-direction:column;align-items:center}
        }
        @media print{
        :root{--ink:#000;--soft:#444;--paper:#fff;--card:#fff;--line:#000;--wash:#eee;--brand:#000}
        h1{font-size:16pt;line-height:1.4}
        html{font-size:14pt;line-height:1.4;print-color-adjust:exact;-webkit-print-color-adjust:exact}
        .layout-wide{font-size:11pt}
        body{max-width:none;padding:0}
        nav{display:none}
        a{text-decoration:none}
        thead{display:table-header-group}
        tr{break-inside:auto}
        th,td{padding:3pt 4pt}
        td.lines{padding:0}
        td.lines table{border:0}
        td{orphans:1;widows:1}
        table{border-collapse:separate;border-spacing:0;border-top:1px solid #000;border-left:1px solid #000}
        th,td{border-width:0 1px 1px 0;-webkit-box-decoration-break:clone;box-decoration-break:clone}
        [rowspan]::after{content:"";display:block;height:1.4em}
        dl{display:none}
        .mark{width:2.6cm;height:2.6cm;margin:4pt 0 0}
        .level-1,.level-2{break-after:avoid;break-inside:avoid}
        figure,.signatures p,.doubts li{break-inside:avoid}
        .photos{grid-template-columns:repeat(auto-fit,minmax(2.2cm,1fr));gap:5pt}
        img{border-radius:0;max-height:6cm;object-fit:contain}
        figcaption{font-size:.86em;line-height:1.35}
        footer{font-size:10pt;break-inside:avoid}
        }
        """)

    static let landscape: Node = .style(
        """

        @page{size:A4 landscape;margin:1.5cm 1.5cm 1.6cm;@bottom-right{content:counter(page) " / " counter(pages);\
        font:11pt "Sarabun","TH Sarabun New","Laksaman","Noto Sans Thai",sans-serif}}
        """)

    static let portrait: Node = .style(
        """

        @page{size:A4 portrait;margin:2cm 2cm 1.8cm 3cm;@bottom-right{content:counter(page) " / " counter(pages);\
        font:11pt "Sarabun","TH Sarabun New","Laksaman","Noto Sans Thai",sans-serif}}
        """)
}
