import Document

extension APIServer {
    /// Answers a watch: what happened since the version it names, then what happens until it times out.
    func watch(_ request: APIRequest, _ info: RequestInfo) throws(StatusError) -> APIResponse {
        let representation = try Representation(request)
        let options = try ListOptions(request, info)
        if options.sendsInitialEvents != nil {
            if !configuration.servesInitialEvents {
                return .events(
                    [
                        WatchEncoder.error(
                            .internalError(
                                "a watch stream was requested by the client but the required storage feature "
                                    + "RequestWatchProgress is disabled"))
                    ])
            }
            guard options.match == .notOlderThan, options.allowsBookmarks else {
                throw .forbiddenInitialEvents
            }
        }
        let table = Table(of: info.resource, request: request, now: environment.now())
        let encoder = WatchEncoder(
            resource: info.resource, namespace: info.namespace, options: options,
            table: representation == .table ? table : nil, isMetadataOnly: representation == .metadata)
        let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
        let resource = info.resource.groupResource
        let id = try state.withLock { state throws(StatusError) in
            let id = state.nextWatcher()
            do throws(StatusError) {
                for line in try state.initialEvents(info, options, encoder) { continuation.yield(line) }
            } catch {
                guard error.code == 410 else { throw error }
                continuation.yield(WatchEncoder.error(error))
                return nil as UInt64?
            }
            state.store.addWatcher(id, of: resource) { event in
                if let line = encoder.line(for: event) { continuation.yield(line) }
            }
            return id
        }
        guard let id else {
            continuation.finish()
            return .stream(stream)
        }
        let timer = Task { [environment] in
            try? await self.timeWatch(options, environment, encoder, continuation)
            continuation.finish()
        }
        continuation.onTermination = { [weak self] _ in
            timer.cancel()
            // Whoever cancels the reading task holds that task's lock here, and a write that wakes the task holds the
            // server's: waiting for the one with the other would be a deadlock.
            Task { self?.state.withLock { $0.store.removeWatcher(id, of: resource) } }
        }
        return .stream(stream)
    }

    /// Sends a bookmark each minute and before the end; returns when the watch has run its time.
    private func timeWatch(
        _ options: ListOptions, _ environment: Environment, _ encoder: WatchEncoder,
        _ continuation: AsyncStream<[UInt8]>.Continuation
    ) async throws {
        var left = options.timeoutSeconds ?? Self.defaultWatchSeconds
        while left > 0 {
            let pause = left > 62 ? 60 : max(left - 2, 1)
            try await environment.sleep(.seconds(pause))
            left -= pause
            if options.allowsBookmarks, left > 0 {
                continuation.yield(encoder.bookmark(at: resourceVersion))
            }
        }
    }

    /// Servers end watches after half an hour to an hour.
    private static let defaultWatchSeconds = 2_700
}

extension ServerState {
    /// What a new watch is told first.
    func initialEvents(
        _ info: RequestInfo, _ options: ListOptions, _ encoder: WatchEncoder
    ) throws(StatusError) -> [[UInt8]] {
        let resource = info.resource.groupResource
        if let version = options.version, version > store.version {
            throw .versionTooLarge(version, current: store.version)
        }
        if let version = options.version, version > 0, options.sendsInitialEvents != true {
            guard let events = store.events(of: resource, after: version) else {
                throw .expired("too old resource version: \(version) (\(store.version))")
            }
            return events.compactMap(encoder.line(for:))
        }
        guard options.sendsInitialEvents != false else { return [] }
        var lines = store.objects(of: resource, namespace: info.namespace).filter(options.selects).map {
            encoder.line(.added, $0)
        }
        if options.sendsInitialEvents == true {
            lines.append(encoder.bookmark(at: store.version, isInitialEnd: true))
        }
        return lines
    }
}

extension APIResponse {
    /// An open stream of watch events.
    static func stream(_ stream: AsyncStream<[UInt8]>) -> APIResponse {
        APIResponse(status: 200, headers: [("Content-Type", "application/json")], body: .stream(stream))
    }

    /// A stream that ends after these events.
    static func events(_ lines: [[UInt8]]) -> APIResponse {
        let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
        for line in lines { continuation.yield(line) }
        continuation.finish()
        return .stream(stream)
    }
}

extension StatusError {
    fileprivate static let forbiddenInitialEvents = StatusError.invalid(
        kind: "ListOptions", group: "meta.k8s.io", name: "",
        [
            .forbidden(
                "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
        ])
}
