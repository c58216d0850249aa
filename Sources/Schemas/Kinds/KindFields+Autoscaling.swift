extension KindFields {
    /// `autoscaling/v1`.
    package static let firstAutoscalingTypes = """
        HorizontalPodAutoscaler
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: HorizontalPodAutoscalerSpec!
          status: HorizontalPodAutoscalerStatus!
        HorizontalPodAutoscalerSpec
          scaleTargetRef: CrossVersionObjectReference!
          minReplicas: int? ~ 1
          maxReplicas: int!
          targetCPUUtilizationPercentage: int?
        CrossVersionObjectReference atomic
          kind: string!
          name: string!
          apiVersion: string
        HorizontalPodAutoscalerStatus
          observedGeneration: int?
          lastScaleTime: any
          currentReplicas: int!
          desiredReplicas: int!
          currentCPUUtilizationPercentage: int?
        """

    /// `autoscaling/v2`.
    package static let autoscalingTypes = """
        HorizontalPodAutoscaler
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: HorizontalPodAutoscalerSpec!
          status: HorizontalPodAutoscalerStatus!
        HorizontalPodAutoscalerSpec
          scaleTargetRef: CrossVersionObjectReference!
          minReplicas: int? ~ 1
          maxReplicas: int!
          metrics: [MetricSpec]
          behavior: HorizontalPodAutoscalerBehavior
        CrossVersionObjectReference
          kind: string!
          name: string!
          apiVersion: string
        MetricSpec
          type: string!
          object: ObjectMetricSource
          pods: PodsMetricSource
          resource: ResourceMetricSource
          containerResource: ContainerResourceMetricSource
          external: ExternalMetricSource
        ObjectMetricSource
          describedObject: CrossVersionObjectReference!
          target: MetricTarget!
          metric: MetricIdentifier!
        PodsMetricSource
          metric: MetricIdentifier!
          target: MetricTarget!
        ResourceMetricSource
          name: string!
          target: MetricTarget!
        ContainerResourceMetricSource
          name: string!
          target: MetricTarget!
          container: string!
        ExternalMetricSource
          metric: MetricIdentifier!
          target: MetricTarget!
        MetricIdentifier
          name: string!
          selector: LabelSelector
        MetricTarget
          type: string!
          value: quantity?
          averageValue: quantity?
          averageUtilization: int?
        HorizontalPodAutoscalerBehavior
          scaleUp: HPAScalingRules
          scaleDown: HPAScalingRules
        HPAScalingRules
          stabilizationWindowSeconds: int?
          selectPolicy: string?
          policies: [HPAScalingPolicy]
          tolerance: quantity?
        HPAScalingPolicy
          type: string!
          value: int!
          periodSeconds: int!
        HorizontalPodAutoscalerStatus
          observedGeneration: int?
          lastScaleTime: any
          currentReplicas: int
          desiredReplicas: int!
          currentMetrics: [raw]!
          conditions: [HorizontalPodAutoscalerCondition] key type
        HorizontalPodAutoscalerCondition
          type: string!
          status: string!
          lastTransitionTime: any
          reason: string
          message: string
        """
}
