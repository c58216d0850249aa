import Document

/// What pipelines keep for each other.
extension ForgeRequest {
    /// Generic packages of GitLab and Forgejo; the latter takes no file twice.
    func package(_ path: String, _ contents: inout ForgeStandIn.Contents) -> StubServer.Answer {
        let parts = path.split(separator: "/")
        let isName = { (text: Substring) in text.allSatisfy { $0.isLetter || $0.isNumber || "-_.+".contains($0) } }
        guard parts.count == 3, parts.allSatisfy(isName) else { return problem(400, "the path is not a package") }
        switch request.method {
        case "PUT":
            guard kind == .gitlab || contents.packages[path] == nil else { return problem(409, "exists") }
            contents.packages[path] = request.body
            return json(201, ["message": "201 Created"])
        case "DELETE":
            return .response(status: contents.packages.removeValue(forKey: path) == nil ? 404 : 204)
        default:
            guard let bytes = contents.packages[path] else { return problem(404, "Not Found") }
            return .response(status: 200, headers: ["Content-Type": "application/octet-stream"], body: bytes)
        }
    }

    /// Artifacts of GitHub's workflows.
    func actions(_ rest: [String], _ contents: inout ForgeStandIn.Contents) -> StubServer.Answer {
        switch rest.count {
        case 1 where rest[0] == "artifacts":
            return list(contents.artifacts.filter { query["name"] == nil || $0.name == query["name"] })
        case 3 where rest[0] == "runs" && rest[2] == "artifacts":
            return list(contents.artifacts.filter { $0.run == Int64(rest[1]) })
        case 3 where rest[0] == "artifacts" && rest[2] == "zip":
            guard let artifact = contents.artifacts.first(where: { $0.id == Int64(rest[1]) }) else {
                return problem(404, "Not Found")
            }
            return .response(status: 200, headers: ["Content-Type": "application/zip"], body: artifact.bytes)
        default: return problem(404, "Not Found")
        }
    }

    private func list(_ artifacts: [ForgeStandIn.Artifact]) -> StubServer.Answer {
        json(
            200,
            [
                "total_count": .integer(Int64(artifacts.count)),
                "artifacts": .array(
                    artifacts.map { artifact in
                        [
                            "id": .integer(artifact.id), "name": .string(artifact.name), "expired": false,
                            "size_in_bytes": .integer(Int64(artifact.bytes.count)),
                            "created_at": .string("2026-11-26T08:00:00.\(artifact.id)Z"),
                            "archive_download_url":
                                .string(
                                    "http://api.github.localhost/repos/octo/infra/actions/artifacts/\(artifact.id)/zip"),
                            "workflow_run": [
                                "id": .integer(artifact.run), "repository_id": 1,
                                "head_repository_id": artifact.isOfFork ? 2 : 1,
                            ],
                        ]
                    }),
            ])
    }
}
