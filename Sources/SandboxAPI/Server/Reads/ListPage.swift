/// The objects of one answer to a list, and how to go on.
struct ListPage: Sendable {
    var objects: [StoredObject]
    /// The version of the whole list.
    var version: UInt64
    var continuation: ContinueToken?
    var remaining: Int?
}

extension ServerState {
    /// Selects the objects of a list, of one version throughout its chunks.
    func page(_ info: RequestInfo, _ options: ListOptions) throws(StatusError) -> ListPage {
        let resource = info.resource.groupResource
        let candidates: ArraySlice<StoredObject>
        let version: UInt64
        if let token = options.continuation {
            version = token.version
            guard let earlier = store.objects(of: resource, namespace: info.namespace, at: version) else {
                throw .expired(
                    "The provided continue parameter is too old to display a consistent list result. You can start a "
                        + "new list without the continue parameter, or use the continue token in this response to "
                        + "retrieve the remainder of the results. Continuing with the provided token results in an "
                        + "inconsistent list - objects that were created, modified, or deleted between the time the "
                        + "first chunk was returned and now may show up in the list.")
            }
            candidates = earlier.drop { $0.path <= Self.path(of: token, in: info) }
        } else {
            if let wanted = options.version, wanted > store.version {
                throw .versionTooLarge(wanted, current: store.version)
            }
            let isExact = options.match == .exact || options.match == nil && options.limit > 0
            if let wanted = options.version, wanted > 0, isExact {
                version = wanted
                guard let earlier = store.objects(of: resource, namespace: info.namespace, at: wanted) else {
                    throw .expired("The resourceVersion for the provided list is too old.")
                }
                candidates = earlier
            } else {
                version = store.version
                candidates = store.objects(of: resource, namespace: info.namespace)
            }
        }
        return page(of: candidates, at: version, info, options)
    }

    private func page(
        of candidates: ArraySlice<StoredObject>, at version: UInt64, _ info: RequestInfo, _ options: ListOptions
    ) -> ListPage {
        var page = ListPage(objects: [], version: version)
        // A list at version 0 comes from the watch cache, which has no chunks.
        let limit = options.version == 0 ? 0 : options.limit
        if !options.hasSelector, limit <= 0 {
            page.objects = Array(candidates)
            return page
        }
        for (index, object) in zip(candidates.indices, candidates) where options.selects(object) {
            page.objects.append(object)
            guard limit > 0, page.objects.count == limit, index + 1 < candidates.endIndex else { continue }
            let last = info.namespace.isEmpty ? object.path : object.key.name
            page.continuation = ContinueToken(version: version, last: last)
            if !options.hasSelector { page.remaining = candidates.endIndex - index - 1 }
            break
        }
        return page
    }

    /// A token says where to go on below the path that was listed.
    private static func path(of token: ContinueToken, in info: RequestInfo) -> String {
        info.namespace.isEmpty ? token.last : "\(info.namespace)/\(token.last)"
    }
}
