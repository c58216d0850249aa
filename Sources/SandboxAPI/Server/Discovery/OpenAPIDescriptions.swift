/// What the documents say of kinds, types and fields: in our own words, and of the commonest fields only. The
/// reference of the Kubernetes API says the rest.
enum OpenAPIDescriptions {
    static func text(ofKind kind: String, in apiVersion: String) -> String {
        "\(kind) (\(apiVersion)) as this sandbox serves it. See the Kubernetes API reference for what its fields mean."
    }

    static func text(ofType type: String) -> String {
        "The type \(type). See the Kubernetes API reference for what its fields mean."
    }

    /// Nil of fields that are not described here.
    static func text(ofField field: String) -> String? { fields[field] }

    private static let fields: [String: String] = {
        let lines = text.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
        return Dictionary(lines.map { ($0[0], String($0[1].dropFirst())) }) { $1 }
    }()

    private static let text = """
        apiVersion: Group and version of the kind.
        kind: What kind of object this is.
        metadata: Name, labels and what else every object has.
        spec: What is wanted.
        status: What was observed; written by controllers.
        name: What it is called; unique among its like.
        namespace: The namespace it is in.
        labels: Keys and values by which selectors find it.
        annotations: Keys and values that no selector looks at.
        uid: Tells it from earlier and later objects of its name.
        resourceVersion: Changes with every write; an update that names an older one is refused.
        generation: Counts the changes of what is wanted.
        creationTimestamp: When it was created.
        deletionTimestamp: Since when it is being deleted.
        finalizers: Who has work to do before it may vanish.
        ownerReferences: The objects it vanishes with.
        managedFields: Who set which field.
        generateName: The beginning of a name that the server completes.
        replicas: How many there are to be.
        selector: Which objects belong to it, by their labels.
        template: What new pods are made from.
        strategy: How old pods make way for new ones.
        type: Which of several forms it has.
        paused: Whether changes of the template are left for later.
        minReadySeconds: How long a new pod must be ready to count as available.
        revisionHistoryLimit: How many old versions are kept for a way back.
        progressDeadlineSeconds: How long a roll-out may make no progress.
        containers: The containers of the pod.
        initContainers: Containers that run to their end, one after the other, before the others start.
        volumes: What containers can mount.
        image: The container's image.
        imagePullPolicy: When the image is pulled anew.
        command: What runs instead of the image's entry point.
        args: What the entry point is called with.
        env: Environment variables.
        envFrom: Objects whose keys become environment variables.
        ports: The ports it has.
        containerPort: The port in the container.
        port: The number of the port.
        targetPort: The port of the pods, by number or name.
        nodePort: The port on every node.
        protocol: TCP, UDP or SCTP.
        resources: What it needs and what it may use.
        limits: The most it may use.
        requests: What is set aside for it.
        volumeMounts: Where volumes appear in the container.
        livenessProbe: Whether the container is to be restarted.
        readinessProbe: Whether the container takes requests.
        startupProbe: Whether the container has started; the other probes wait for it.
        securityContext: Under which user and with which rights it runs.
        restartPolicy: Whether containers that ended are started again.
        serviceAccountName: The account whose token the pod has.
        nodeName: The node it runs on.
        nodeSelector: The labels its node must have.
        affinity: Which nodes and which other pods it likes or avoids.
        tolerations: Which taints of nodes it stands.
        data: Keys and values.
        stringData: Values to be stored under data, as plain text.
        binaryData: Keys with values that are no text.
        immutable: Whether the data may never change.
        conditions: What holds, since when and why.
        observedGeneration: The generation that the status speaks of.
        rules: What is allowed or routed.
        subjects: Who is given the role.
        roleRef: The role that is given; it cannot be changed.
        verbs: What may be done.
        apiGroups: The groups of the resources.
        resourceNames: The only objects this is about, where any are named.
        nonResourceURLs: Paths that are no resources.
        schedule: When it runs, in the notation of cron.
        jobTemplate: What new jobs are made from.
        parallelism: How many pods run at a time.
        completions: How many pods must succeed.
        backoffLimit: After how many failures the job has failed.
        clusterIP: The address within the cluster.
        externalName: The name that the service stands for.
        message: What it is, in words for people.
        reason: What it is, in one word for programs.
        """
}
