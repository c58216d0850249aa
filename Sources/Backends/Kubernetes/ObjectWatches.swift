import Document
import Kubernetes
import Resources

/// One watch a kind, shared by all who wait for objects of it; it runs as long as somebody waits.
///
/// What it shows of an object may only keep those who wait waiting; they read the object themselves before they go on, so
/// that a watch that lags, breaks or starts again misleads nobody.
actor ObjectWatches {
    private struct KindWatch {
        /// Of the API, in which objects are shown.
        let version: String
        let task: Task<Void, Never>
        var alarms: [Name: [ObjectAlarm]] = [:]
    }

    private struct Name: Hashable {
        let namespace: String?
        let name: String

        init(_ object: Value) {
            namespace = object.metadata.namespace
            name = object.metadata.name ?? ""
        }

        init(_ key: ItemKey) {
            namespace = key.namespace
            name = key.name
        }
    }

    private let client: KubernetesClient
    private let selector: String
    private let pace: PollingPace
    private var watches: [ItemKind: KindWatch] = [:]

    init(_ client: KubernetesClient, selector: String, pace: PollingPace) {
        self.client = client
        self.selector = selector
        self.pace = pace
    }

    deinit {
        for watch in watches.values { watch.task.cancel() }
    }

    /// An alarm for an object; to be given back by `unsubscribe`.
    func subscribe(to key: ItemKey) -> ObjectAlarm {
        let alarm = ObjectAlarm(key: key)
        let kind = key.itemKind
        if watches[kind] == nil {
            let served = key.reference.groupVersionKind
            watches[kind] = KindWatch(
                version: key.version,
                task: Task { [weak self, client, selector, pace] in
                    await Self.follow(served, client, selector, pace) { await self?.ring($0, of: kind) }
                })
        }
        watches[kind]?.alarms[Name(key), default: []].append(alarm)
        return alarm
    }

    func unsubscribe(_ alarm: ObjectAlarm) {
        let kind = alarm.key.itemKind
        let name = Name(alarm.key)
        watches[kind]?.alarms[name]?.removeAll { $0 === alarm }
        if watches[kind]?.alarms[name]?.isEmpty == true { watches[kind]?.alarms[name] = nil }
        guard let watch = watches[kind], watch.alarms.isEmpty else { return }
        watch.task.cancel()
        watches[kind] = nil
    }

    /// What a watch found out.
    private enum Report: Sendable {
        /// These exist and are watched from now on.
        case listed([Value])
        case changed(Value)
        case removed(Value)
        case broken
    }

    private func ring(_ report: Report, of kind: ItemKind) {
        guard let watch = watches[kind] else { return }
        func ring(_ object: Value, isShown: Bool = true) {
            for alarm in watch.alarms[Name(object)] ?? [] {
                // In another version it may read otherwise.
                alarm.ring(isWatched: true, showing: isShown && alarm.key.version == watch.version ? object : nil)
            }
        }
        switch report {
        case .listed(let objects): for object in objects { ring(object) }
        case .changed(let object): ring(object)
        case .removed(let object): ring(object, isShown: false)
        case .broken: for alarm in watch.alarms.values.joined() { alarm.ring(isWatched: false) }
        }
    }

    /// Lists and watches until it is cancelled; starts over when the version is too old, and after a pause on errors.
    private static func follow(
        _ kind: GroupVersionKind, _ client: KubernetesClient, _ selector: String, _ pace: PollingPace,
        _ report: (Report) async -> Void
    ) async {
        let selection = ObjectSelection(labelSelector: selector)
        var failures = 0
        while !Task.isCancelled {
            do {
                let list = try await client.list(kind, selection)
                await report(.listed(list.items))
                var version = list.resourceVersion
                while let last = try await watch(kind, client, selection, from: version, report) {
                    version = last
                    failures = 0
                    // A server that ends watches at once is not asked without pause.
                    try await Task.sleep(for: pace.first)
                }
            } catch {
                guard !Task.isCancelled else { return }
                await report(.broken)
                failures += 1
                try? await Task.sleep(for: pace.pause(failures))
            }
        }
    }

    /// Reports changes until the server ends the watch; the version to go on from, nil where it is too old.
    private static func watch(
        _ kind: GroupVersionKind, _ client: KubernetesClient, _ selection: ObjectSelection, from version: String,
        _ report: (Report) async -> Void
    ) async throws -> String? {
        var version = version
        for try await event in try await client.watch(kind, selection, from: version) {
            switch event {
            case .added(let object), .modified(let object):
                await report(.changed(object))
                version = object.metadata.resourceVersion ?? version
            case .deleted(let object):
                await report(.removed(object))
                version = object.metadata.resourceVersion ?? version
            case .bookmark(let resourceVersion): version = resourceVersion
            case .expired: return nil
            }
        }
        try Task.checkCancellation()
        return version
    }
}
