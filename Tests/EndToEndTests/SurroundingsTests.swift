import Glibc
import TestSupport
import Testing

/// Clusters and credentials that are not as they should be: one clear line each, and nothing half-recorded.
struct SurroundingsTests {
    /// With fewer, libraries end the process without a word, or wait for ever.
    @Test(arguments: [8, 12, 31])
    func tooFewDescriptorsAreSaid(_ limit: Int) async throws {
        let outcome = try await Program("bash").outcome([
            "-c", "ulimit -n \(limit); exec \"$0\" version", Workplace.berth,
        ])
        #expect(outcome.status == 1 && outcome.errors.contains("berth needs 32"), "\(outcome)")
    }

    /// Without threads the library that keeps them waits for ever. Of root no limit counts any.
    @Test(.enabled(if: getuid() == 0), arguments: [1, 4, 8])
    func tooFewThreadsAreSaid(_ limit: Int) async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Program("bash").outcome([
            "-c",
            "cp \"$0\" \"$1/berth\" && chmod 755 \"$1\" && exec setpriv --reuid=54321 --clear-groups "
                + "prlimit --nproc=\(limit) \"$1/berth\" version", Workplace.berth, folder.path,
        ])
        #expect(
            outcome.status == 1 && outcome.errors.contains("cannot start the 8 threads that berth needs"), "\(outcome)")
    }

    @Test func silentAndHostileClusters() async throws {
        let site = try await Site()
        let kubeconfig = ".sandbox/kubeconfig/fsn1-a.yaml"
        let good = try await Program("cat")(site.folder.path(kubeconfig))

        struct Case {
            var name: String
            var expected: String
            var change: (String) -> String
        }
        let other = try await Program("cat")(site.folder.path(".sandbox/kubeconfig/fra-a.yaml"))
        func line(_ key: String, of text: String) -> String {
            text.split(separator: "\n").first { $0.contains("\(key):") }.map(String.init) ?? ""
        }
        let cases = [
            Case(name: "unreachable", expected: "cannot connect") {
                $0.replacing(/server: .*/, with: "server: https://127.0.0.1:1")
            },
            Case(name: "wrong CA", expected: "certificate") {
                $0.replacing(
                    line("certificate-authority-data", of: good), with: line("certificate-authority-data", of: other))
            },
            Case(name: "no credentials", expected: "fsn1-a") {
                $0.split(separator: "\n").filter { !$0.contains("client-") }.joined(separator: "\n")
            },
        ]
        for test in cases {
            try site.workplace.edit(kubeconfig) { _ in test.change(good) }
            let outcome = try await site.berth("apply", "payments", "--yes")
            let said = outcome.output + outcome.errors
            #expect([1, 7].contains(outcome.status), "\(test.name): \(said)")
            #expect(said.contains("fsn1-a"), "\(test.name): \(said)")
            #expect(said.lowercased().contains(test.expected.lowercased()), "\(test.name): \(said)")
        }
        try site.workplace.edit(kubeconfig) { _ in good }
        try await site.berth("apply", "payments", "--yes", exits: 0)
    }
}
