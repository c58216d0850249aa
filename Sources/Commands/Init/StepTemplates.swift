/// The manifests of Berth's own steps, as `berth init` writes them: the files of `templates/`.
///
/// A test keeps them in step with the files.
enum StepTemplates {
    /// The files by their paths in a project.
    static let files: [(path: String, text: String)] = [
        ("templates/namespace.yaml", namespace),
        ("templates/tenant-control-plane.yaml", tenantControlPlane),
        ("templates/integration-load-balancer.yaml", integrationLoadBalancer),
        ("templates/rbac.yaml", rbac),
        ("templates/secret-hcloud.yaml", secretHcloud),
    ]

    private static let namespace = #"""
        # Step 3: the namespace of a workspace on its management cluster.
        apiVersion: v1
        kind: Namespace
        metadata:
          name: ${workspace.namespace}
          labels:
            pod-security.kubernetes.io/enforce: baseline

        """#

    private static let tenantControlPlane = #"""
        # Step 5: the workspace's own Kubernetes API, run by Kamaji.
        apiVersion: kamaji.clastix.io/v1alpha1
        kind: TenantControlPlane
        metadata:
          name: ${workspace.id}
          namespace: ${workspace.namespace}
        spec:
          controlPlane:
            deployment:
              replicas: ${kubernetes.replicas}
              extraArgs:
                apiServer:
                  - --oidc-issuer-url=${oidc.issuer}
                  - --oidc-client-id=${oidc.clientId}
                  - --oidc-username-claim=${oidc.usernameClaim}
                  - --oidc-groups-claim=${oidc.groupsClaim}
            service:
              serviceType: LoadBalancer
          kubernetes:
            version: ${kubernetes.version}
            kubelet:
              cgroupfs: systemd
          networkProfile:
            port: 6443
            # Here from the start: adding a name later reissues the certificate and rolls the control plane.
            certSANs:
              - ${workspace.host}
          addons:
            coreDNS: {}
            kubeProxy: {}

        """#

    private static let integrationLoadBalancer = #"""
        # Step 7: how components in the tenant talk back to the load-balancer API.
        apiVersion: v1
        kind: Namespace
        metadata:
          name: loopback-system
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: loopback-load-balancer
          namespace: loopback-system
        type: Opaque
        stringData:
          workspace: ${workspace.id}
          apiKey: ${secrets.apiKey}

        """#

    private static let rbac = #"""
        # Step 7: the members of an OIDC group administer the tenant; one binding a group.
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: berth-admin-${group.slug}
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: cluster-admin
        subjects:
          - apiGroup: rbac.authorization.k8s.io
            kind: Group
            name: ${group.name}

        """#

    private static let secretHcloud = #"""
        # Step 7: the tenant's own Hetzner Cloud token, for the cloud controller and CSI.
        apiVersion: v1
        kind: Secret
        metadata:
          name: hcloud
          namespace: kube-system
        type: Opaque
        stringData:
          token: ${secrets.hcloudToken}
          network: ${network.name:=}

        """#
}
