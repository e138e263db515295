@testable import Prongsai

/// Operations of people, units, years, notices.
extension OperationRules {
    static let peopleCases: [Case] = []
}
