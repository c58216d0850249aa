extension ProtobufCatalog {
    /// The volumes of pods.
    static let volumesMessages = """
        Volume: name +volumeSource:VolumeSource
        VolumeSource: hostPath:HostPathVolumeSource emptyDir:EmptyDirVolumeSource
          gcePersistentDisk:GCEPersistentDiskVolumeSource awsElasticBlockStore:AWSElasticBlockStoreVolumeSource
          gitRepo:GitRepoVolumeSource secret:SecretVolumeSource nfs:NFSVolumeSource iscsi:ISCSIVolumeSource
          glusterfs:GlusterfsVolumeSource persistentVolumeClaim:PersistentVolumeClaimVolumeSource
          rbd:RBDVolumeSource flexVolume:FlexVolumeSource cinder:CinderVolumeSource cephfs:CephFSVolumeSource
          flocker:FlockerVolumeSource downwardAPI:DownwardAPIVolumeSource fc:FCVolumeSource
          azureFile:AzureFileVolumeSource configMap:ConfigMapVolumeSource
          vsphereVolume:VsphereVirtualDiskVolumeSource quobyte:QuobyteVolumeSource azureDisk:AzureDiskVolumeSource
          photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource
          scaleIO:ScaleIOVolumeSource projected:ProjectedVolumeSource storageos:StorageOSVolumeSource
          csi:CSIVolumeSource ephemeral:EphemeralVolumeSource image:ImageVolumeSource
        HostPathVolumeSource: path type:string?
        EmptyDirVolumeSource: medium sizeLimit:quantity
        GCEPersistentDiskVolumeSource: pdName fsType partition:int readOnly:bool
        AWSElasticBlockStoreVolumeSource: volumeID fsType partition:int readOnly:bool
        GitRepoVolumeSource: repository revision directory
        SecretVolumeSource: secretName items:[KeyToPath] defaultMode:int? optional:bool?
        KeyToPath: key path mode:int?
        NFSVolumeSource: server path readOnly:bool
        ISCSIVolumeSource: targetPortal iqn lun:int iscsiInterface fsType readOnly:bool portals:[string]
          chapAuthDiscovery:bool @10 secretRef:LocalObjectReference chapAuthSession:bool initiatorName:string?
        GlusterfsVolumeSource: endpoints path readOnly:bool
        PersistentVolumeClaimVolumeSource: claimName readOnly:bool
        RBDVolumeSource: monitors:[string] image fsType pool user keyring secretRef:LocalObjectReference
          readOnly:bool
        FlexVolumeSource: driver fsType secretRef:LocalObjectReference readOnly:bool options:{string}
        CinderVolumeSource: volumeID fsType readOnly:bool secretRef:LocalObjectReference
        CephFSVolumeSource: monitors:[string] path user secretFile secretRef:LocalObjectReference readOnly:bool
        FlockerVolumeSource: datasetName datasetUUID
        DownwardAPIVolumeSource: items:[DownwardAPIVolumeFile] defaultMode:int?
        DownwardAPIVolumeFile: path fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector mode:int?
        ObjectFieldSelector: apiVersion fieldPath
        ResourceFieldSelector: containerName resource divisor:quantity
        FCVolumeSource: targetWWNs:[string] lun:int? fsType readOnly:bool wwids:[string]
        AzureFileVolumeSource: secretName shareName readOnly:bool
        ConfigMapVolumeSource: +localObjectReference:LocalObjectReference items:[KeyToPath] defaultMode:int?
          optional:bool?
        VsphereVirtualDiskVolumeSource: volumePath fsType storagePolicyName storagePolicyID
        QuobyteVolumeSource: registry volume readOnly:bool user group tenant
        AzureDiskVolumeSource: diskName diskURI cachingMode:string? fsType:string? readOnly:bool? kind:string?
        PhotonPersistentDiskVolumeSource: pdID fsType
        PortworxVolumeSource: volumeID fsType readOnly:bool
        ScaleIOVolumeSource: gateway system secretRef:LocalObjectReference sslEnabled:bool protectionDomain
          storagePool storageMode volumeName fsType readOnly:bool
        ProjectedVolumeSource: sources:[VolumeProjection] defaultMode:int?
        VolumeProjection: secret:SecretProjection downwardAPI:DownwardAPIProjection configMap:ConfigMapProjection
          serviceAccountToken:ServiceAccountTokenProjection clusterTrustBundle:ClusterTrustBundleProjection
          podCertificate:PodCertificateProjection
        SecretProjection: +localObjectReference:LocalObjectReference items:[KeyToPath] @4 optional:bool?
        DownwardAPIProjection: items:[DownwardAPIVolumeFile]
        ConfigMapProjection: +localObjectReference:LocalObjectReference items:[KeyToPath] @4 optional:bool?
        ServiceAccountTokenProjection: audience expirationSeconds:int? path
        ClusterTrustBundleProjection: name:string? signerName:string? labelSelector:LabelSelector path
          optional:bool?
        PodCertificateProjection: signerName keyType maxExpirationSeconds:int? credentialBundlePath keyPath
          certificateChainPath
        StorageOSVolumeSource: volumeName volumeNamespace fsType readOnly:bool secretRef:LocalObjectReference
        CSIVolumeSource: driver readOnly:bool? fsType:string? volumeAttributes:{string}
          nodePublishSecretRef:LocalObjectReference
        EphemeralVolumeSource: volumeClaimTemplate:PersistentVolumeClaimTemplate
        PersistentVolumeClaimTemplate: metadata:ObjectMeta spec:PersistentVolumeClaimSpec
        ImageVolumeSource: reference pullPolicy
        """
}
