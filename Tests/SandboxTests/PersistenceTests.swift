import Document
import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite struct PersistenceTests {
    @Test func whatWasWrittenIsThereAfterARestart() async throws {
        let directory = NSTemporaryDirectory() + "sandbox-" + UUID().uuidString.lowercased()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (first, network) = try await TestEstate.start(directory, clusters: ["fsn1-a"])
        let estate = TestEstate(sandbox: first, directory: directory)
        try await estate.apply(KamajiTests.manifest())
        try await estate.becomes("Ready")
        _ = try await estate.curl(
            "-H", "Authorization: Bearer x", "-d", #"{"name":"w","ip_range":"10.0.0.0/16"}"#,
            "\(estate.hetzner)/networks")
        try await estate.eventually("the tenant is complete") {
            await first.fleet.clusters.values.first?.client.get(
                .clusterRoleBindings, .init(name: TenantFleet.administrators)) != nil
        }
        let kubeconfig = try await estate.writeKubeconfig("admin.conf")
        try await estate.makeNamespace("kept", kubeconfig: kubeconfig)
        try await estate.eventually("the namespace has its objects") {
            try await estate.kubectl("get", "serviceaccount", "-n", "kept", "-o", "name", kubeconfig: kubeconfig) != ""
        }
        // What runs is not Kamaji's to stop: it runs again while Kamaji is told to keep off.
        try await estate.kubectl("annotate", "tcp", "pay", "-n", "k8s-w-pay", "kamaji.clastix.io/paused=")
        let before = await first.inventory
        let version = first.clusters[0].server.resourceVersion
        await first.stop()

        let (second, _) = try await TestEstate.start(directory, clusters: ["fsn1-a"], on: network)
        #expect(await second.inventory == before)
        #expect(second.clusters[0].server.resourceVersion >= version)
        // The same credentials open the same tenant.
        try await estate.kubectl("get", "namespace", "kept", kubeconfig: kubeconfig)
        await second.stop()
    }

    @Test func aLineThatWasCutOffIsDropped() throws {
        let directory = NSTemporaryDirectory() + "journal-" + UUID().uuidString
        try Files.makeDirectory(directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        do {
            let journal = try Journal.open(directory: directory)
            #expect(journal.take("t").entries.isEmpty)
            journal.append(JournalRecord(table: "t", key: "a", revision: 1, body: Array("{\"n\":1}".utf8)))
            journal.append(JournalRecord(table: "t", key: "b", revision: 2, body: Array("{\"n\":2}".utf8)))
            journal.append(JournalRecord(table: "t", key: "a", revision: 3, body: nil))
        }
        let path = directory + "/journal"
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"t\":\"t\",\"k\":\"c\",\"r\":4,\"d\":fal".utf8))
        try handle.close()
        let table = try Journal.open(directory: directory).take("t")
        #expect(table.revision == 3)
        #expect(table.entries.keys.sorted() == ["b"])
        // What was read is a snapshot of its own now; a table is given once.
        let journal = try Journal.open(directory: directory)
        let again = journal.take("t")
        #expect(again.entries["b"]?.body == Array("{\"n\":2}".utf8))
        #expect(again.revision == 3)
        #expect(journal.take("t").entries.isEmpty)
    }

    @Test func damageIsNamedByItsLine() throws {
        let directory = NSTemporaryDirectory() + "journal-" + UUID().uuidString
        try Files.makeDirectory(directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try Files.write(Array("{}\n".utf8), to: directory + "/journal", mode: 0o600)
        let error = #expect(throws: SandboxError.self) { try Journal.open(directory: directory) }
        #expect(error?.description.contains("journal:1:") == true)
    }

    @Test func aSnapshotThatIsCutOffIsRefused() throws {
        let folder = try TemporaryFolder()
        do {
            let journal = try Journal.open(directory: folder.path)
            for key in ["a", "b", "c"] {
                journal.append(JournalRecord(table: "t", key: key, revision: 1, body: Array("{\"n\":1}".utf8)))
            }
        }
        _ = try Journal.open(directory: folder.path)
        let path = folder.path("snapshot")
        let whole = try Files.read(path)
        let lines = whole.split(separator: UInt8(ascii: "\n"))
        for kept in 0..<lines.count {
            let bytes = lines[..<kept].flatMap { $0 + [UInt8(ascii: "\n")] }
            try Files.write(bytes, to: path, mode: 0o600)
            let error = #expect(throws: SandboxError.self) { try Journal.open(directory: folder.path) }
            #expect(error?.description.contains("cut off") == true)
            #expect(try Files.read(path) == bytes, "what is left of it stays for whoever can mend it")
        }
        try Files.write(whole, to: path, mode: 0o600)
        #expect(try Journal.open(directory: folder.path).take("t").entries.count == 3)
    }

    @Test func namesMayHoldWhatSeparatesKeys() async throws {
        let folder = try TemporaryFolder()
        let (first, network) = try await TestEstate.start(folder.path, clusters: ["fsn1-a"])
        try first.clusters[0].client.create(
            .clusterRoles, ["metadata": ["name": "a|b"], "rules": []])
        await first.stop()
        let (second, _) = try await TestEstate.start(folder.path, clusters: ["fsn1-a"], on: network)
        #expect(second.clusters[0].client.get(.clusterRoles, .init(name: "a|b")) != nil)
        await second.stop()
    }

    @Test func aLinkIsRemovedAndNotWhatItLeadsTo() throws {
        let folder = try TemporaryFolder()
        try folder.write("kept", to: "elsewhere/file")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link"), withDestinationPath: folder.path("elsewhere"))
        try Files.remove(folder.path("link"))
        #expect(!Files.exists(folder.path("link")) && Files.exists(folder.path("elsewhere/file")))
    }
}
