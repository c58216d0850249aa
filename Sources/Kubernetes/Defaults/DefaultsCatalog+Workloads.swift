extension DefaultsCatalog {
    /// `apps` and `batch`.
    ///
    /// Source: `pkg/apis/apps/v1/defaults.go`, `pkg/apis/batch/v1/defaults.go`; the selector and labels of a Job from
    /// `generateSelector` in `pkg/registry/batch/job/strategy.go`, a DaemonSet's annotation from the conversion of
    /// `pkg/apis/apps/v1`.
    static let workloadDefaults = """
        Deployment.apps
          spec.replicas = 1
          spec.strategy.type = "RollingUpdate"
          spec.strategy.rollingUpdate.maxSurge = "25%"
          spec.strategy.rollingUpdate.maxUnavailable = "25%"
          spec.revisionHistoryLimit = 10
          spec.progressDeadlineSeconds = 600
          spec.template: PodTemplate
        ReplicaSet.apps
          spec.replicas = 1
          spec.template: PodTemplate
        StatefulSet.apps
          spec.replicas = 1
          spec.podManagementPolicy = "OrderedReady"
          spec.updateStrategy.type = "RollingUpdate"
          spec.updateStrategy.rollingUpdate.partition = 0
          spec.updateStrategy.rollingUpdate.maxUnavailable = 1
          spec.revisionHistoryLimit = 10
          spec.serviceName = ""
          spec.persistentVolumeClaimRetentionPolicy.whenDeleted = "Retain"
          spec.persistentVolumeClaimRetentionPolicy.whenScaled = "Retain"
          spec.volumeClaimTemplates[].apiVersion = "v1"
          spec.volumeClaimTemplates[].kind = "PersistentVolumeClaim"
          spec.volumeClaimTemplates[].spec.volumeMode = "Filesystem"
          spec.volumeClaimTemplates[].status = {}
          spec.volumeClaimTemplates[].status.phase = "Pending"
          spec.template: PodTemplate
        DaemonSet.apps
          metadata.annotations."deprecated.daemonset.template.generation" = any
          spec.updateStrategy.type = "RollingUpdate"
          spec.updateStrategy.rollingUpdate.maxSurge = 0
          spec.updateStrategy.rollingUpdate.maxUnavailable = 1
          spec.revisionHistoryLimit = 10
          spec.template: PodTemplate
        ControllerRevision.apps
          revision = 0
        Job.batch
          metadata.labels.* = /spec.template.metadata.labels.*
          spec: JobSpec
          spec.selector.matchLabels."batch.kubernetes.io/controller-uid" = /metadata.uid
          spec.selector.matchLabels.controller-uid = /metadata.uid
          spec.template.metadata.labels."batch.kubernetes.io/controller-uid" = /metadata.uid
          spec.template.metadata.labels."batch.kubernetes.io/job-name" = /metadata.name
          spec.template.metadata.labels.controller-uid = /metadata.uid
          spec.template.metadata.labels.job-name = /metadata.name
          spec.manualSelector = false
          spec.completions = 1
          spec.podReplacementPolicy = "TerminatingOrFailed" | "Failed"
        JobSpec
          parallelism = 1
          completions = 1
          backoffLimit = 6
          completionMode = "NonIndexed"
          suspend = false
          podReplacementPolicy = "TerminatingOrFailed" | "Failed"
          podFailurePolicy.rules[].onPodConditions[].status = "True"
          template: PodTemplate
        CronJob.batch
          spec.concurrencyPolicy = "Allow"
          spec.suspend = false
          spec.successfulJobsHistoryLimit = 3
          spec.failedJobsHistoryLimit = 1
          spec.jobTemplate.metadata = {}
          spec.jobTemplate.spec.template: PodTemplate
          spec.jobTemplate.spec.podFailurePolicy.rules[].onPodConditions[].status = "True"
        """
}
