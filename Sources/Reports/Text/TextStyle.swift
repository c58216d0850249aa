/// How a piece of text looks where colours are on.
package enum TextStyle: Sendable, Hashable {
    case plain, bold, dim
    case create, update, delete, replace, wait, deferred, unknown
    /// What must not be overlooked.
    case alarm
    case success, failure

    /// The parameters of the sequence (ECMA-48, SGR); nil where text stays as it is.
    private var parameters: String? {
        switch self {
        case .plain: nil
        case .bold: "1"
        case .dim: "2"
        case .create, .success: "32"
        case .update: "33"
        case .delete: "31"
        case .replace: "35"
        case .wait: "36"
        case .deferred: "34"
        case .unknown: "1;33"
        case .alarm: "1;97;41"
        case .failure: "1;31"
        }
    }

    func applied(to text: String) -> String {
        guard let parameters, !text.isEmpty else { return text }
        return "\u{1B}[\(parameters)m\(text)\u{1B}[0m"
    }
}
