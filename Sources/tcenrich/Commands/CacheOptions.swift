import ArgumentParser
import Pipeline
import State

/// How a run uses the cache that its pipeline file names.
struct CacheOptions: ParsableArguments {
    @Flag(help: "Use no answers of former runs, and keep none for later ones.")
    var noCache = false

    @Flag(help: "Use no answers of former runs, and replace them by what ThreatConnect says now.")
    var refresh = false

    func validate() throws {
        if noCache && refresh {
            throw ValidationError("--no-cache keeps nothing and --refresh keeps everything anew; give one of them")
        }
    }

    /// nil: none is used.
    func cache(_ store: StateStore) -> AnswerCache? {
        noCache ? nil : AnswerCache(store: store, use: refresh ? .refresh : .readAndWrite)
    }
}
