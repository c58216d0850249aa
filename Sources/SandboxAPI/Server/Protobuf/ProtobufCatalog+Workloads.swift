extension ProtobufCatalog {
    /// `apps`, `batch` and `autoscaling`.
    static let workloadsMessages = """
        Deployment: metadata:ObjectMeta spec:DeploymentSpec status:DeploymentStatus
        DeploymentSpec: replicas:int? selector:LabelSelector template:PodTemplateSpec strategy:DeploymentStrategy
          minReadySeconds:int revisionHistoryLimit:int? paused:bool @9 progressDeadlineSeconds:int?
        DeploymentStrategy: type rollingUpdate:RollingUpdateDeployment
        RollingUpdateDeployment: maxUnavailable:intOrString? maxSurge:intOrString?
        DeploymentStatus: observedGeneration:int replicas:int updatedReplicas:int availableReplicas:int
          unavailableReplicas:int conditions:[DeploymentCondition] readyReplicas:int collisionCount:int?
          terminatingReplicas:int?
        DeploymentCondition: type status @4 reason message lastUpdateTime:time lastTransitionTime:time
        ReplicaSet: metadata:ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus
        ReplicaSetSpec: replicas:int? selector:LabelSelector template:PodTemplateSpec minReadySeconds:int
        ReplicaSetStatus: replicas:int fullyLabeledReplicas:int observedGeneration:int readyReplicas:int
          availableReplicas:int conditions:[ReplicaSetCondition] terminatingReplicas:int?
        ReplicaSetCondition: type status lastTransitionTime:time reason message
        StatefulSet: metadata:ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus
        StatefulSetSpec: replicas:int? selector:LabelSelector template:PodTemplateSpec
          volumeClaimTemplates:[PersistentVolumeClaim] serviceName podManagementPolicy
          updateStrategy:StatefulSetUpdateStrategy revisionHistoryLimit:int? minReadySeconds:int
          persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy
          ordinals:StatefulSetOrdinals
        StatefulSetUpdateStrategy: type rollingUpdate:RollingUpdateStatefulSetStrategy
        RollingUpdateStatefulSetStrategy: partition:int? maxUnavailable:intOrString?
        StatefulSetPersistentVolumeClaimRetentionPolicy: whenDeleted whenScaled
        StatefulSetOrdinals: start:int
        StatefulSetStatus: observedGeneration:int replicas:int readyReplicas:int currentReplicas:int
          updatedReplicas:int currentRevision updateRevision @9 collisionCount:int?
          conditions:[StatefulSetCondition] availableReplicas:int
        StatefulSetCondition: type status lastTransitionTime:time reason message
        DaemonSet: metadata:ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus
        DaemonSetSpec: selector:LabelSelector template:PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy
          minReadySeconds:int @6 revisionHistoryLimit:int?
        DaemonSetUpdateStrategy: type rollingUpdate:RollingUpdateDaemonSet
        RollingUpdateDaemonSet: maxUnavailable:intOrString? maxSurge:intOrString?
        DaemonSetStatus: currentNumberScheduled:int numberMisscheduled:int desiredNumberScheduled:int
          numberReady:int observedGeneration:int updatedNumberScheduled:int numberAvailable:int
          numberUnavailable:int collisionCount:int? conditions:[DaemonSetCondition]
        DaemonSetCondition: type status lastTransitionTime:time reason message
        Job: metadata:ObjectMeta spec:JobSpec status:JobStatus
        JobSpec: parallelism:int? completions:int? activeDeadlineSeconds:int? selector:LabelSelector
          manualSelector:bool? template:PodTemplateSpec backoffLimit:int? ttlSecondsAfterFinished:int?
          completionMode:string? suspend:bool? podFailurePolicy:PodFailurePolicy backoffLimitPerIndex:int?
          maxFailedIndexes:int? podReplacementPolicy:string? managedBy:string? successPolicy:SuccessPolicy
        PodFailurePolicy: rules:[PodFailurePolicyRule]
        PodFailurePolicyRule: action onExitCodes:PodFailurePolicyOnExitCodesRequirement
          onPodConditions:[PodFailurePolicyOnPodConditionsPattern]
        PodFailurePolicyOnExitCodesRequirement: containerName:string? operator values:[int]
        PodFailurePolicyOnPodConditionsPattern: type status
        SuccessPolicy: rules:[SuccessPolicyRule]
        SuccessPolicyRule: succeededIndexes:string? succeededCount:int?
        JobStatus: conditions:[JobCondition] startTime:time completionTime:time active:int succeeded:int failed:int
          completedIndexes uncountedTerminatedPods:UncountedTerminatedPods ready:int? failedIndexes:string?
          terminating:int?
        JobCondition: type status lastProbeTime:time lastTransitionTime:time reason message
        UncountedTerminatedPods: succeeded:[string] failed:[string]
        CronJob: metadata:ObjectMeta spec:CronJobSpec status:CronJobStatus
        CronJobSpec: schedule startingDeadlineSeconds:int? concurrencyPolicy suspend:bool?
          jobTemplate:JobTemplateSpec successfulJobsHistoryLimit:int? failedJobsHistoryLimit:int? timeZone:string?
        JobTemplateSpec: metadata:ObjectMeta spec:JobSpec
        CronJobStatus: active:[ObjectReference] @4 lastScheduleTime:time lastSuccessfulTime:time
        HorizontalPodAutoscaler: metadata:ObjectMeta spec:HorizontalPodAutoscalerSpec
          status:HorizontalPodAutoscalerStatus
        HorizontalPodAutoscalerSpec: scaleTargetRef:CrossVersionObjectReference minReplicas:int? maxReplicas:int
          metrics:[MetricSpec] behavior:HorizontalPodAutoscalerBehavior
        CrossVersionObjectReference: kind name apiVersion
        MetricSpec: type object:ObjectMetricSource pods:PodsMetricSource resource:ResourceMetricSource
          external:ExternalMetricSource @7 containerResource:ContainerResourceMetricSource
        ObjectMetricSource: describedObject:CrossVersionObjectReference target:MetricTarget metric:MetricIdentifier
        MetricTarget: type value:quantity averageValue:quantity averageUtilization:int?
        MetricIdentifier: name selector:LabelSelector
        PodsMetricSource: metric:MetricIdentifier target:MetricTarget
        ResourceMetricSource: name target:MetricTarget
        ExternalMetricSource: metric:MetricIdentifier target:MetricTarget
        ContainerResourceMetricSource: name target:MetricTarget container
        HorizontalPodAutoscalerBehavior: scaleUp:HPAScalingRules scaleDown:HPAScalingRules
        HPAScalingRules: selectPolicy:string? policies:[HPAScalingPolicy] stabilizationWindowSeconds:int? tolerance:quantity?
        HPAScalingPolicy: type value:int periodSeconds:int
        HorizontalPodAutoscalerStatus: observedGeneration:int? lastScaleTime:time currentReplicas:int
          desiredReplicas:int currentMetrics:[MetricStatus] conditions:[HorizontalPodAutoscalerCondition]
        MetricStatus: type object:ObjectMetricStatus pods:PodsMetricStatus resource:ResourceMetricStatus
          external:ExternalMetricStatus @7 containerResource:ContainerResourceMetricStatus
        ObjectMetricStatus: metric:MetricIdentifier current:MetricValueStatus
          describedObject:CrossVersionObjectReference
        MetricValueStatus: value:quantity averageValue:quantity averageUtilization:int?
        PodsMetricStatus: metric:MetricIdentifier current:MetricValueStatus
        ResourceMetricStatus: name current:MetricValueStatus
        ExternalMetricStatus: metric:MetricIdentifier current:MetricValueStatus
        ContainerResourceMetricStatus: name current:MetricValueStatus container
        HorizontalPodAutoscalerCondition: type status lastTransitionTime:time reason message
        autoscaling/v1/HorizontalPodAutoscaler: metadata:ObjectMeta spec:HorizontalPodAutoscalerSpecV1
          status:HorizontalPodAutoscalerStatusV1
        HorizontalPodAutoscalerSpecV1: scaleTargetRef:CrossVersionObjectReference minReplicas:int? maxReplicas:int
          targetCPUUtilizationPercentage:int?
        HorizontalPodAutoscalerStatusV1: observedGeneration:int? lastScaleTime:time currentReplicas:int
          desiredReplicas:int currentCPUUtilizationPercentage:int?
        Scale: metadata:ObjectMeta spec:ScaleSpec status:ScaleStatus
        ScaleSpec: replicas:int
        ScaleStatus: replicas:int selector
        """
}
