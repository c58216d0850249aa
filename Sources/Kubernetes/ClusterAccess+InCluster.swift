extension ClusterAccess {
    /// The access that a pod's service account has.
    ///
    /// Nil where the process runs in no pod. Throws what `readFile` throws for the account's files.
    package static func inCluster(
        environment: [String: String], readFile: (_ path: String) throws -> [UInt8]
    ) throws -> ClusterAccess? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty
        else { return nil }
        let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
        var access = ClusterAccess(server: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        access.caPEM = try readFile("\(folder)/ca.crt")
        access.tokenFile = "\(folder)/token"
        access.namespace = String(decoding: try readFile("\(folder)/namespace"), as: UTF8.self)
        return access
    }
}
