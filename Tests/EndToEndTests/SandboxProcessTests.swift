import Foundation
import TestSupport
import Testing

/// What a sandbox is to the machine that it runs on.
struct SandboxProcessTests {
    @Test func itListensOnLoopbackOnlyKeepsCredentialsToItselfAndEndsWhole() async throws {
        let folder = try TemporaryFolder()
        let directory = folder.path(".sandbox")
        let program = Program(Workplace.sandbox)
        let network = try await RunningSandbox.bringUp(program, ["--dir", directory, "--clusters", "a,b"])
        let process = try #require(Int32(Self.words(of: "\(directory)/sandbox.pid").first ?? ""))

        // The kernel's table loses lines where it is long and changes meanwhile: what it shows of this process is judged.
        var listening: Set<String> = []
        for _ in 0..<100 where listening.count < 5 {
            listening.formUnion(try Self.listeningAddresses(of: process))
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(listening.allSatisfy { $0.hasPrefix("\(network.prefix).") }, "\(listening)")

        for name in ["kubeconfig", "token", "data", "data/pki"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(name)")
            #expect(!names.isEmpty)
            for file in names where file != "pki" {
                #expect(try Self.mode(of: "\(directory)/\(name)/\(file)") == 0o600, "\(name)/\(file)")
            }
        }

        let second = try await program.outcome(["up", "--dir", directory])
        #expect(second.status == 1 && second.errors.contains("a sandbox runs in \(directory) already"))

        try await program("down", "--dir", directory)
        #expect(!Self.isRunning(process))
        #expect(!FileManager.default.fileExists(atPath: "\(directory)/sandbox.pid"))
        let again = try await program.outcome(["down", "--dir", directory, "--purge"])
        #expect(again.status == 0 && again.output.contains("no sandbox runs"))
        #expect(!FileManager.default.fileExists(atPath: directory))
    }

    @Test func foldersThatNoSandboxMadeAreNotPurged() async throws {
        let folder = try TemporaryFolder()
        try folder.write("mine", to: "data/file")
        let program = Program(Workplace.sandbox)
        let outcome = try await program.outcome(["down", "--dir", folder.path, "--purge"])
        #expect(outcome.status == 1 && outcome.errors.contains("nothing was removed"), "\(outcome.errors)")
        #expect(FileManager.default.fileExists(atPath: folder.path("data/file")))
    }

    @Test(arguments: ["10.0.0.0/16", "0.0.0.0/16", "127.66.0.0/8", "::1", "192.168.0.0/16"])
    func otherAddressesAreRefused(network: String) async throws {
        let folder = try TemporaryFolder()
        let program = Program(Workplace.sandbox)
        let outcome = try await program.outcome(["up", "--dir", folder.path("s"), "--network", network])
        #expect(outcome.status != 0 && outcome.errors.contains("write a /16 below 127.0.0.0/8"), "\(outcome.errors)")
    }

    /// The addresses on which the sockets of a process listen, as the kernel says.
    private static func listeningAddresses(of process: Int32) throws -> [String] {
        let folder = "/proc/\(process)/fd"
        let sockets = Set(
            try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
                try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
            }.filter { $0.hasPrefix("socket:[") }.map { $0.dropFirst("socket:[".count).dropLast() })
        var addresses: [String] = []
        for table in ["tcp", "tcp6"] {
            for line in try String(contentsOfFile: "/proc/\(process)/net/\(table)", encoding: .utf8).split(
                separator: "\n")
            {
                let fields = line.split(separator: " ")
                // 0A is LISTEN; the tenth field is the socket's inode.
                guard fields.count > 9, fields[3] == "0A", sockets.contains(fields[9]) else { continue }
                let digits = fields[1].prefix { $0 != ":" }
                // The bytes of an IPv4 address stand in the machine's order.
                let bytes = UInt32(digits, radix: 16).map { withUnsafeBytes(of: $0) { Array($0) } }
                addresses.append(bytes.map { $0.map(String.init).joined(separator: ".") } ?? String(digits))
            }
        }
        return addresses.sorted()
    }

    /// A zombie, of which whoever is its parent has not taken notice, has ended.
    private static func isRunning(_ process: Int32) -> Bool {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let state = text.split(separator: ")").last?.split(separator: " ").first
        return state.map { $0 != "Z" } ?? false
    }

    private static func mode(of path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    private static func words(of path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: " ").map(String.init)
    }
}
