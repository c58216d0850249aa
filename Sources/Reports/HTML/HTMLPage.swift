import Document

/// One self-contained page: nothing is fetched, and nothing runs but the script it is made with (Content-Security-Policy with
/// hashes, CSP Level 3).
struct HTMLPage {
    /// What it is about: `Plan`, `Drift`.
    var kind: String
    var title: String
    /// What it comes to.
    var sentence: String
    /// Whether the sentence is a warning.
    var isWarning = false
    var body: Markup = ""

    init(kind: String, title: String, sentence: String, isWarning: Bool = false) {
        self.kind = kind
        self.title = title
        self.sentence = sentence
        self.isWarning = isWarning
    }

    /// A part of the page with a heading; nothing where the content is empty.
    mutating func add(_ heading: String, id: String, note: String? = nil, _ content: Markup) {
        guard !content.isEmpty else { return }
        let note: Markup = note.map { "<p class=\"note\">\($0)</p>" } ?? ""
        body += "<section id=\"\(id)\"><h2>\(heading)</h2>\n\(note)\(content)</section>\n"
    }

    /// The number beside each word of what the page is about.
    mutating func add(tiles: [(count: Int, label: String, style: String)]) {
        let shown = tiles.filter { $0.count > 0 }
        guard !shown.isEmpty else { return }
        let items = shown.map { tile -> Markup in
            "<li class=\"\(tile.style)\"><b>\(tile.count.grouped)</b> <span>\(tile.label)</span></li>"
        }
        body += "<ul class=\"tiles\">\(Markup(items))</ul>\n"
    }

    /// Begins the part with what can be filtered, `count` in number; `endList` ends it.
    mutating func beginList(_ heading: String, id: String, count: Int) {
        // Where there are many, what is out of sight is not laid out.
        body += "<section id=\"\(id)\"\(count > 300 ? " class=\"many\"" as Markup : "")><h2>\(heading)</h2>\n"
    }

    mutating func endList() { body += "</section>\n" }

    /// The box that filters by words, a switch for each kind of what is shown, and buttons that fold and unfold.
    mutating func addTools(_ kinds: [(id: String, label: String)], of what: String) {
        let switches = kinds.map { kind -> Markup in
            "<label class=\"chip a-\(kind.id)\"><input type=\"checkbox\" data-kind=\"\(kind.id)\" checked> \(kind.label)</label>"
        }
        body += """
            <div class="tools" role="search">
            <input id="filter" type="search" autocomplete="off" spellcheck="false" aria-label="Filter \(what)" \
            placeholder="Filter \(what) (press / )">
            \(Markup(switches))
            <button type="button" id="unfold">Unfold all</button> <button type="button" id="fold">Fold all</button>
            <output id="shown" aria-live="polite"></output>
            </div>

            """
    }

    /// The whole document, with a line end at its end.
    var text: String {
        let policy = [
            "default-src 'none'", "style-src '\(Self.hash(HTMLStyle.text))'",
            "script-src '\(Self.hash(HTMLScript.text))'",
            "img-src data:", "base-uri 'none'", "form-action 'none'",
        ].joined(separator: "; ")
        let page: Markup = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <link rel="icon" href="data:,">
            <title>\(kind): \(title)</title>
            <style>\(Markup(stringLiteral: HTMLStyle.text))</style>
            </head>
            <body>
            <header class="page"><p class="kind">\(kind)</p><h1>\(title)</h1>
            <p class="\(isWarning ? "sentence warning" : "sentence")">\(sentence)</p></header>
            <main>
            \(body)</main>
            <script>\(Markup(stringLiteral: HTMLScript.text))</script>
            </body>
            </html>

            """
        return page.text
    }

    private static func hash(_ text: String) -> String {
        let hex = Digest(of: text.utf8).description.dropFirst("sha256:".count).utf8.map { $0 }
        let bytes = stride(from: 0, to: hex.count - 1, by: 2).map { hex[$0].nibble << 4 | hex[$0 + 1].nibble }
        return "sha256-\(Base64.encode(bytes))"
    }
}

extension UInt8 {
    /// What a lower-case hexadecimal digit stands for.
    fileprivate var nibble: UInt8 {
        self >= UInt8(ascii: "a") ? self - UInt8(ascii: "a") + 10 : self - UInt8(ascii: "0")
    }
}
