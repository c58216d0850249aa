import Planning

/// Draws a figure as SVG that stands in a page: colours come from its style sheet, boxes are links.
enum GraphSVG {
    private typealias Measure = LayeredLayout.Measure
    /// A drawing that is no wider can be read where it is made to fit a page.
    private static let widest = 1_750.0

    static func markup(_ figure: GraphFigure, label: String) -> Markup {
        let layout = LayeredLayout(
            figure.boxes.map { .init(lane: $0.lane, dependencies: $0.dependencies) }, lanes: figure.lanes.count,
            rows: figure.isFolded ? GraphFigure.rows : .max)
        var result: Markup = """
            <svg\(layout.width <= widest ? " class=\"fit\"" as Markup : "") role="group" aria-label="\(label)" width="\(layout.width)" height="\(layout.height)" \
            viewBox="0 0 \(layout.width) \(layout.height)" xmlns="http://www.w3.org/2000/svg">

            """
        if !figure.isFolded {
            for (lane, band) in zip(figure.lanes, layout.lanes) {
                result += """
                    <rect class="lane" x="2" y="\(band.y)" width="\(layout.width - 4)" height="\(band.height)" rx="6"/>\
                    <text x="\(Measure.margin)" y="\(band.y + 17)" class="quiet">\(lane.title)\
                    <title>\(lane.groups.joined(separator: ", "))</title></text>

                    """
            }
        }
        let edges = layout.edges.sorted { !isHot($0, figure) && isHot($1, figure) }
        for edge in edges {
            result +=
                "<path class=\"edge\(isHot(edge, figure) ? " hot" as Markup : "")\" d=\"\(path(edge.points))\"/>\n"
        }
        for (box, corner) in zip(figure.boxes, layout.corners) { result += Self.box(box, at: corner) }
        return result + "</svg>\n"
    }

    private static func isHot(_ edge: LayeredLayout.Edge, _ figure: GraphFigure) -> Bool {
        figure.boxes[edge.from].isCritical && figure.boxes[edge.to].isCritical
    }

    private static func box(_ box: GraphFigure.Box, at corner: LayeredLayout.Point) -> Markup {
        """
        <a href="#\(box.anchor)"><g class="a-\(box.action.rawValue)\(box.isCritical ? " hot" as Markup : "")">\
        <title>\(box.title): \(box.action.meaning)</title>\
        <rect class="box" x="\(corner.x)" y="\(corner.y)" width="\(Measure.boxWidth)" height="\(Measure.boxHeight)" rx="5"/>\
        <text class="mark" x="\(corner.x + 9)" y="\(corner.y + 18)">\(box.action.symbol)</text>\
        <text x="\(corner.x + 27)" y="\(corner.y + 18)">\(box.label.fitted(to: 20))</text></g></a>

        """
    }

    /// A curve through points that leaves and arrives level.
    private static func path(_ points: [LayeredLayout.Point]) -> Markup {
        guard var last = points.first else { return "" }
        var result: Markup = "M\(last.x) \(last.y)"
        for point in points.dropFirst() {
            let middle = (last.x + point.x) / 2
            result +=
                last.y == point.y
                ? "L\(point.x) \(point.y)" : "C\(middle) \(last.y) \(middle) \(point.y) \(point.x) \(point.y)"
            last = point
        }
        return result
    }
}

extension GraphFigure.Box {
    /// The title as there is room for it.
    fileprivate var label: String {
        title.hasPrefix("application/") ? String(title.dropFirst("application/".count)) : title
    }
}
