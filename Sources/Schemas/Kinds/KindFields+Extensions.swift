extension KindFields {
    /// `apiextensions.k8s.io`, `apiregistration.k8s.io` and `admissionregistration.k8s.io`.
    package static let extensionTypes = """
        CustomResourceDefinition
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: CustomResourceDefinitionSpec!
          status: CustomResourceDefinitionStatus!
        CustomResourceDefinitionSpec
          group: string!
          names: CustomResourceDefinitionNames!
          scope: string!
          versions: [CustomResourceDefinitionVersion]!
          conversion: CustomResourceConversion ~ {}
          preserveUnknownFields: bool
        CustomResourceDefinitionNames
          plural: string!
          singular: string
          shortNames: [string]
          kind: string!
          listKind: string
          categories: [string]
        CustomResourceDefinitionVersion
          name: string!
          served: bool!
          storage: bool!
          deprecated: bool
          deprecationWarning: string?
          schema: CustomResourceValidation
          subresources: CustomResourceSubresources
          additionalPrinterColumns: [CustomResourceColumnDefinition]
          selectableFields: [SelectableField]
        CustomResourceValidation
          openAPIV3Schema: JSONSchemaProps
        JSONSchemaProps
          id: string
          $schema: string
          $ref: string?
          description: string
          type: string
          format: string
          title: string
          default: raw
          maximum: number?
          exclusiveMaximum: bool
          minimum: number?
          exclusiveMinimum: bool
          maxLength: int?
          minLength: int?
          pattern: string
          maxItems: int?
          minItems: int?
          uniqueItems: bool
          multipleOf: number?
          enum: [raw]
          maxProperties: int?
          minProperties: int?
          required: [string]
          items: raw
          allOf: [JSONSchemaProps]
          oneOf: [JSONSchemaProps]
          anyOf: [JSONSchemaProps]
          not: JSONSchemaProps
          properties: {JSONSchemaProps}
          additionalProperties: raw
          patternProperties: {JSONSchemaProps}
          dependencies: {raw}
          additionalItems: raw
          definitions: {JSONSchemaProps}
          externalDocs: ExternalDocumentation
          example: raw
          nullable: bool
          x-kubernetes-preserve-unknown-fields: bool?
          x-kubernetes-embedded-resource: bool
          x-kubernetes-int-or-string: bool
          x-kubernetes-list-map-keys: [string]
          x-kubernetes-list-type: string?
          x-kubernetes-map-type: string?
          x-kubernetes-validations: [ValidationRule] key rule
        ExternalDocumentation
          description: string
          url: string
        ValidationRule
          rule: string!
          message: string
          messageExpression: string
          reason: string?
          fieldPath: string
          optionalOldSelf: bool?
        CustomResourceSubresources
          status: CustomResourceSubresourceStatus
          scale: CustomResourceSubresourceScale
        CustomResourceSubresourceStatus
        CustomResourceSubresourceScale
          specReplicasPath: string!
          statusReplicasPath: string!
          labelSelectorPath: string?
        CustomResourceColumnDefinition
          name: string!
          type: string!
          format: string
          description: string
          priority: int
          jsonPath: string!
        SelectableField
          jsonPath: string!
        CustomResourceConversion
          strategy: string! ~ "None"
          webhook: WebhookConversion
        WebhookConversion
          clientConfig: WebhookClientConfig
          conversionReviewVersions: [string]!
        WebhookClientConfig
          url: string?
          service: WebhookServiceReference
          caBundle: bytes
        WebhookServiceReference
          namespace: string!
          name: string!
          path: string?
          port: int? ~ 443
        CustomResourceDefinitionStatus
          conditions: [CustomResourceDefinitionCondition] key type
          acceptedNames: CustomResourceDefinitionNames!
          storedVersions: [string]!
          observedGeneration: int
        CustomResourceDefinitionCondition
          type: string!
          status: string!
          lastTransitionTime: any
          reason: string
          message: string
          observedGeneration: int
        APIService
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: APIServiceSpec!
          status: APIServiceStatus!
        APIServiceSpec
          service: APIServiceReference
          group: string
          version: string
          insecureSkipTLSVerify: bool
          caBundle: bytes
          groupPriorityMinimum: int!
          versionPriority: int!
        APIServiceReference
          namespace: string
          name: string
          port: int? ~ 443
        APIServiceStatus
          conditions: [APIServiceCondition] key type
        APIServiceCondition
          type: string!
          status: string!
          lastTransitionTime: any
          reason: string
          message: string
        ValidatingWebhookConfiguration
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          webhooks: [ValidatingWebhook] key name
        MutatingWebhookConfiguration
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          webhooks: [MutatingWebhook] key name
        ValidatingWebhook
          name: string!
          clientConfig: WebhookClientConfig!
          rules: [RuleWithOperations]
          failurePolicy: string? ~ "Fail"
          matchPolicy: string? ~ "Equivalent"
          namespaceSelector: LabelSelector ~ {}
          objectSelector: LabelSelector ~ {}
          sideEffects: string?
          timeoutSeconds: int? ~ 10
          admissionReviewVersions: [string]!
          matchConditions: [MatchCondition] key name
        MutatingWebhook
          name: string!
          clientConfig: WebhookClientConfig!
          rules: [RuleWithOperations]
          failurePolicy: string? ~ "Fail"
          matchPolicy: string? ~ "Equivalent"
          namespaceSelector: LabelSelector ~ {}
          objectSelector: LabelSelector ~ {}
          sideEffects: string?
          timeoutSeconds: int? ~ 10
          admissionReviewVersions: [string]!
          reinvocationPolicy: string? ~ "Never"
          matchConditions: [MatchCondition] key name
        RuleWithOperations
          operations: [string]
          apiGroups: [string]
          apiVersions: [string]
          resources: [string]
          scope: string? ~ "*"
        MatchCondition
          name: string!
          expression: string!
        """
}
