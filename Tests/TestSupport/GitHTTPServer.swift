import Synchronization

/// The repositories of a folder over HTTP, served by git's own `git http-backend`, badly where a test wants that.
package final class GitHTTPServer: Sendable {
    package enum Manner: Sendable {
        case serving
        /// Fetching works, pushing is forbidden.
        case readOnly
        /// Nobody is let in.
        case refusing
        /// Connections are accepted and never answered.
        case silent
        /// It tells its branches, and never sends a commit.
        case stalling
    }

    private let manner = Mutex(Manner.serving)
    private let stub = Mutex<StubServer?>(nil)

    /// Serves the repositories below `folder`.
    package init(_ folder: String) throws {
        let server = try StubServer { [weak self] request in self?.answer(request, folder) ?? .text(503, "") }
        stub.withLock { $0 = server }
    }

    deinit { stub.withLock { $0?.stop() } }

    /// How the next requests are answered.
    package func turn(_ manner: Manner) { self.manner.withLock { $0 = manner } }

    /// The address of a repository by its name in the folder.
    package func url(_ name: String) -> String { stub.withLock { "\($0?.url ?? "")/\(name)" } }

    /// What was asked for: method and path with query.
    package var requests: [String] {
        stub.withLock { $0?.requests.map { "\($0.method) \($0.target)" } ?? [] }
    }

    private func answer(_ request: StubServer.Request, _ folder: String) -> StubServer.Answer {
        let isPush = request.target.contains("git-receive-pack")
        switch manner.withLock(\.self) {
        case .serving: break
        case .readOnly: if isPush { return .text(403, "this token may only read") }
        case .refusing: return .text(401, "who are you", headers: ["WWW-Authenticate": "Basic realm=\"git\""])
        case .silent: return .silence()
        case .stalling: if request.method == "POST" { return .silence() }
        }
        do {
            return try backend(request, folder)
        } catch {
            return .text(500, "\(error)")
        }
    }

    /// Runs git's CGI program, on the thread of the connection.
    private func backend(_ request: StubServer.Request, _ folder: String) throws -> StubServer.Answer {
        let input = try ScratchFile(request.body)
        let output = try ScratchFile()
        let errors = try ScratchFile()
        let query = request.target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        let process = try ChildProcess(
            ["git", "http-backend"],
            environment: [
                "GIT_PROJECT_ROOT": folder, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": request.path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": request.method, "CONTENT_TYPE": request.headers["content-type"] ?? "",
                "CONTENT_LENGTH": "\(request.body.count)", "REMOTE_USER": "tester", "REMOTE_ADDR": "127.0.0.1",
                "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
            ], input: input.descriptor, output: output.descriptor, errors: errors.descriptor)
        process.waitUntilExit()
        let bytes = output.bytes
        guard let end = bytes.indices.dropLast(3).first(where: { Array(bytes[$0..<($0 + 4)]) == [13, 10, 13, 10] })
        else {
            return .text(500, errors.text)
        }
        var status = 200
        var headers: [String: String] = [:]
        for line in String(decoding: bytes[..<end], as: UTF8.self).split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = String(parts[1].drop { $0 == " " })
            if parts[0] == "Status" { status = Int(value.prefix(3)) ?? 500 } else { headers[String(parts[0])] = value }
        }
        return .response(status: status, headers: headers, body: Array(bytes[(end + 4)...]))
    }
}
