import TestSupport

/// An application with one object of each kind of which a server refuses a change.
enum ReplaceManifests {
    /// What `--replace` names.
    static let address = "cluster/m1/application/kinds"

    /// The objects, as kubectl names them, that keep nothing and are made anew without being asked.
    static let stateless = [
        "deployment/web", "job/once", "configmap/fixed", "secret/typed", "rolebinding/rb", "storageclass/sc",
        "priorityclass/pc", "ingressclass/ic",
    ]
    /// Those of which only their owner knows what is lost.
    static let stateful = ["statefulset/db", "service/svc", "persistentvolumeclaim/claim", "widget/once"]

    /// `v` is `a` or `b`, `n` goes with it: nothing of what differs can be changed in place.
    static func all(_ v: String, _ n: Int) -> String {
        """
        \(widgets)
        ---
        apiVersion: shop.example.com/v1
        kind: Widget
        metadata: {name: once, namespace: default}
        spec: {once: \(v)}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          replicas: 1
          selector: {matchLabels: {app: \(v)}}
          template: {metadata: {labels: {app: \(v)}}, spec: {containers: [{name: c, image: "x:1"}]}}
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: default}
        spec:
          replicas: 1
          serviceName: db
          selector: {matchLabels: {app: db}}
          template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: "x:1"}]}}
          volumeClaimTemplates:
            - {metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: \(n)Gi}}}}
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once, namespace: default}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: "x:\(n)"}]}}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: svc, namespace: default}
        spec: {clusterIP: 10.96.0.7\(n), selector: {app: web}, ports: [{port: 80}]}
        ---
        \(fixed(v))
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: typed, namespace: default}
        type: example.com/\(v)
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: rb, namespace: default}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: role-\(v)}
        ---
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: sc}
        provisioner: \(v).example.com
        ---
        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata: {name: pc}
        value: 10\(n)
        ---
        apiVersion: networking.k8s.io/v1
        kind: IngressClass
        metadata: {name: ic}
        spec: {controller: example.com/\(v)}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: claim, namespace: default}
        spec: {accessModes: [ReadWriteOnce], storageClassName: sc-\(v), resources: {requests: {storage: 1Gi}}}
        """
    }

    private static let widgets = Manifests.definition(
        "Widget",
        schema: """
            {type: object, properties: {spec: {type: object, properties: {once: {type: string, \
            x-kubernetes-validations: [{rule: "self == oldSelf", message: "once is immutable"}]}}}}}
            """)

    /// A ConfigMap whose content cannot be changed.
    static func fixed(_ value: String, annotations: String = "{}") -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: fixed, namespace: default, annotations: \(annotations)}
        immutable: true
        data: {a: "\(value)"}
        """
    }
}
