import Document

/// The objects of a LIST and the version they were read at.
package struct ObjectList: Sendable {
    package var items: [Value]
    /// Where a watch goes on from.
    package var resourceVersion: String
}

/// Which objects of a kind are meant.
package struct ObjectSelection: Sendable, Hashable {
    /// Nil means all of them, also of namespaced kinds.
    package var namespace: String?
    package var labelSelector: String?
    package var fieldSelector: String?

    package init(namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil) {
        self.namespace = namespace
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
    }
}

extension KubernetesClient {
    /// All objects of a kind, read in pages; each has its apiVersion and kind, which servers leave out of lists.
    ///
    /// When the continue token expires (410), the list is started again, at most three times. A list that repeats a token, or
    /// has more than a million objects, is not a list. `isMetadataOnly` asks for
    /// nothing but the metadata of each; servers that cannot give that alone send whole objects. `isLast` says that nothing
    /// more is asked of the server for now.
    package func list(
        _ kind: GroupVersionKind, _ selection: ObjectSelection = ObjectSelection(), limit: Int = 500,
        isMetadataOnly: Bool = false, isLast: Bool = false
    ) async throws(KubernetesError) -> ObjectList {
        var list = ObjectList(items: [], resourceVersion: "")
        list.resourceVersion = try await pages(
            kind, selection, limit: limit, isMetadataOnly: isMetadataOnly, isLast: isLast
        ) { items, isFirst in
            if isFirst { list.items = items } else { list.items += items }
        }
        return list
    }

    /// As `list`, page by page, so that never all of them are held: `take` gets the objects of a page, and whether it is the
    /// first one, which begins the list anew. Gives the version that the list was read at.
    package func pages(
        _ kind: GroupVersionKind, _ selection: ObjectSelection, limit: Int = 500, isMetadataOnly: Bool = false,
        isLast: Bool = false, take: (_ items: [Value], _ isFirst: Bool) -> Void
    ) async throws(KubernetesError) -> String {
        let resource = try await resource(for: kind)
        var call = APICall(selection.operation("list", kind), path: resource.path(namespace: selection.namespace))
        if isMetadataOnly {
            call.accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json"
        }
        call.closesConnection = isLast
        var restarts = 0
        var count = 0
        var token: String?
        var tokens: Set<String> = []
        repeat {
            call.query = selection.query + [("limit", "\(limit)"), ("continue", token)]
            let page: Value
            do throws(KubernetesError) {
                page = try await perform(call).object
            } catch {
                guard error.isExpired, token != nil, restarts < 3 else { throw error }
                restarts += 1
                (token, tokens, count) = (nil, [], 0)
                continue
            }
            guard page["kind"]?.string?.hasSuffix("List") == true, let items = page["items"]?.arrayOrEmpty else {
                throw error(call, .garbage("it is not a list"))
            }
            let whole = items.map { item in
                var item = item
                item["apiVersion"] = .string(kind.apiVersion)
                item["kind"] = .string(kind.kind)
                return item
            }
            take(whole, token == nil)
            count += items.count
            token = page["metadata"]?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            guard let next = token else { return page.metadata.resourceVersion ?? "" }
            guard tokens.insert(next).inserted, tokens.count * limit < Self.mostObjects else {
                throw error(
                    call, .garbage("the list does not end: \(tokens.count) pages with \(count) objects"))
            }
        } while true
    }

    /// More of one kind than an API server can keep.
    private static var mostObjects: Int { 1_000_000 }

    /// One object; nil where there is none of that name, or its kind went away since it was discovered.
    package func get(_ reference: ObjectReference) async throws(KubernetesError) -> Value? {
        let kind = reference.groupVersionKind
        let resource = try await resource(for: kind)
        let call = APICall(
            KubernetesError.Operation("get", "\(reference)"),
            path: resource.path(namespace: reference.namespace, name: reference.name))
        do throws(KubernetesError) {
            return try await perform(call).object
        } catch {
            try await confirmAbsence(error, of: kind)
            return nil
        }
    }
}

extension ObjectSelection {
    func operation(_ verb: String, _ kind: GroupVersionKind) -> KubernetesError.Operation {
        let place = namespace.map { " in namespace \($0)" } ?? ""
        return KubernetesError.Operation(verb, "\(kind.kind)\(place)")
    }

    var query: [(name: String, value: String?)] {
        [("labelSelector", labelSelector), ("fieldSelector", fieldSelector)]
    }
}

extension Value {
    /// An empty list may be written as null.
    fileprivate var arrayOrEmpty: [Value]? { isNull ? [] : array }
}
