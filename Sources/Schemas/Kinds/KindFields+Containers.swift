extension KindFields {
    /// Containers and what stands in them.
    package static let containerTypes = """
        Container
          name: string!
          image: string
          command: [string]
          args: [string]
          workingDir: string
          ports: [ContainerPort] key containerPort protocol
          envFrom: [EnvFromSource]
          env: [EnvVar] key name
          resources: ResourceRequirements!
          resizePolicy: [ContainerResizePolicy]
          restartPolicy: string?
          restartPolicyRules: [ContainerRestartRule]
          volumeMounts: [VolumeMount] key mountPath
          volumeDevices: [VolumeDevice] key devicePath
          livenessProbe: Probe
          readinessProbe: Probe
          startupProbe: Probe
          lifecycle: Lifecycle
          terminationMessagePath: string ~ "/dev/termination-log"
          terminationMessagePolicy: string ~ "File"
          imagePullPolicy: string
          securityContext: SecurityContext
          stdin: bool
          stdinOnce: bool
          tty: bool
        EphemeralContainer
          name: string!
          image: string
          command: [string]
          args: [string]
          workingDir: string
          ports: [ContainerPort] key containerPort protocol
          envFrom: [EnvFromSource]
          env: [EnvVar] key name
          resources: ResourceRequirements!
          resizePolicy: [ContainerResizePolicy]
          restartPolicy: string?
          restartPolicyRules: [ContainerRestartRule]
          volumeMounts: [VolumeMount] key mountPath
          volumeDevices: [VolumeDevice] key devicePath
          livenessProbe: Probe
          readinessProbe: Probe
          startupProbe: Probe
          lifecycle: Lifecycle
          terminationMessagePath: string ~ "/dev/termination-log"
          terminationMessagePolicy: string ~ "File"
          imagePullPolicy: string
          securityContext: SecurityContext
          stdin: bool
          stdinOnce: bool
          tty: bool
          targetContainerName: string
        ContainerPort
          name: string
          hostPort: int
          containerPort: int!
          protocol: string = "TCP"
          hostIP: string
        ContainerResizePolicy
          resourceName: string!
          restartPolicy: string!
        ContainerRestartRule
          action: string!
          exitCodes: ContainerRestartRuleOnExitCodes
        ContainerRestartRuleOnExitCodes
          operator: string!
          values: [int] set
        EnvFromSource
          prefix: string
          configMapRef: ConfigMapEnvSource
          secretRef: SecretEnvSource
        ConfigMapEnvSource
          name: string = ""
          optional: bool?
        SecretEnvSource
          name: string = ""
          optional: bool?
        EnvVar
          name: string!
          value: string
          valueFrom: EnvVarSource
        EnvVarSource
          fieldRef: ObjectFieldSelector
          resourceFieldRef: ResourceFieldSelector
          configMapKeyRef: ConfigMapKeySelector
          secretKeyRef: SecretKeySelector
          fileKeyRef: FileKeySelector
        ObjectFieldSelector atomic
          apiVersion: string ~ "v1"
          fieldPath: string!
        ResourceFieldSelector atomic
          containerName: string
          resource: string!
          divisor: quantity! ~ "0"
        ConfigMapKeySelector atomic
          name: string = ""
          key: string!
          optional: bool?
        SecretKeySelector atomic
          name: string = ""
          key: string!
          optional: bool?
        FileKeySelector atomic
          volumeName: string!
          path: string!
          key: string!
          optional: bool? = false
        ResourceRequirements
          limits: {quantity}
          requests: {quantity}
          claims: [ResourceClaim] key name
        ResourceClaim
          name: string!
          request: string
        VolumeMount
          name: string!
          readOnly: bool
          recursiveReadOnly: string?
          mountPath: string!
          subPath: string
          mountPropagation: string?
          subPathExpr: string
        VolumeDevice
          name: string!
          devicePath: string!
        Probe
          exec: ExecAction
          httpGet: HTTPGetAction
          tcpSocket: TCPSocketAction
          grpc: GRPCAction
          initialDelaySeconds: int
          timeoutSeconds: int ~ 1
          periodSeconds: int ~ 10
          successThreshold: int ~ 1
          failureThreshold: int ~ 3
          terminationGracePeriodSeconds: int?
        ExecAction
          command: [string]
        HTTPGetAction
          path: string ~ "/"
          port: any!
          host: string
          scheme: string ~ "HTTP"
          httpHeaders: [HTTPHeader]
        HTTPHeader
          name: string!
          value: string!
        TCPSocketAction
          port: any!
          host: string
        GRPCAction
          port: int!
          service: string? = ""
        SleepAction
          seconds: int!
        Lifecycle
          postStart: LifecycleHandler
          preStop: LifecycleHandler
          stopSignal: string?
        LifecycleHandler
          exec: ExecAction
          httpGet: HTTPGetAction
          tcpSocket: TCPSocketAction
          sleep: SleepAction
        SecurityContext
          capabilities: Capabilities
          privileged: bool?
          seLinuxOptions: SELinuxOptions
          windowsOptions: WindowsSecurityContextOptions
          runAsUser: int?
          runAsGroup: int?
          runAsNonRoot: bool?
          readOnlyRootFilesystem: bool?
          allowPrivilegeEscalation: bool?
          procMount: string?
          seccompProfile: SeccompProfile
          appArmorProfile: AppArmorProfile
        Capabilities
          add: [string]
          drop: [string]
        SELinuxOptions
          user: string
          role: string
          type: string
          level: string
        WindowsSecurityContextOptions
          gmsaCredentialSpecName: string?
          gmsaCredentialSpec: string?
          runAsUserName: string?
          hostProcess: bool?
        SeccompProfile
          type: string!
          localhostProfile: string?
        AppArmorProfile
          type: string!
          localhostProfile: string?
        """
}
