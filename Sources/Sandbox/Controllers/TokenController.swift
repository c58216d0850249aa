import Document
import SandboxAPI

/// Fills Secrets of the type `kubernetes.io/service-account-token` with a token of the account they name, and deletes
/// them with the account.
struct TokenController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph
    let server: APIServer
    let authorityPEM: String

    private static let account = "kubernetes.io/service-account.name"
    private static let accountUID = "kubernetes.io/service-account.uid"

    func keys(after change: ObjectChange) -> [ObjectKey] {
        if change.resource == ResourceName.secrets.groupResource {
            return change.object.map(Self.isToken) == true ? [change.key] : []
        }
        guard change.resource == ResourceName.serviceAccounts.groupResource, change.object == nil else { return [] }
        return graph.objects(.secrets, namespace: change.key.namespace).filter { secret in
            Self.isToken(secret) && secret["metadata"]?["annotations"]?[Self.account]?.string == change.key.name
        }.map(\.objectKey)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let secret = client.get(.secrets, key), !secret.isBeingDeleted, Self.isToken(secret) else { return nil }
        let annotations = secret["metadata"]?["annotations"]
        let account = ObjectKey(namespace: key.namespace, name: annotations?[Self.account]?.string ?? "")
        let uid = client.get(.serviceAccounts, account)?.uid
        guard let uid, annotations?[Self.accountUID]?.string ?? uid == uid else {
            client.delete(.secrets, key, uid: secret.uid)
            return nil
        }
        guard secret["data"]?["token"] == nil,
            let token = server.lastingToken(account: account, secret: key, uid: secret.uid)
        else { return nil }
        client.merge(
            .secrets, key,
            [
                "metadata": ["annotations": [Self.accountUID: .string(uid)]],
                "data": [
                    "ca.crt": .string(authorityPEM.base64), "namespace": .string(key.namespace.base64),
                    "token": .string(token.base64),
                ],
            ])
        return nil
    }

    private static func isToken(_ secret: Value) -> Bool { secret["type"] == "kubernetes.io/service-account-token" }
}
