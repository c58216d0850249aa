import Document

/// The formats of texts that schemas may ask for.
///
/// Source: `k8s.io/kube-openapi/pkg/validation/strfmt`; formats that are not here are let pass, as unknown ones are.
enum TextFormat {
    /// Whether a text is of a format; nil where the format is not known.
    static func fits(_ text: String, _ format: String) -> Bool? {
        switch format {
        case "date": isDate(text[...])
        case "date-time", "datetime": isDateTime(text)
        case "duration": GoDuration.seconds(of: text) != nil
        case "ipv4": IPAddressText.isAddress(text) && !text.contains(":")
        case "ipv6": IPAddressText.isAddress(text) && text.contains(":")
        case "cidr": IPAddressText.isNetwork(text)
        case "byte": Base64.firstIllegalByte(of: text) == nil
        case "uuid", "uuid3", "uuid4", "uuid5": isUUID(text)
        case "mac": Pattern.matches(#"^([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}$"#, text)
        case "email": Pattern.matches(#"^[^@\s]+@[^@\s]+$"#, text)
        case "hostname": Pattern.matches(hostname, text)
        case "uri": Pattern.matches(#"^([a-zA-Z][a-zA-Z0-9+.-]*:|/)\S*$"#, text)
        default: nil
        }
    }

    private static let hostname =
        #"^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}"#
        + #"[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$"#

    private static func isDate(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2] else { return false }
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == 3, (1...12).contains(numbers[1]) else { return false }
        let isLeap = numbers[0] % 4 == 0 && (numbers[0] % 100 != 0 || numbers[0] % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][numbers[1] - 1]
        return (1...days).contains(numbers[2])
    }

    private static func isDateTime(_ text: String) -> Bool {
        let parts = text.lowercased().split(separator: "t", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, isDate(parts[0]) else { return false }
        let time = #"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})$"#
        return Pattern.matches(time, String(parts[1])) == true
    }

    private static func isUUID(_ text: String) -> Bool {
        Pattern.matches("^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}$", text)
            == true
    }
}
