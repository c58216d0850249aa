extension ProtobufCatalog {
    /// The containers of pods.
    static let containersMessages = """
        Container: name image command:[string] args:[string] workingDir ports:[ContainerPort] env:[EnvVar]
          resources:ResourceRequirements volumeMounts:[VolumeMount] livenessProbe:Probe readinessProbe:Probe
          lifecycle:Lifecycle terminationMessagePath imagePullPolicy securityContext:SecurityContext stdin:bool
          stdinOnce:bool tty:bool envFrom:[EnvFromSource] terminationMessagePolicy volumeDevices:[VolumeDevice]
          startupProbe:Probe resizePolicy:[ContainerResizePolicy] restartPolicy:string?
          restartPolicyRules:[ContainerRestartRule]
        ContainerPort: name hostPort:int containerPort:int protocol hostIP
        EnvVar: name value valueFrom:EnvVarSource
        EnvVarSource: fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector
          configMapKeyRef:ConfigMapKeySelector secretKeyRef:SecretKeySelector fileKeyRef:FileKeySelector
        ConfigMapKeySelector: +localObjectReference:LocalObjectReference key optional:bool?
        SecretKeySelector: +localObjectReference:LocalObjectReference key optional:bool?
        FileKeySelector: volumeName path key optional:bool?
        ResourceRequirements: limits:{quantity} requests:{quantity} claims:[ResourceClaim]
        ResourceClaim: name request
        VolumeMount: name readOnly:bool mountPath subPath mountPropagation:string? subPathExpr
          recursiveReadOnly:string?
        Probe: +handler:ProbeHandler initialDelaySeconds:int timeoutSeconds:int periodSeconds:int
          successThreshold:int failureThreshold:int terminationGracePeriodSeconds:int?
        ProbeHandler: exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction grpc:GRPCAction
        ExecAction: command:[string]
        HTTPGetAction: path port:intOrString host scheme httpHeaders:[HTTPHeader]
        HTTPHeader: name value
        TCPSocketAction: port:intOrString host
        GRPCAction: port:int service:string?
        Lifecycle: postStart:LifecycleHandler preStop:LifecycleHandler stopSignal:string?
        LifecycleHandler: exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction sleep:SleepAction
        SleepAction: seconds:int
        SecurityContext: capabilities:Capabilities privileged:bool? seLinuxOptions:SELinuxOptions runAsUser:int?
          runAsNonRoot:bool? readOnlyRootFilesystem:bool? allowPrivilegeEscalation:bool? runAsGroup:int?
          procMount:string? windowsOptions:WindowsSecurityContextOptions seccompProfile:SeccompProfile
          appArmorProfile:AppArmorProfile
        Capabilities: add:[string] drop:[string]
        SELinuxOptions: user role type level
        WindowsSecurityContextOptions: gmsaCredentialSpecName:string? gmsaCredentialSpec:string?
          runAsUserName:string? hostProcess:bool?
        SeccompProfile: type localhostProfile:string?
        AppArmorProfile: type localhostProfile:string?
        EnvFromSource: prefix configMapRef:ConfigMapEnvSource secretRef:SecretEnvSource
        ConfigMapEnvSource: +localObjectReference:LocalObjectReference optional:bool?
        SecretEnvSource: +localObjectReference:LocalObjectReference optional:bool?
        VolumeDevice: name devicePath
        ContainerResizePolicy: resourceName restartPolicy
        ContainerRestartRule: action exitCodes:ContainerRestartRuleOnExitCodes
        ContainerRestartRuleOnExitCodes: operator values:[int]
        """
}
