import Diagnostics
import Kubernetes
import Specification
import TestSupport
import Testing

@testable import Backends

/// How management clusters are reached, and what is said where they cannot be.
struct ClusterAccessReaderTests {
    private static let place = SourceLocation(file: "specs/estate.yaml", line: 7, column: 3)
    private static let kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: one
        clusters:
          - {name: c, cluster: {server: "https://127.0.0.1:6443", certificate-authority: ca.pem}}
        users:
          - {name: u, user: {token: planted-token}}
        contexts:
          - {name: one, context: {cluster: c, user: u}}

        """

    private func cluster(_ origin: KubeconfigReference.Origin, context: String? = nil) -> ManagementCluster {
        ManagementCluster(
            name: "fsn1-a", kubeconfig: KubeconfigReference(origin, context: context, declaredAt: Self.place),
            declaredAt: Self.place)
    }

    private func failure(
        _ cluster: ManagementCluster, variables: [String: String] = [:]
    ) -> String? {
        do throws(BackendError) {
            _ = try ClusterAccessReader { variables[$0] }.access(to: cluster)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func aFileIsReadWithTheFilesBesideIt() throws {
        let folder = try TemporaryFolder()
        let authority = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        try folder.write("", to: "specs/estate.yaml")
        try folder.write(authority, to: "kube/ca.pem")
        try folder.write(Self.kubeconfig, to: "kube/config")
        let path = LocalPath("../kube/config", relativeTo: folder.path("specs"))
        let access = try ClusterAccessReader { _ in nil }.access(to: cluster(.file(path)))
        #expect(access.server == "https://127.0.0.1:6443")
        #expect(access.token == "planted-token")
        #expect(access.caPEM.map { String(decoding: $0, as: UTF8.self) } == authority)
    }

    @Test func aMissingFileIsOneLineWithWhatToDo() {
        let text = failure(cluster(.file(LocalPath("/nowhere/config"))))
        #expect(
            text == "cannot connect to cluster fsn1-a: its kubeconfig /nowhere/config cannot be read: there is no such "
                + "file; put it there, or name another file at specs/estate.yaml:7:3")
    }

    @Test func anUnsetVariableIsNamed() {
        let text = failure(cluster(.environment("FSN1_KUBECONFIG")))
        #expect(text?.contains("the environment variable FSN1_KUBECONFIG is not set") == true)
    }

    @Test func anUnknownContextIsToldWithoutCredentials() {
        let text = failure(
            cluster(.environment("K"), context: "two"), variables: ["K": Self.kubeconfig])
        #expect(text?.contains("\"two\"") == true && text?.contains("contexts here: one") == true)
        #expect(text?.contains("planted-token") == false)
        #expect(text?.contains("\n") == false)
    }

    @Test func theFilesOfKUBECONFIGAreMerged() throws {
        let folder = try TemporaryFolder()
        let users = "kind: Config\nusers: [{name: u, user: {token: first}}]\n"
        let (one, two) = (try folder.write(users, to: "one"), try folder.write(Self.kubeconfig, to: "kube/two"))
        try folder.write("-----BEGIN CERTIFICATE-----\n", to: "kube/ca.pem")
        let list = "\(one)::\(folder.path("absent")):\(two):\(one)"
        let access = try ClusterAccessReader { $0 == "KUBECONFIG" ? list : nil }.access(
            to: cluster(.environment("KUBECONFIG")))
        #expect(access.token == "first" && access.caPEM != nil)
        let absent = failure(cluster(.environment("KUBECONFIG")), variables: ["KUBECONFIG": "/nowhere/a:/nowhere/b"])
        #expect(absent?.contains("none of the files in KUBECONFIG exists") == true)
        let folderInList = failure(
            cluster(.environment("KUBECONFIG")), variables: ["KUBECONFIG": "\(two):\(folder.path)"])
        #expect(folderInList?.contains("not a regular file") == true)
        #expect(failure(cluster(.environment("KUBECONFIG")))?.contains("KUBECONFIG is not set") == true)
    }

    @Test func outsideAPodThereIsNoServiceAccount() {
        #expect(failure(cluster(.inCluster))?.contains("runs in no pod") == true)
    }
}
