import Foundation

/// Real name servers that a test runs beside itself, on ports of their own, and the programs that speak to them.
package enum NameServerPrograms {
    /// Whether they are installed; where tests run for everybody they must be.
    package static var areInstalled: Bool {
        let paths = [
            "/usr/sbin/pdns_server", "/usr/sbin/named", "/usr/bin/nsupdate", "/usr/bin/dig", "/usr/bin/sqlite3",
        ]
        return paths.allSatisfy { access($0, X_OK) == 0 } || getenv("CI") != nil
    }

    /// The data of a name's records as `dig` reads them, sorted.
    package static func dig(_ name: String, _ type: String, at server: String) async throws -> [String] {
        let parts = server.split(separator: ":")
        let text = try await Program("dig")(
            "@\(parts[0])", "-p", "\(parts[1])", "+short", "+norecurse", "+time=5", name, type)
        return text.split(separator: "\n").map(String.init).sorted()
    }
}

/// A PowerDNS server with its own database and HTTP API, and zones that it keeps; it ends with this object.
package final class PowerDNSServer: Sendable {
    package static let apiKey = "planted-pdns-4711"

    /// `host:port` of the name server.
    package let server: String
    /// Of the HTTP API.
    package let endpoint: String
    private let folder: TemporaryFolder
    private let program: ServerProgram

    package init(zones: String...) async throws {
        folder = try TemporaryFolder()
        let (port, webPort) = (try Sockets.freePort(), try Sockets.freePort())
        server = "127.0.0.1:\(port)"
        endpoint = "http://127.0.0.1:\(webPort)"
        let schema = try String(
            contentsOfFile: "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql", encoding: .utf8)
        _ = try await Program("sqlite3").outcome([folder.path("db")], input: schema)
        try folder.write(
            """
            launch=gsqlite3
            gsqlite3-database=\(folder.path("db"))
            local-address=127.0.0.1
            local-port=\(port)
            socket-dir=\(folder.path)
            security-poll-suffix=
            api=yes
            api-key=\(Self.apiKey)
            webserver=yes
            webserver-address=127.0.0.1
            webserver-port=\(webPort)
            webserver-allow-from=127.0.0.0/8

            """, to: "pdns.conf")
        program = try ServerProgram([
            "/usr/sbin/pdns_server", "--config-dir=\(folder.path)", "--daemon=no", "--guardian=no", "--disable-syslog",
            "--write-pid=no",
        ])
        _ = try await program.word(after: "Done launching threads")
        for zone in zones {
            try await call("POST", "", #"{"name":"\#(zone).","kind":"Native","nameservers":["ns1.\#(zone)."]}"#)
        }
    }

    /// Puts record sets into a zone as any other program would: `(name, type, contents)`; no contents take them away.
    package func write(_ sets: [(name: String, type: String, contents: [String])], in zone: String) async throws {
        let list = sets.map { name, type, contents in
            let records = contents.map { content in
                let text = content.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                return #"{"content":"\#(text)","disabled":false}"#
            }
            return """
                {"name":"\(name).","type":"\(type)","ttl":120,"changetype":"\(contents.isEmpty ? "DELETE" : "REPLACE")",
                 "records":[\(records.joined(separator: ","))]}
                """
        }
        try await call("PATCH", "/\(zone).", #"{"rrsets":[\#(list.joined(separator: ","))]}"#)
    }

    private func call(_ method: String, _ path: String, _ body: String) async throws {
        let file = try folder.write(body, to: "body-\(UUID().uuidString)")
        try await Program("curl")(
            "-sS", "--fail-with-body", "-X", method, "-H", "X-API-Key: \(Self.apiKey)", "--data", "@\(file)",
            "\(endpoint)/api/v1/servers/localhost/zones\(path)")
    }
}

/// A BIND server that takes updates signed by one key; it ends with this object.
package final class BINDServer: Sendable {
    /// Base64.
    package static let secret = "cGxhbnRlZC10c2lnLTQ3MTEtcGxhbnRlZC10c2ln"
    package static let keyName = "berth-test"

    /// `host:port` of the name server.
    package let server: String
    /// A file with the key.
    package let keyFile: String
    private let folder: TemporaryFolder
    private let program: ServerProgram

    /// `givesTransfers`: whether a zone can be read as a whole.
    package init(zones: String..., givesTransfers: Bool = true) async throws {
        folder = try TemporaryFolder()
        let port = try Sockets.freePort()
        server = "127.0.0.1:\(port)"
        keyFile = try folder.write(
            "key \"\(Self.keyName)\" { algorithm hmac-sha256; secret \"\(Self.secret)\"; };\n", to: "key.conf")
        var text = """
            include "\(keyFile)";
            options {
              directory "\(folder.path)"; listen-on port \(port) { 127.0.0.1; }; listen-on-v6 { none; };
              pid-file none; session-keyfile none; recursion no; dnssec-validation no;
              allow-transfer { \(givesTransfers ? "key \"\(Self.keyName)\";" : "none;") };
            };
            controls { };

            """
        for zone in zones {
            try folder.write(
                """
                $TTL 300
                @ IN SOA ns1 hostmaster 5 3600 600 604800 60
                @ IN NS ns1
                ns1 IN A 127.0.0.1

                """, to: zone)
            text += """
                zone "\(zone)" { type primary; file "\(zone)"; update-policy { grant \(Self.keyName) zonesub ANY; }; };

                """
        }
        let file = try folder.write(text, to: "named.conf")
        program = try ServerProgram(["/usr/sbin/named", "-c", file, "-g", "-n", "1"])
        _ = try await program.word(after: "all zones loaded")
    }

    /// Changes records as any other program would: commands of `nsupdate`.
    package func update(_ commands: String...) async throws {
        let parts = server.split(separator: ":")
        let lines = ["server \(parts[0]) \(parts[1])"] + commands + ["send", ""]
        let outcome = try await Program("nsupdate").outcome(["-k", keyFile], input: lines.joined(separator: "\n"))
        guard outcome.status == 0 else { throw Program.Failure(description: "nsupdate: \(outcome.errors)") }
    }
}
