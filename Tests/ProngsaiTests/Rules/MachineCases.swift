@testable import Prongsai

/// Operations of jobs, tokens, webhooks.
extension OperationRules {
    static let machineCases: [Case] = []
}
