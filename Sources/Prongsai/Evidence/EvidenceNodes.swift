import HTML
import ITA

/// Evidence as pages show it.
enum EvidenceNodes {
    /// A photo with a link to itself, a file with a link to keep it, an address with a link to open it.
    static func node(_ evidence: Evidence, _ caption: String, _ visit: Visit) -> Node {
        guard let key = try? visit.agency().key else { return .empty }
        switch evidence.kind {
        case .photo:
            return element(
                "a", [.href(Link.print(key, evidence.id))],
                [
                    element(
                        "img",
                        [
                            .src(Link.thumbnail(key, evidence.id)), Attribute("loading", "lazy"),
                            Attribute("alt", caption.isEmpty ? evidence.fileName ?? "" : caption),
                        ])
                ])
        case .file:
            return element(
                "a", [.class("file"), .href(Link.original(key, evidence.id)), Attribute("download")],
                text: evidence.fileName ?? visit.text("library.kind_file"))
        case .address:
            return element(
                "a",
                [
                    .class("file"), .href(evidence.address ?? ""), Attribute("rel", "noopener noreferrer"),
                    Attribute("target", "_blank"),
                ],
                [
                    .text((evidence.address ?? "").shortened(to: 80) + " "),
                    element("span", [.class("whole")], text: visit.text("library.opens_new")),
                ])
        }
    }

    /// That the day of a photo lies outside its round; nothing where it does not, or one of them is not known.
    static func outside(_ day: Day?, first: Day?, last: Day?, _ visit: Visit) -> Node {
        guard let day, let first, let last, day < first || day > last else { return .empty }
        let values = ["day": visit.day(day), "first": visit.day(first), "last": visit.day(last)]
        return element("p", [.class("note")], text: "▲ \(visit.text("library.day_outside", values))")
    }

    /// The field for the picture a caption waits for, with those that came for it and were not saved.
    static func awaited(
        _ use: EvidenceUse, _ form: Form, _ label: String, _ uploads: [PendingUpload], chosen: Set<String>?
    ) -> Node {
        let name = "picture.\(use.id)"
        let waiting = waiting(uploads, chosen: chosen, name: "attach.\(use.id)", form.visit)
        return .fragment([
            form.field(name, label, nil) {
                element("input", $0 + [Attribute("type", "file"), Attribute("name", name)])
            },
            waiting.isEmpty ? .empty : element("ul", [.class("uploads")], waiting),
        ])
    }

    /// Uploads that wait for a form to be sent: each ticked, with its picture; `name` is the field they come back in.
    static func waiting(_ uploads: [PendingUpload], chosen: Set<String>?, name: String = "upload", _ visit: Visit)
        -> [Node]
    {
        uploads.filter { $0.look != nil }.map { upload in
            let isChosen = chosen?.contains(upload.id) ?? true
            let picture: Node =
                if upload.look?.isPhoto == true, let key = visit.found?.key, visit.viewer != nil {
                    element(
                        "img", [.src("\(Link.uploads(key))/\(upload.id)/print"), Attribute("alt", "")])
                } else {
                    element("span", [.class("file")], text: upload.look?.isPhoto == true ? "▣" : "▤")
                }
            return element(
                "li", [],
                [
                    element(
                        "label", [.class("tick")],
                        [
                            element(
                                "input",
                                [
                                    Attribute("type", "checkbox"), Attribute("name", name),
                                    Attribute("value", upload.id),
                                ] + (isChosen ? [Attribute("checked")] : [])), picture,
                            element("span", text: upload.name),
                        ])
                ])
        }
    }
}

extension Link {
    static func print(_ agency: String, _ evidence: String) -> String { "/desk/\(agency)/evidence/\(evidence)/print" }
    static func thumbnail(_ agency: String, _ evidence: String) -> String {
        "/desk/\(agency)/evidence/\(evidence)/thumbnail"
    }
    static func original(_ agency: String, _ evidence: String) -> String {
        "/desk/\(agency)/evidence/\(evidence)/original"
    }
}
