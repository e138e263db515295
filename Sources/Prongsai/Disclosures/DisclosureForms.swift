import HTML

/// The small pages behind an item: one address, one element of the agency's own, and what the year before offers.
struct DisclosureForms {
    let visit: Visit
    let year: DisclosureYear
    let item: Disclosure
    var problems: [Problem] = []

    private var part: PeopleParts { PeopleParts(visit: visit) }
    private var own: String { Link.disclosure(year.agency.key, year.fiscalYear, item.code) }
    private var back: Node { part.link(own, visit.text("item_page.back", ["code": item.code])) }

    func address(_ address: Disclosure.Address) -> Page {
        let stored = [
            "address": address.address, "label": address.label, "element": address.elementKey ?? "",
        ]
        let typed = problems.isEmpty ? [:] : Form.typed(visit.form)
        let form = Form(visit, values: stored.merging(typed) { $1 }, problems: problems)
        let place = "\(own)/addresses/\(address.id)"
        return Page(
            visit.text("item_page.edit_address", ["code": item.code]), sub: back, current: .disclosures,
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: place,
                            [
                                form.line(
                                    "address", visit.text("item_page.address"),
                                    hint: visit.text("item_page.change_hint"), [Attribute("inputmode", "url")]),
                                form.line(
                                    "label", visit.text("item_page.label"), hint: visit.text("item_page.label_hint")),
                                DisclosureItemPage.elementChoice(form, item, visit),
                                part.buttons([form.button("item_page.save")]),
                            ])
                    ]),
                part.card(
                    "item_page.remove_address", narrow: true,
                    [
                        part.paragraph(visit.text("item_page.remove_address_why")),
                        part.deed("\(place)/removal", "item_page.remove"),
                    ]),
            ])
    }

    func ownElement(_ line: Disclosure.Element) -> Page {
        let typed = problems.isEmpty ? [:] : Form.typed(visit.form)
        let form = Form(visit, values: ["text": line.text].merging(typed) { $1 }, problems: problems)
        let place = "\(own)/elements/\(line.ownID ?? "")"
        return Page(
            visit.text("item_page.edit_element", ["code": item.code]), sub: back, current: .disclosures,
            [
                element(
                    "section", [.class("card narrow")],
                    [
                        form.node(
                            to: place,
                            [
                                form.line("text", visit.text("item_page.element_text")),
                                part.buttons([form.button("item_page.save")]),
                            ]), part.deed("\(place)/removal", "item_page.remove"),
                    ])
            ])
    }

    /// What the year before offers; nil where the year before was not opened.
    static func carry(_ visit: Visit, _ year: DisclosureYear, _ preview: DisclosureCarry?) -> Page {
        let part = PeopleParts(visit: visit)
        let words = DisclosureWords(strings: visit.site.strings, language: visit.language)
        let address = Link.disclosures(year.agency.key, year.fiscalYear)
        let values = ["from": String(year.fiscalYear - 1), "year": String(year.fiscalYear)]
        let back = part.link(address, visit.text("disclosure.back"), "btn quiet")
        var body: [Node] = []
        if let preview, !preview.offers.isEmpty {
            body.append(
                element(
                    "section", [.class("card")],
                    [
                        element(
                            "ul", [.class("plain-list")],
                            preview.offers.map { element("li", text: words.offer($0, to: year)) }),
                        part.hint(visit.text("board.carry_never")),
                        part.buttons([part.deed("\(address)/carry", "board.carry_button", quiet: false), back]),
                    ]))
        } else {
            body.append(part.paragraph(visit.text("board.carry_none", values)))
            body.append(part.buttons([back]))
        }
        if let left = preview?.left, !left.isEmpty {
            body.append(
                part.card(
                    "board.carry_left",
                    [
                        element(
                            "ul", [.class("plain-list")],
                            left.map { item in
                                element(
                                    "li",
                                    text: visit.text(
                                        "disclosure.carry_left",
                                        ["code": item.code, "count": String(item.taken.count)]))
                            })
                    ]))
        }
        return Page(
            visit.text("board.carry_title", values), sub: .text(visit.text("board.carry_sub")),
            current: .disclosures, body)
    }
}
