import Document
import Resources
import Testing

@testable import Planning

struct ReplaceRulesTests {
    static let address = ResourceAddress(workspace: "w", "application/app")

    struct Case: Sendable {
        var kind: String
        var apiVersion = "v1"
        var annotation: String?
        var application: ReplacePolicy?
        var isRequested = false
        var isKept = false
        /// A part of what to do about it; nil where it is made anew.
        var keeps: String?
    }

    @Test(arguments: [
        // What keeps nothing.
        Case(kind: "Job", apiVersion: "batch/v1"),
        Case(kind: "Deployment", apiVersion: "apps/v1"),
        Case(kind: "ConfigMap"),
        Case(kind: "RoleBinding", apiVersion: "rbac.authorization.k8s.io/v1"),
        // What does, has an address, or nobody knows.
        Case(kind: "StatefulSet", apiVersion: "apps/v1", keeps: "--replace w/application/app, which"),
        Case(kind: "PersistentVolumeClaim", keeps: "--replace w/application/app"),
        Case(kind: "Service", keeps: "--replace w/application/app"),
        Case(kind: "Widget", apiVersion: "shop.example.com/v1", keeps: "--replace w/application/app"),
        Case(kind: "Deployment", apiVersion: "example.com/v1", keeps: "--replace"),
        Case(
            kind: "TenantControlPlane", apiVersion: "kamaji.clastix.io/v1alpha1",
            keeps: "--replace w/application/app --allow replace, which deletes it and makes it anew with an empty API"),
        // What was asked for.
        Case(kind: "PersistentVolumeClaim", isRequested: true),
        Case(kind: "TenantControlPlane", apiVersion: "kamaji.clastix.io/v1alpha1", isRequested: true),
        // The application, and the object over the application.
        Case(kind: "PersistentVolumeClaim", application: .automatically),
        Case(kind: "Deployment", apiVersion: "apps/v1", application: .onRequest, keeps: "--replace"),
        Case(kind: "Job", apiVersion: "batch/v1", application: .never, keeps: "its application says `replace: never`"),
        Case(kind: "Job", apiVersion: "batch/v1", application: .never, isRequested: true, keeps: "never"),
        Case(kind: "ConfigMap", annotation: "automatically", application: .never),
        Case(
            kind: "ConfigMap", annotation: "never", application: .automatically, isRequested: true, keeps: "annotated"),
        Case(kind: "ConfigMap", annotation: "onRequest", application: .automatically, keeps: "--replace"),
        // What a chart keeps.
        Case(kind: "ConfigMap", isKept: true, keeps: "--replace"),
        Case(kind: "ConfigMap", isRequested: true, isKept: true),
        Case(kind: "ConfigMap", annotation: "automatically", isKept: true),
        // A misspelt word deletes nothing.
        Case(
            kind: "ConfigMap", annotation: "Automatically", isRequested: true,
            keeps: "is none of automatically, onRequest"),
        // What holds others is not for replacing, whoever says so.
        Case(kind: "Namespace", annotation: "automatically", isRequested: true, keeps: "would go along"),
        Case(
            kind: "CustomResourceDefinition", apiVersion: "apiextensions.k8s.io/v1", application: .automatically,
            keeps: "would go along"),
    ])
    func whoSaysSo(_ test: Case) {
        let key = ItemKey(
            place: .tenant("w"), apiVersion: test.apiVersion, kind: test.kind, namespace: "default", name: "a")
        var desired: Value = ["metadata": ["name": "a"]]
        desired[["metadata", "annotations", Item.Mark.replaceAnnotation]] = test.annotation.map(Value.string)
        if test.isKept { desired[["metadata", "annotations", "helm.sh/resource-policy"]] = "keep" }
        let rules = ReplaceRules(
            item: Item(key: key, desired: desired), address: Self.address, application: test.application,
            requested: test.isRequested ? [Self.address] : [ResourceAddress(workspace: "w", "other")])
        switch (rules.verdict, test.keeps) {
        case (.replaced, nil): break
        case (.kept(let hint), let expected?): #expect(hint.contains(expected), "\(hint)")
        default: Issue.record("\(rules.verdict)")
        }
    }
}
