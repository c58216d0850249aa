/// What stands on a terminal while something lasts, for those who must write in between or end the process.
package struct Screen: Sendable {
    /// Writes a line without breaking what is drawn; may block as the terminal does.
    let say: @Sendable (String) -> Void
    /// Takes away what is drawn, and says how far it came, directly before the process ends; may block, too.
    let leave: @Sendable () -> Void
}
