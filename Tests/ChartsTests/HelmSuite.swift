import Testing

/// The tests that run helm, one after the other: each keeps cores busy that other tests need.
@Suite(.serialized)
enum HelmSuite {}
