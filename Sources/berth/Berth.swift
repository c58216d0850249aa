import Commands
import Glibc

@main
struct Berth {
    /// Not `async`, since the threads of tasks open descriptors, and get those of streams that the caller left closed.
    static func main() {
        StandardStreams.open()
        BerthCommand.requireSurroundings()
        Task.detached { await BerthCommand.execute() }
        // The command ends the process.
        while true { pause() }
    }
}
