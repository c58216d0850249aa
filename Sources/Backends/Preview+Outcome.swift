import Document
import Resources

extension Preview {
    /// What `body` would write; an error that says what is wrong with the write itself rejects it.
    ///
    /// Throws where the system could not be asked.
    init(of body: () async throws -> Value, isolation: isolated (any Actor)? = #isolation) async throws {
        do {
            self = .accepted(try await body())
        } catch let error as BackendError {
            switch error.reason {
            case .exists: self = .exists
            case .rejected, .notOwned, .changed, .notFound, .protected:
                self = .rejected(Refusal(error.message + (error.hint.map { "; \($0)" } ?? "")))
            default: throw error
            }
        }
    }
}
