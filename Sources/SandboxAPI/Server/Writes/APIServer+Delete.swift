import Document

extension APIServer {
    func delete(_ request: APIRequest, _ info: RequestInfo, user: APIUser) throws(StatusError) -> APIResponse {
        var options = try DeleteOptions(request)
        options.user = user
        let resource = info.resource
        guard info.name.isEmpty else {
            let deletion = try state.withLock { [options] state throws(StatusError) in
                try state.delete(info.key, of: resource, options)
            }
            return deletion.answer(for: resource)
        }
        let selection = try ListOptions(request, info)
        let page = try state.withLock { [options] state throws(StatusError) in
            let page = try state.page(info, selection)
            for object in page.objects { _ = try state.delete(object.key, of: resource, options) }
            return page
        }
        return APIResponse(json: page.json(of: resource))
    }
}

/// What a deletion came to.
enum Deletion: Sendable {
    /// The object is gone; this was its last state.
    case done(StoredObject)
    /// The object goes once its finalizers are removed or its grace is over.
    case accepted(StoredObject)

    func answer(for resource: APIResource) -> APIResponse {
        switch self {
        case .accepted(let object):
            return APIResponse(json: object.json(as: resource))
        case .done(let object):
            if Self.answeredWithObject.contains(resource.groupResource) {
                return APIResponse(json: object.json(as: resource))
            }
            var details: Object = ["name": .string(object.key.name)]
            if !resource.group.isEmpty { details["group"] = .string(resource.group) }
            details["kind"] = .string(resource.name)
            details["uid"] = .string(object.uid)
            return APIResponse([
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success",
                "details": .object(details),
            ])
        }
    }

    /// The resources whose storage has `ReturnDeletedObject`.
    private static let answeredWithObject: Set<GroupResource> = Set(
        [
            "pods", "services", "persistentvolumes", "persistentvolumeclaims", "podtemplates", "resourcequotas",
            "serviceaccounts",
        ].map { GroupResource(resource: $0) }
            + ["csidrivers", "csinodes", "storageclasses", "volumeattachments"].map {
                GroupResource(group: "storage.k8s.io", resource: $0)
            })
}
