import Document
import Glibc
import Resources
import TestSupport
import Testing

@testable import Backends

struct ZoneFileBackendTests {
    let folder: TemporaryFolder
    static let zone = "cloud.example.com"

    init() throws {
        folder = try TemporaryFolder()
    }

    func backend(estate: String = "loopback", zone: String = zone, at path: String? = nil) -> RecordBackend {
        RecordBackend(
            ZoneFileDriver(directory: path ?? folder.path, zones: [zone], now: { 1_767_312_000 }), zones: [zone],
            estate: estate)
    }

    static func key(_ id: String) -> ItemKey {
        ItemKey(place: .dns, kind: "Record", name: "\(id).k8s.\(zone)")
    }

    static func body(_ id: String, _ address: String = "192.0.2.1", estate: String = "loopback") -> Value {
        [
            "metadata": [
                "name": "\(id).k8s.\(zone)",
                "labels": [
                    "app.kubernetes.io/managed-by": "berth", "berth.dev/estate": .string(estate),
                    "berth.dev/workspace": .string(id),
                ],
                "annotations": ["berth.dev/address": "\(id)/dns", "berth.dev/protected": "true"],
            ],
            "spec": ["ttl": 60, "address": .string(address)],
        ]
    }

    static func write(_ id: String, _ address: String = "192.0.2.1", over observed: Observation? = nil) -> Write {
        Write(key: key(id), body: body(id, address), observed: observed)
    }

