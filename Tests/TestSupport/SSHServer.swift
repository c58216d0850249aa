import Foundation

/// A real `sshd` on loopback that lets in whoever has the key of the agent beside it.
package final class SSHServer: Sendable {
    package let folder: TemporaryFolder
    private let server: ServerProgram
    private let agent: ServerProgram
    private let port: Int

    /// Whether the program is there; it must be called by its whole path.
    package static let program = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    package init() async throws {
        guard let program = Self.program else { throw Program.Failure(description: "there is no sshd") }
        folder = try TemporaryFolder()
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
        let keygen = Program("ssh-keygen")
        // Where it runs as root, sshd gives up its rights in this folder.
        if getuid() == 0 {
            try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        for name in ["host", "user"] {
            try await keygen("-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f", folder.path(name))
        }
        try FileManager.default.copyItem(atPath: folder.path("user.pub"), toPath: folder.path("authorized"))
        let port = try Sockets.freePort()
        self.port = port
        try folder.write(
            """
            ListenAddress 127.0.0.1
            Port \(port)
            HostKey \(folder.path("host"))
            AuthorizedKeysFile \(folder.path("authorized"))
            PidFile none
            UsePAM no
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            LogLevel ERROR
            HostKeyAlgorithms +ssh-rsa
            PubkeyAcceptedAlgorithms +ssh-rsa

            """, to: "config")
        let key = try String(contentsOfFile: folder.path("host.pub"), encoding: .utf8)
        try folder.write("[127.0.0.1]:\(port) \(key)", to: "home/.ssh/known_hosts")
        server = try ServerProgram([program, "-D", "-e", "-f", folder.path("config")])
        agent = try ServerProgram(["ssh-agent", "-D", "-a", folder.path("agent")])
        let add = Program("ssh-add", environment: environment)
        for _ in 0..<500 {
            if FileManager.default.fileExists(atPath: folder.path("agent")), Sockets.answers(UInt16(port)) { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        try await add(folder.path("user"))
    }

    /// What a client's environment needs: the agent with the key, and a home that knows the server.
    package var environment: [String: String] {
        ["SSH_AUTH_SOCK": folder.path("agent"), "HOME": folder.path("home")]
    }

    /// The URL of a path on this machine.
    package func url(_ path: String) -> String { "ssh://\(NSUserName())@127.0.0.1:\(port)\(path)" }

    /// Lets nobody in any more.
    package func refuseKeys() async throws { try folder.write("", to: "authorized") }
}
