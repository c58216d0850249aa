import Document

/// An expression of the Common Expression Language, in which definitions write their rules.
///
/// Read `CELParser` for the syntax and `CELFunction` for the functions there are. What is beyond them is not read, so
/// that nobody takes a rule for enforced that is not. Source: the CEL specification, github.com/google/cel-spec, and
/// the libraries of `k8s.io/apiserver/pkg/cel`.
indirect enum CELExpression: Sendable {
    case literal(Value)
    case list([CELExpression])
    case map([(key: CELExpression, value: CELExpression)])
    /// `Object.spec{replicas: 1}`: an object of a type that admission policies know.
    case message(type: String, [(name: String, value: CELExpression)])
    /// `?a` as an item of a list, `?name: a` in a map or message: there only where the optional has a value.
    case entry(CELExpression)
    case variable(String)
    /// `a.b`; optional as `a.?b`.
    case member(CELExpression, String, isOptional: Bool)
    /// `a[b]`; optional as `a[?b]`.
    case index(CELExpression, CELExpression, isOptional: Bool)
    /// `has(a.b)`.
    case has(CELExpression, String)
    case not(CELExpression)
    case negation(CELExpression)
    case binary(String, CELExpression, CELExpression)
    case conditional(CELExpression, CELExpression, CELExpression)
    /// `size(a)`, `a.size()`: a method's receiver is its first argument.
    case call(CELFunction, [CELExpression])
    /// `a.all(x, …)` and its kin.
    case comprehension(CELMacro, CELExpression, variables: [String], bodies: [CELExpression])
}

/// The macros that run over lists and maps.
enum CELMacro: String, Sendable {
    case all
    case exists
    case existsOne = "exists_one"
    case map
    case filter
}

/// Why an expression cannot be read or has no value.
struct CELError: Error {
    var message: String

    init(_ message: String) { self.message = message }
}