    @Test func createsObservesChangesAndDeletes() async throws {
        let backend = backend()
        let created = try await backend.apply(Self.write("payments"))
        let seen = try await backend.observe(kinds: [RecordBackend.kind], named: []).observations
        #expect(seen == [created])
        #expect(created.belongs(to: "loopback") && created.address?.description == "payments/dns")
        #expect(created.annotation("berth.dev/protected") == "true")
        #expect(created.label("berth.dev/workspace") == "payments")
        #expect(created.value["spec"] == ["ttl": 60, "address": "192.0.2.1"])

        let changed = try await backend.apply(Self.write("payments", "2001:db8:0::9", over: created))
        #expect(changed.value["spec"]?["address"] == "2001:db8::9")
        #expect(folder.read("\(Self.zone).zone")?.contains("192.0.2.1") == false)

        #expect(try await backend.delete(changed))
        #expect(try await backend.delete(changed), "a second time it is gone already")
        #expect(
            try await backend.observe(kinds: [RecordBackend.kind], named: [Self.key("payments")]).observations.isEmpty
        )
        #expect(folder.names == ["\(Self.zone).zone"])
    }

    @Test func theSameWriteTwiceChangesNothing() async throws {
        let created = try await backend().apply(Self.write("payments"))
        let text = folder.read("\(Self.zone).zone")
        #expect(try await backend().apply(Self.write("payments", over: created)) == created)
        #expect(folder.read("\(Self.zone).zone") == text)
    }

    @Test func whatOthersKeepIsShownWithoutMarksAndRefused() async throws {
        try folder.write(ZoneFileTests.text + "\n", to: "\(Self.zone).zone")
        let hand = try await backend().observe(kinds: [], named: [Self.key("hand")]).observations
        #expect(hand.first?.belongs(to: "loopback") == false)
        #expect(hand.first?.value["spec"]?["address"] == "2001:db8::1")
        #expect(try await backend().observe(kinds: [RecordBackend.kind], named: []).observations.isEmpty)
        let error = await #expect(throws: BackendError.self) { try await backend().apply(Self.write("hand")) }
        #expect(error?.reason == .notOwned)
        #expect(folder.read("\(Self.zone).zone") == ZoneFileTests.text + "\n")
    }

    /// Whose a name without a mark is, the state says: it is written, and deleted, as it was seen.
    @Test func aLostMarkIsMended() async throws {
        let created = try await backend().apply(Self.write("payments"))
        let text = try #require(folder.read("\(Self.zone).zone"))
        let stripped = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("TXT") }
        try folder.write(stripped.joined(separator: "\n"), to: "\(Self.zone).zone")
        let seen = try #require(try await backend().read(Self.key("payments")))
        #expect(seen.uid == created.uid && !seen.belongs(to: "loopback"))
        let write = Self.write("payments", over: seen)
        guard case .accepted(let result) = try await backend().preview(write) else {
            Issue.record("not accepted")
            return
        }
        #expect(result == created.value)
        #expect(try await backend().apply(write) == created)
        #expect(folder.read("\(Self.zone).zone")?.contains("heritage=berth") == true)
        try folder.write(stripped.joined(separator: "\n"), to: "\(Self.zone).zone")
        #expect(try await backend().delete(seen))
        #expect(try await backend().read(Self.key("payments")) == nil)
    }

    /// What another program, or another record, stands at the name for is not the item that the state knows.
    @Test(arguments: [
        "a-payments.k8s TXT \"heritage=external-dns,external-dns/owner=x\"\npayments.k8s A 192.0.2.1",
        "payments.k8s CNAME other",
    ])
    func aNameThatAnotherKeepsIsAnother(_ lines: String) async throws {
        try folder.write(ZoneFileTests.text + "\n$ORIGIN \(Self.zone).\n\(lines)\n", to: "\(Self.zone).zone")
        let seen = try #require(try await backend().read(Self.key("payments")))
        #expect(seen.uid != Self.key("payments").name)
        for observed in [nil, seen] {
            await #expect(throws: BackendError.self) {
                try await backend().apply(Self.write("payments", over: observed))
            }
        }
        await #expect(throws: BackendError.self) { try await backend().delete(seen) }
    }

    @Test func anotherEstatesNamesAreRefused() async throws {
        let write = Write(key: Self.key("payments"), body: Self.body("payments", estate: "other"), observed: nil)
        let other = try await backend(estate: "other").apply(write)
        #expect(try await backend().observe(kinds: [RecordBackend.kind], named: []).observations.isEmpty)
        let error = await #expect(throws: BackendError.self) { try await backend().apply(Self.write("payments")) }
        #expect(error?.reason == .notOwned)
        await #expect(throws: BackendError.self) { try await backend().delete(other) }
    }

    @Test func whatChangedSinceItWasSeenIsNeitherChangedNorDeleted() async throws {
        let seen = try await backend().apply(Self.write("payments"))
        let now = try await backend().apply(Self.write("payments", "192.0.2.2", over: seen))
        for attempt in [true, false] {
            let error = await #expect(throws: BackendError.self) {
                if attempt {
                    _ = try await backend().delete(seen)
                } else {
                    _ = try await backend().apply(Self.write("payments", "192.0.2.3", over: seen))
                }
            }
            #expect(error?.reason == .changed)
        }
        #expect(try await backend().observe(kinds: [], named: [Self.key("payments")]).observations == [now])
    }

    @Test func aPlannedCreateOfWhatExistsFails() async throws {
        _ = try await backend().apply(Self.write("payments"))
        let error = await #expect(throws: BackendError.self) {
            try await backend().apply(Self.write("payments", "192.0.2.2"))
        }
        #expect(error?.reason == .exists)
    }

    @Test func previewsSayWhatApplyWouldDo() async throws {
        guard case .accepted(let value) = try await backend().preview(Self.write("payments")) else {
            Issue.record("not accepted")
            return
        }
        #expect(folder.names.isEmpty, "a preview writes nothing")
        #expect(try await backend().apply(Self.write("payments")).value == value)
        let outside = Write(
            key: ItemKey(place: .dns, kind: "Record", name: "x.example.org"), body: Self.body("x"), observed: nil)
        guard case .rejected(let refusal) = try await backend().preview(outside) else {
            Issue.record("not rejected")
            return
        }
        #expect(refusal.reason.contains("not a name in the zone"))
    }

    @Test func aMissingFolderIsAnErrorThatSaysWhatToDo() async throws {
        let backend = backend(at: "\(folder.path)/absent")
        let error = await #expect(throws: BackendError.self) { try await backend.apply(Self.write("payments")) }
        #expect(error?.reason == .notFound && error?.hint?.contains("create the folder") == true)
        await #expect(throws: BackendError.self) {
            try await backend.observe(kinds: [RecordBackend.kind], named: []).observations
        }
    }

    @Test func runsBesideEachOtherLoseNothing() async throws {
        let ids = (0..<24).map { "w\($0)" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in ids {
                // A backend each, as separate processes have: only the file lock is between them.
                group.addTask { _ = try await backend().apply(Self.write(id)) }
            }
            try await group.waitForAll()
        }
        let seen = try await backend().observe(kinds: [RecordBackend.kind], named: []).observations
        #expect(Set(seen.compactMap { $0.address?.workspace }) == Set(ids))
    }

    @Test func fileModeAndLinksAreKept() async throws {
        try folder.write(ZoneFileTests.text + "\n", to: "real.zone")
        chmod(folder.path("real.zone"), 0o640)
        symlink("real.zone", "\(folder.path)/\(Self.zone).zone")
        _ = try await backend().apply(Self.write("payments"))
        var status = stat()
        #expect(lstat("\(folder.path)/\(Self.zone).zone", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        #expect(lstat("\(folder.path)/real.zone", &status) == 0 && status.st_mode & 0o777 == 0o640)
        #expect(folder.read("real.zone")?.contains("payments") == true)
    }

    @Test func waitsUntilARecordIsThere() async throws {
        async let found = backend().wait(for: Self.key("payments")) { $0 != nil }
        _ = try await backend().apply(Self.write("payments"))
        #expect(try await found?.address?.description == "payments/dns")
        let cancelled = Task { try await backend().wait(for: Self.key("absent")) { $0 != nil } }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }

    /// BIND's own reader is the judge of what was written.
    @Test(.enabled(if: access("/usr/bin/named-checkzone", X_OK) == 0 || getenv("CI") != nil))
    func anotherProgramReadsTheFile() async throws {
        let created = try await backend().apply(Self.write("payments"))
        _ = try await backend().apply(Self.write("search", "2001:db8::7"))
        _ = try await backend().apply(Self.write("payments", "192.0.2.44", over: created))
        let output = try await Program("named-checkzone")(
            "-i", "local", "-D", Self.zone, folder.path("\(Self.zone).zone"))
        let lines = output.split(separator: "\n").map {
            $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        #expect(lines.contains("payments.k8s.cloud.example.com. 60 IN A 192.0.2.44"))
        #expect(lines.contains("search.k8s.cloud.example.com. 60 IN AAAA 2001:db8::7"))
        #expect(!output.contains("192.0.2.1 "))
    }

    @Test(arguments: [".jnl", ".jbk", ".signed", ".signed.jnl"])
    func aZoneThatAServerKeepsIsLeftAlone(_ ending: String) async throws {
        let created = try await backend().apply(Self.write("payments"))
        try folder.write("", to: "\(Self.zone).zone\(ending)")
        let text = folder.read("\(Self.zone).zone")
        guard case .refused(let reason) = try await backend().prospect(of: Self.key("other")) else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("\(Self.zone).zone\(ending) beside it"))
        let error = await #expect(throws: BackendError.self) { try await backend().apply(Self.write("other")) }
        #expect(error?.reason == .rejected)
        await #expect(throws: BackendError.self) { try await backend().delete(created) }
        #expect(folder.read("\(Self.zone).zone") == text)
    }

    @Test(arguments: ["db.cloud.example.com", "cloud.example.com", "cloud.example.com.db", "Cloud.Example.Com.hosts"])
    func aZoneUnderAnotherNameIsNotMadeASecondTime(_ name: String) async throws {
        try folder.write(ZoneFileTests.text, to: name)
        guard case .refused(let reason) = try await backend().prospect(of: Self.key("payments")) else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("kept in \(name)"))
        await #expect(throws: BackendError.self) { try await backend().apply(Self.write("payments")) }
        #expect(folder.names == [name])
    }

    @Test func aNewZoneFileIsAnnounced() async throws {
        let note = "makes the zone file \(folder.path)/\(Self.zone).zone, which does not exist"
        #expect(try await backend().prospect(of: Self.key("payments")) == .open(note: note))
        _ = try await backend().apply(Self.write("payments"))
        #expect(try await backend().prospect(of: Self.key("other")) == .open())
    }

    /// What the estate's former zone holds is still seen, and deleted where it lies.
    @Test func aFormerZoneIsReadAndClearedWhereItLies() async throws {
        let former = backend(zone: "old.example")
        let key = ItemKey(place: .dns, kind: "Record", name: "payments.k8s.old.example")
        var body = Self.body("payments")
        body[["metadata", "name"]] = "payments.k8s.old.example"
        let left = try await former.apply(Write(key: key, body: body, observed: nil))
        _ = try await backend().apply(Self.write("payments"))
        let seen = try await backend().observe(kinds: [RecordBackend.kind], named: [key]).observations
        #expect(seen.map(\.key).contains(key) && seen.count == 2)
        #expect(try await backend().read(key) == left)
        #expect(try await backend().delete(left))
        #expect(try await backend().read(key) == nil)
        #expect(folder.read("old.example.zone")?.contains("payments") == false)
        await #expect(throws: BackendError.self) {
            try await backend().apply(Write(key: key, body: body, observed: nil))
        }
    }

    @Test func aChangeWhoseAnswerWasLostIsRecognised() async throws {
        let seen = try await backend().apply(Self.write("payments"))
        let now = try await backend().apply(Self.write("payments", "192.0.2.2", over: seen))
        let text = folder.read("\(Self.zone).zone")
        #expect(try await backend().apply(Self.write("payments", "192.0.2.2", over: seen)) == now)
        #expect(folder.read("\(Self.zone).zone") == text)
    }

    @Test func whatIsNoFileIsAnError() async throws {
        let path = folder.path("\(Self.zone).zone")
        for make in [{ mkfifo(path, 0o600) }, { symlink("/dev/zero", path) }, { mkdir(path, 0o700) }] {
            #expect(make() == 0)
            let error = await #expect(throws: BackendError.self) {
                try await backend().observe(kinds: [RecordBackend.kind], named: [])
            }
            #expect(error?.message.contains("not a regular file") == true)
            await #expect(throws: BackendError.self) { try await backend().apply(Self.write("payments")) }
            if unlink(path) != 0 { rmdir(path) }
        }
        #expect(folder.names.isEmpty)
    }
}
