/// A typed value in canonical form: what is asked about, and the key under which its answer is kept.
///
/// The original form stays with the record it came from. Two originals with the same canonical form
/// (`EVIL.example`, `evil[.]example`) are one observable.
package struct Observable: Sendable, Hashable {
    package let kind: ObservableKind
    /// The form in which ThreatConnect holds the value (API document, section 9).
    package let canonical: String

    package init(kind: ObservableKind, canonical: String) {
        self.kind = kind
        self.canonical = canonical
    }
}
