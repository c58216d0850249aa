import Document
import HTTP

/// Why a provider did not do what it was asked, in its own words.
struct ProviderProblem: Sendable, Hashable {
    var status: Int
    /// The provider's word for it; empty where it gave none.
    var code: String
    var message: String
    /// Whether it was asked too much, and says so by a 403.
    private var isOverLimit: Bool

    /// How the providers write their errors.
    enum Dialect: Sendable {
        /// `{"error":{"code","message"}}`
        case hetznerCloud
        /// `{"httpStatus","messages":[{"errorCode","message"}]}`
        case ionosCloud
        /// `{"error","errors":[]}`, or plain text
        case powerDNS
        /// `{"success":false,"errors":[{"code","message","error_chain":[{"code","message"}]}]}`
        case cloudflare
        /// `{"message","errors":[{"field","code","message"}]}`, of GitHub, Forgejo and Gitea
        case gitHub
        /// `{"message": text or {"field":[text]}}` or `{"error","error_description"}`
        case gitLab
    }

    init(_ response: HTTPResponse, _ dialect: Dialect) {
        status = response.status
        isOverLimit = response.isOverLimit
        // A proxy in between may answer with what is not JSON; the status says enough then.
        let body = try? Value(json: response.body)
        switch dialect {
        case .hetznerCloud:
            code = body?["error"]?["code"]?.string ?? ""
            message = body?["error"]?["message"]?.string ?? ""
        case .ionosCloud:
            let messages = body?["messages"]?.array ?? []
            code = messages.first?["errorCode"]?.string ?? ""
            message = messages.compactMap { $0["message"]?.string }.joined(separator: "; ")
        case .powerDNS:
            code = ""
            let others = (body?["errors"]?.array ?? []).compactMap(\.string)
            let first = body == nil ? response.body.firstLine : body?["error"]?.string
            message = ([first].compactMap(\.self) + others).filter { !$0.isEmpty }.joined(separator: "; ")
        case .cloudflare:
            let errors = body?["errors"]?.array ?? []
            code = errors.first?["code"]?.plain ?? ""
            // What is wrong with a record stands below "DNS Validation Error".
            let causes = errors.flatMap { [$0] + ($0["error_chain"]?.array ?? []) }
            message = causes.compactMap { $0["message"]?.string }.joined(separator: "; ")
        case .gitHub:
            code = ""
            let errors = (body?["errors"]?.array ?? []).map { error in
                error["message"]?.string ?? error.string
                    ?? ["resource", "field", "code"].compactMap { error[$0]?.string }.joined(separator: " ")
            }
            message = ([body?["message"]?.string ?? ""] + errors).filter { !$0.isEmpty }.joined(separator: "; ")
        case .gitLab:
            code = body?["error"]?.string ?? ""
            let fields = (body?["message"]?.object ?? [:]).map { field in
                "\(field.key) \((field.value.array ?? []).compactMap(\.string).joined(separator: ", "))"
            }
            let first = body?["message"]?.string ?? body?["error_description"]?.string
            message = ([first].compactMap(\.self) + fields).joined(separator: "; ")
        }
        if message.isEmpty { message = "it answered with status \(status)" }
        if let target = response.redirect { message = "it redirects to \(target), and redirects are not followed" }
        if response.attempts > 1 { message += ", also after \(response.attempts) attempts" }
    }

    /// True where the provider did nothing and may do it a moment later, whatever the method.
    var isPassing: Bool {
        status == 429 || isOverLimit || ["conflict", "locked", "rate_limit_exceeded"].contains(code)
            || (status == 423 && code.isEmpty)
    }

    /// Cloudflare's numbers that say more than the status that comes with them.
    private static let cloudflare: [String: BackendError.Reason] = [
        // No, a malformed, an invalid token.
        "9106": .unauthorized, "6003": .unauthorized, "6111": .unauthorized, "9109": .unauthorized,
        // The record is there, or one that says the same; it is not there any more.
        "81057": .exists, "81058": .exists, "81044": .changed,
    ]

    /// What it means for the caller.
    var reason: BackendError.Reason {
        switch (status, code) {
        case (_, "protected"): .protected
        case (_, "uniqueness_error"): .exists
        case _ where Self.cloudflare[code] != nil: Self.cloudflare[code] ?? .other
        case (401, _): .unauthorized
        case _ where isOverLimit: .busy
        case (403, _): .forbidden
        case (404, _): .notFound
        case _ where isPassing: .busy
        case (400..<500, _): .rejected
        case (500..., _): .unreachable
        default: .other
        }
    }
}

extension [UInt8] {
    /// The first line of an answer that is plain text; empty where it is markup, as a proxy between writes it.
    fileprivate var firstLine: String {
        let line = String(decoding: prefix { $0 != 0x0A }.prefix(300), as: UTF8.self)
        return line.hasPrefix("<") ? "" : line
    }
}
