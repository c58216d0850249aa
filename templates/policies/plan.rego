# A policy for plans, to start from. With conftest:
#
#     berth plan --format json | conftest test --policy templates/policies -
#
# It reads `resource_changes[].change.actions`, `before` and `after`, as policies for Terraform and OpenTofu do; the schema of its
# input is specs/schemas/plan.json. `deny` stops a pipeline, `warn` is shown.
package main

import rego.v1

# What holds data goes with its object.
precious := {"PersistentVolumeClaim", "TenantControlPlane.kamaji.clastix.io", "Network"}

deleted contains resource if {
	some resource in input.resource_changes
	"delete" in resource.change.actions
}

written contains resource if {
	some resource in input.resource_changes
	some action in resource.change.actions
	action in {"create", "update"}
}

deny contains message if {
	some resource in deleted
	resource.type in precious
	message := sprintf("%s would be deleted: nobody can bring back what it holds", [resource.address])
}

deny contains message if {
	some resource in written
	resource.type == "ClusterRoleBinding.rbac.authorization.k8s.io"
	resource.change.after.roleRef.name == "cluster-admin"
	some subject in resource.change.after.subjects
	subject.name == "system:unauthenticated"
	message := sprintf("%s would make everybody an administrator", [resource.address])
}

deny contains message if {
	some resource in written
	some container in resource.change.after.spec.template.spec.containers
	container.securityContext.privileged == true
	message := sprintf("%s would run the privileged container %s", [resource.address, container.name])
}

warn contains message if {
	some resource in input.resource_changes
	"drift" in resource.reason.codes
	message := sprintf("%s was changed outside of Berth, and is set back", [resource.address])
}

warn contains message if {
	some problem in input.problems
	message := sprintf("%s: %s", [problem.kind, problem.message])
}
