import Foundation

/// A certificate authority for one test, in a folder of its own, made with the `openssl` program.
package final class TestAuthority: Sendable {
    package struct Certificate: Sendable {
        /// The files are there as long as the authority.
        package let certificateFile: String
        package let keyFile: String

        package let certificatePEM: [UInt8]
        package let keyPEM: [UInt8]

        fileprivate init(_ name: String, in folder: TemporaryFolder) throws {
            certificateFile = folder.path("\(name).pem")
            keyFile = folder.path("\(name).key")
            certificatePEM = Array(try Data(contentsOf: URL(filePath: certificateFile)))
            keyPEM = Array(try Data(contentsOf: URL(filePath: keyFile)))
        }
    }

    package enum Validity: Sendable {
        case current
        case expired
    }

    package let authority: Certificate
    private let folder: TemporaryFolder

    package init() async throws {
        folder = try TemporaryFolder()
        let configuration = """
            [ca]
            default_ca = here
            [here]
            database = index.txt
            new_certs_dir = .
            rand_serial = yes
            default_md = sha256
            policy = any
            unique_subject = no
            [any]
            commonName = supplied
            """
        try folder.write(configuration, to: "ca.cnf")
        try folder.write("", to: "index.txt")
        try await Program.openssl(
            ["req", "-x509", "-subj", "/CN=test authority", "-out", "ca.pem"] + Self.newKey("ca.key"), in: folder.path)
        authority = try Certificate("ca", in: folder)
    }

    /// A certificate for a server or a client; names as OpenSSL writes them, `IP:127.0.0.1,DNS:name`.
    package func issue(_ name: String, names: String? = nil, _ validity: Validity = .current) async throws
        -> Certificate
    {
        try await Program.openssl(
            ["req", "-new", "-subj", "/CN=\(name)", "-out", "\(name).csr"] + Self.newKey("\(name).key"), in: folder.path
        )
        let extensions = names.map { "subjectAltName=\($0)" } ?? "keyUsage=digitalSignature"
        try folder.write(extensions, to: "\(name).ext")
        let end = validity == .expired ? "20200102000000Z" : "20990101000000Z"
        let request = [
            "ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key",
            "-in", "\(name).csr", "-out", "\(name).pem", "-extfile", "\(name).ext",
            "-startdate", "20200101000000Z", "-enddate", end,
        ]
        try await Program.openssl(request, in: folder.path)
        return try Certificate(name, in: folder)
    }

    private static func newKey(_ file: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file]
    }
}

extension Program {
    package static let openssl = Program("openssl")
}
