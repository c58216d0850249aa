import Document

/// A pod template as the server's messages show it: its internal Go struct, every field of it, unset ones too.
enum PodTemplateText {
    static func value(of template: Value) -> Value {
        template
    }
}
