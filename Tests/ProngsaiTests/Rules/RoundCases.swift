@testable import Prongsai

/// Operations of submission, approval, publication.
extension OperationRules {
    static let roundCases: [Case] = []
}
