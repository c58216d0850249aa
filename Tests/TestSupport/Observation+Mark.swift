import Resources

/// What a backend's observation says of marks, for tests of backends; whose an item is, `OwnershipRegister` decides.
extension Observation {
    package var address: ResourceAddress? {
        annotation(Item.Mark.addressAnnotation).flatMap { ResourceAddress($0) }
    }

    package func belongs(to estate: String) -> Bool { address != nil && label(Item.Mark.estateLabel) == estate }
}
