@testable import Prongsai

/// Operations of contributions by link.
extension OperationRules {
    static let contributionCases: [Case] = []
}
