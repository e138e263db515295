extension Node {
    /// This node with one of its forms as somebody had filled it in: of the forms that send to `address`, the one that has
    /// most of the fields. Fields named in `keeping` and files stay as they are; those named in `marking` are marked as
    /// wrong.
    ///
    /// - Returns: nil where nothing sends there.
    public func filled(
        sending address: String, _ fields: [(name: String, value: String)], keeping: Set<String> = [],
        marking: Set<String> = []
    ) -> Node? {
        var filling = FormFilling(address: address, keeping: keeping, marking: marking, fields: fields)
        filling.look(self, in: nil)
        guard let best = filling.scores.indices.max(by: { filling.scores[$0] < filling.scores[$1] }) else { return nil }
        filling.best = best
        return filling.fill(self, inside: false)
    }

    /// The value of an attribute; the empty text for one without a value, nil where it is missing.
    static func value(_ name: String, of attributes: [Attribute]) -> String? {
        attributes.first { $0.name.text == name }.map { $0.value ?? "" }
    }
}

/// Looks for the forms of a node, then fills one in.
private struct FormFilling {
    let address: String
    let keeping: Set<String>
    let marking: Set<String>
    /// Values of every name, in the order they came; each field takes the next.
    private var left: [String: [String]] = [:]
    /// How many fields each form that sends to the address has in common with what was sent.
    private(set) var scores: [Int] = []
    var best = 0
    private var form = -1

    init(
        address: String, keeping: Set<String>, marking: Set<String>, fields: [(name: String, value: String)]
    ) {
        (self.address, self.keeping, self.marking) = (address, keeping, marking)
        for field in fields where !keeping.contains(field.name) { left[field.name, default: []].append(field.value) }
    }

    private func isMeant(_ name: Node.Name, _ attributes: [Attribute]) -> Bool {
        name.text == "form" && Node.value("method", of: attributes) == "post"
            && Node.value("action", of: attributes) == address
    }

    /// Scores every form; a button and a value that nobody sees count where they say the very same.
    mutating func look(_ node: Node, in form: Int?) {
        switch node {
        case .fragment(let children): for child in children { look(child, in: form) }
        case .element(let name, let attributes, let children):
            var form = form
            if isMeant(name, attributes) {
                scores.append(0)
                form = scores.count - 1
            } else if let form, let field = Node.value("name", of: attributes), let values = left[field] {
                scores[form] += 1
                if let value = Node.value("value", of: attributes), values.contains(value) { scores[form] += 1 }
            }
            for child in children { look(child, in: form) }
        case .text, .style, .rendered: break
        }
    }

    mutating func fill(_ node: Node, inside: Bool) -> Node {
        switch node {
        case .fragment(let children): return .fragment(children.map { fill($0, inside: inside) })
        case .text, .style, .rendered: return node
        case .element(let name, var attributes, var children):
            if isMeant(name, attributes) {
                form += 1
                return .element(name, attributes, children.map { fill($0, inside: form == best) })
            }
            let field = Node.value("name", of: attributes) ?? ""
            if inside, marking.contains(field), Node.value("aria-invalid", of: attributes) == nil {
                attributes.append(Attribute("aria-invalid", "true"))
            }
            switch name.text {
            case "input" where inside && !keeping.contains(field): attributes = input(field, attributes)
            case "textarea" where inside: if let value = next(field) { children = [.text("\n" + value)] }
            case "select" where inside:
                if let value = next(field) { return .element(name, attributes, children.map { choose($0, value) }) }
            case "details" where inside:
                // What was typed is not hidden.
                if Node.value("open", of: attributes) == nil { attributes.append(Attribute("open")) }
                fallthrough
            default: children = children.map { fill($0, inside: inside) }
            }
            return .element(name, attributes, children)
        }
    }

    private mutating func input(_ field: String, _ attributes: [Attribute]) -> [Attribute] {
        switch Node.value("type", of: attributes) {
        case "file", "password", "submit": return attributes
        case "checkbox", "radio":
            let value = Node.value("value", of: attributes) ?? "on"
            let others = attributes.filter { $0.name.text != "checked" }
            return left[field]?.contains(value) == true ? others + [Attribute("checked")] : others
        default:
            guard let value = next(field) else { return attributes }
            return attributes.filter { $0.name.text != "value" } + [Attribute("value", value)]
        }
    }

    private mutating func next(_ field: String) -> String? {
        guard let values = left[field], let first = values.first else { return nil }
        left[field] = Array(values.dropFirst())
        return first
    }

    private func choose(_ node: Node, _ value: String) -> Node {
        guard case .element(let name, let attributes, let children) = node else { return node }
        guard name.text == "option" else { return .element(name, attributes, children.map { choose($0, value) }) }
        let others = attributes.filter { $0.name.text != "selected" }
        return .element(
            name, Node.value("value", of: attributes) == value ? others + [Attribute("selected")] : others, children)
    }
}
