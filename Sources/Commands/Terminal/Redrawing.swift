import Dispatch

extension DispatchQueue {
    /// Draws again and again while `body` lasts, first after `delay` milliseconds, and for the last time when it has ended,
    /// however it does; returns when that is drawn.
    func redrawing<Result>(
        after delay: Int = 0, _ draw: @escaping @Sendable (_ isLast: Bool) -> Void, _ body: () async throws -> Result
    ) async rethrows -> Result {
        let timer = DispatchSource.makeTimerSource(queue: self)
        timer.schedule(deadline: .now() + .milliseconds(delay), repeating: .milliseconds(250))
        timer.setEventHandler { draw(false) }
        timer.activate()
        do {
            let result = try await body()
            timer.cancel()
            await drawLast(draw)
            return result
        } catch {
            timer.cancel()
            await drawLast(draw)
            throw error
        }
    }

    /// Draws for the last time; returns when the terminal has taken it.
    func drawLast(_ draw: @escaping @Sendable (_ isLast: Bool) -> Void) async {
        await withCheckedContinuation { continuation in
            self.async {
                draw(true)
                continuation.resume()
            }
        }
    }
}
