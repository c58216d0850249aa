import Document
import YAML

/// Reading the documents that requests carry.
enum RequestBody {
    static let accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]

    /// The object of a create or update, by the content type of the request.
    static func object(of request: APIRequest, kind: String) throws(StatusError) -> Value {
        var repeated: [Path] = []
        return try object(of: request, kind: kind, repeatedKeys: &repeated)
    }

    /// The object, and the keys that stand twice in its text.
    static func object(
        of request: APIRequest, kind: String, repeatedKeys: inout [Path]
    ) throws(StatusError) -> Value {
        let type = request.header("Content-Type").map { MediaType($0).name } ?? "application/json"
        switch type {
        case "application/json", "": return try json(request.body, kind: kind, repeatedKeys: &repeatedKeys)
        case "application/yaml": return try yaml(request.body)
        case "application/vnd.kubernetes.protobuf": return try protobuf(request.body)
        default: throw .unsupportedBody(accepted)
        }
    }

    /// The options of a deletion; an empty body has none.
    static func options(of request: APIRequest) throws(StatusError) -> Value {
        guard !request.body.isEmpty else { return .object([:]) }
        return try object(of: request, kind: "DeleteOptions")
    }

    private static func json(
        _ bytes: [UInt8], kind: String, repeatedKeys: inout [Path]
    ) throws(StatusError) -> Value {
        do {
            let value = try Value(json: bytes, repeatedKeys: &repeatedKeys)
            guard value.object != nil else { throw unrecognized(bytes, kind: kind, "cannot unmarshal into an object") }
            return value
        } catch let error as StatusError {
            throw error
        } catch {
            throw unrecognized(bytes, kind: kind, GoJSON.complaint(about: bytes))
        }
    }

    /// YAML 1.1 as `kubectl` reads manifests; JSON is YAML, too.
    static func yaml(_ bytes: [UInt8]) throws(StatusError) -> Value {
        if let value = try? Value(json: bytes) { return value }
        do {
            let documents = try YAML.parse(bytes, file: "request body")
            guard documents.count <= 1 else { throw StatusError.badRequest("error decoding YAML: several documents") }
            return documents.first?.value ?? .object([:])
        } catch let error as StatusError {
            throw error
        } catch {
            throw .badRequest("error decoding YAML: \(error)")
        }
    }

    static func protobuf(_ bytes: [UInt8]) throws(StatusError) -> Value {
        do {
            return try ProtobufDecoder(catalog: .builtIn).object(bytes)
        } catch {
            throw error.status
        }
    }

    private static func unrecognized(_ bytes: [UInt8], kind: String, _ why: String) -> StatusError {
        let text = String(decoding: bytes.prefix(1024), as: UTF8.self)
        return .badRequest(
            "the object provided is unrecognized (must be of type \(kind)): couldn't get version/kind; "
                + "json parse error: \(why) (\(text))")
    }
}
