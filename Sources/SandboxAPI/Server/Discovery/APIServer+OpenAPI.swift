import Document

extension APIServer {
    /// The schemas of the kinds, by which clients validate and explain.
    func openAPIAnswer(_ request: APIRequest, _ parts: [String]) throws(StatusError) -> APIResponse? {
        nil
    }
}
