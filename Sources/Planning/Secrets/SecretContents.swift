import Document
import Kubernetes
import Resources

/// What a server would refuse in the values of a Secret: it only sees placeholders of them before they are written.
struct SecretContents {
    /// The bytes that all values together may have (`MaxSecretSize` of Kubernetes).
    private static let limit = 1 << 20

    let item: Item
    /// With all values put in.
    let body: Value

    /// What is wrong, in words that say nothing of the values; nil where nothing is.
    var fault: String? {
        guard item.isSecret, item.insertions.values.contains(where: \.isSensitive), let data = body["data"]?.object
        else { return nil }
        var size = 0
        for (key, value) in data {
            guard let bytes = value.string.flatMap(Base64.decode) else {
                return "\(place(key)) is not base64; write it below `stringData`"
            }
            size += bytes.count
            if Self.documents.contains(key), type(of: key), (try? Value(json: bytes))?.object == nil {
                return "\(place(key)) is not a JSON object, as a Secret of its type must hold"
            }
        }
        return size > Self.limit ? "\(item.key) holds \(size) bytes, and \(Self.limit) are allowed" : nil
    }

    private static let documents = [".dockerconfigjson", ".dockercfg"]

    private func type(of key: String) -> Bool {
        body["type"]?.string == "kubernetes.io/\(key.dropFirst())"
    }

    private func place(_ key: String) -> String { "data[\(key)] of \(item.key)" }
}
