extension KindFields {
    /// `apps`, `batch` and `policy`.
    package static let workloadTypes = """
        Deployment
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: DeploymentSpec!
          status: DeploymentStatus!
        DeploymentSpec
          replicas: int? ~ 1
          selector: LabelSelector?
          template: PodTemplateSpec!
          strategy: DeploymentStrategy!
          minReadySeconds: int
          revisionHistoryLimit: int? ~ 10
          paused: bool
          progressDeadlineSeconds: int? ~ 600
        DeploymentStrategy
          type: string ~ "RollingUpdate"
          rollingUpdate: RollingUpdateDeployment
        RollingUpdateDeployment
          maxUnavailable: any?
          maxSurge: any?
        DeploymentStatus
          observedGeneration: int
          replicas: int
          updatedReplicas: int
          readyReplicas: int
          availableReplicas: int
          unavailableReplicas: int
          terminatingReplicas: int?
          conditions: [DeploymentCondition] key type
          collisionCount: int?
        DeploymentCondition
          type: string!
          status: string!
          lastUpdateTime: any
          lastTransitionTime: any
          reason: string
          message: string
        ReplicaSet
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: ReplicaSetSpec!
          status: ReplicaSetStatus!
        ReplicaSetSpec
          replicas: int? ~ 1
          minReadySeconds: int
          selector: LabelSelector?
          template: PodTemplateSpec!
        ReplicaSetStatus
          replicas: int!
          fullyLabeledReplicas: int
          readyReplicas: int
          availableReplicas: int
          terminatingReplicas: int?
          observedGeneration: int
          conditions: [ReplicaSetCondition] key type
        ReplicaSetCondition
          type: string!
          status: string!
          lastTransitionTime: any
          reason: string
          message: string
        StatefulSet
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: StatefulSetSpec!
          status: StatefulSetStatus!
        StatefulSetSpec
          replicas: int? ~ 1
          selector: LabelSelector?
          template: PodTemplateSpec!
          volumeClaimTemplates: [PersistentVolumeClaim]
          serviceName: string!
          podManagementPolicy: string ~ "OrderedReady"
          updateStrategy: StatefulSetUpdateStrategy!
          revisionHistoryLimit: int? ~ 10
          minReadySeconds: int
          persistentVolumeClaimRetentionPolicy: StatefulSetPersistentVolumeClaimRetentionPolicy ~ {}
          ordinals: StatefulSetOrdinals
        StatefulSetUpdateStrategy
          type: string ~ "RollingUpdate"
          rollingUpdate: RollingUpdateStatefulSetStrategy
        RollingUpdateStatefulSetStrategy
          partition: int?
          maxUnavailable: any?
        StatefulSetPersistentVolumeClaimRetentionPolicy
          whenDeleted: string ~ "Retain"
          whenScaled: string ~ "Retain"
        StatefulSetOrdinals
          start: int!
        StatefulSetStatus
          observedGeneration: int
          replicas: int!
          readyReplicas: int
          currentReplicas: int
          updatedReplicas: int
          currentRevision: string
          updateRevision: string
          collisionCount: int?
          conditions: [StatefulSetCondition] key type
          availableReplicas: int!
        StatefulSetCondition
          type: string!
          status: string!
          lastTransitionTime: any
          reason: string
          message: string
        DaemonSet
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: DaemonSetSpec!
          status: DaemonSetStatus!
        DaemonSetSpec
          selector: LabelSelector?
          template: PodTemplateSpec!
          updateStrategy: DaemonSetUpdateStrategy!
          minReadySeconds: int
          revisionHistoryLimit: int? ~ 10
        DaemonSetUpdateStrategy
          type: string ~ "RollingUpdate"
          rollingUpdate: RollingUpdateDaemonSet
        RollingUpdateDaemonSet
          maxUnavailable: any?
          maxSurge: any?
        DaemonSetStatus
          currentNumberScheduled: int!
          numberMisscheduled: int!
          desiredNumberScheduled: int!
          numberReady: int!
          observedGeneration: int
          updatedNumberScheduled: int
          numberAvailable: int
          numberUnavailable: int
          collisionCount: int?
          conditions: [DaemonSetCondition] key type
        DaemonSetCondition
          type: string!
          status: string!
          lastTransitionTime: any
          reason: string
          message: string
        Job
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: JobSpec!
          status: JobStatus!
        JobSpec
          parallelism: int?
          completions: int?
          activeDeadlineSeconds: int?
          podFailurePolicy: PodFailurePolicy
          successPolicy: SuccessPolicy
          backoffLimit: int?
          backoffLimitPerIndex: int?
          maxFailedIndexes: int?
          selector: LabelSelector
          manualSelector: bool?
          template: PodTemplateSpec!
          ttlSecondsAfterFinished: int?
          completionMode: string?
          suspend: bool?
          podReplacementPolicy: string?
          managedBy: string?
        PodFailurePolicy
          rules: [PodFailurePolicyRule]!
        PodFailurePolicyRule
          action: string!
          onExitCodes: PodFailurePolicyOnExitCodesRequirement
          onPodConditions: [PodFailurePolicyOnPodConditionsPattern]
        PodFailurePolicyOnExitCodesRequirement
          containerName: string?
          operator: string!
          values: [int]! set
        PodFailurePolicyOnPodConditionsPattern
          type: string!
          status: string!
        SuccessPolicy
          rules: [SuccessPolicyRule]!
        SuccessPolicyRule
          succeededIndexes: string?
          succeededCount: int?
        JobStatus
          conditions: [JobCondition]
          startTime: any
          completionTime: any
          active: int
          succeeded: int
          failed: int
          terminating: int?
          completedIndexes: string
          failedIndexes: string?
          uncountedTerminatedPods: UncountedTerminatedPods
          ready: int?
        UncountedTerminatedPods
          succeeded: [string] set
          failed: [string] set
        JobCondition
          type: string!
          status: string!
          lastProbeTime: any
          lastTransitionTime: any
          reason: string
          message: string
        CronJob
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: CronJobSpec!
          status: CronJobStatus!
        CronJobSpec
          schedule: string!
          timeZone: string?
          startingDeadlineSeconds: int?
          concurrencyPolicy: string ~ "Allow"
          suspend: bool? ~ false
          jobTemplate: JobTemplateSpec!
          successfulJobsHistoryLimit: int? ~ 3
          failedJobsHistoryLimit: int? ~ 1
        JobTemplateSpec
          metadata: ObjectMeta!
          spec: JobSpec!
        CronJobStatus
          active: [ObjectReference]
          lastScheduleTime: any
          lastSuccessfulTime: any
        PodDisruptionBudget
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: PodDisruptionBudgetSpec!
          status: PodDisruptionBudgetStatus!
        PodDisruptionBudgetSpec
          minAvailable: any?
          selector: LabelSelector
          maxUnavailable: any?
          unhealthyPodEvictionPolicy: string?
        PodDisruptionBudgetStatus
          observedGeneration: int
          disruptedPods: {any}
          disruptionsAllowed: int!
          currentHealthy: int!
          desiredHealthy: int!
          expectedPods: int!
          conditions: [Condition] key type
        """
}
