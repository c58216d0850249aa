/// A point in the graph where something is decided or waited for, and nothing is written to a cluster.
package enum Gate: Sendable, Hashable {
    /// The management cluster was chosen.
    case placement(cluster: String)
    /// The admin kubeconfig of a control plane appears in this secret and names an address.
    case kubeconfig(ItemKey)
    /// `/healthz`, then `/readyz` answer at the host name.
    case api(host: String, port: Int)
    /// The admin kubeconfig in `secret` is rewritten for `host`, encrypted and stored in state.
    case storeKubeconfig(secret: ItemKey, host: String, port: Int)
    /// A stored secret, named by the address, is encrypted for other recipients.
    case encryptAnew(RecipientChange)
    /// What a cluster shares is as it should be, which is for the run of another shard to do.
    case otherShard
    /// The workspace is done.
    case active
}
