import ArgumentParser

package enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
