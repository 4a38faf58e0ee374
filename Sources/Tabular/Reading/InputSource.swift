import Foundation

/// One file, standard input, or bytes that are made.
package enum InputSource: Sendable, Hashable {
    case file(String)
    case standardInput
    case stream(ByteStream)

    package var name: String {
        switch self {
        case .file(let path): path
        case .standardInput: "standard input"
        case .stream(let stream): stream.name
        }
    }

    /// Resolves paths and POSIX glob patterns; `-` is standard input.
    ///
    /// The matches of a pattern are sorted by their bytes, whatever the locale; patterns keep their order. A file that several
    /// patterns match is read once, at its first place. An existing file is taken literally even if its name looks like a pattern.
    /// - Throws: ``InputError`` for a pattern without a match, and for what can be known not to be readable.
    package static func expand(patterns: [String]) throws -> [InputSource] {
        var seen: Set<InputSource> = []
        return try patterns.flatMap(matches).filter { seen.insert($0.resolved).inserted }
    }

    /// The same for every spelling of one file.
    private var resolved: InputSource {
        guard case .file(let path) = self, let real = realpath(path, nil) else { return self }
        defer { free(real) }
        return .file(String(cString: real))
    }

    private static func matches(_ pattern: String) throws -> [InputSource] {
        if pattern == "-" { return [.standardInput] }
        guard pattern.contains(where: { "*?[".contains($0) }), access(pattern, F_OK) != 0 else {
            return [try checked(pattern)]
        }
        let paths = sortedPaths(matching: pattern)
        guard !paths.isEmpty else {
            throw InputError(
                .noMatch,
                input: pattern,
                "no file matches this pattern; check the folder and the spelling"
            )
        }
        return try paths.map(checked)
    }

    private static func sortedPaths(matching pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, GLOB_NOSORT, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc))
            .compactMap { paths[$0].map { String(cString: $0) } }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func checked(_ path: String) throws -> InputSource {
        var status = stat()
        guard stat(path, &status) == 0 else { throw InputError.opening(path, errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw InputError.directory(path) }
        guard access(path, R_OK) == 0 else { throw InputError.opening(path, errno) }
        return .file(path)
    }
}

extension InputError {
    static func directory(_ path: String) -> InputError {
        InputError(.isDirectory, input: path, "is a folder; name its files, for example \(path)/*.csv")
    }

    /// Translates `errno` of a failed open or stat.
    static func opening(_ path: String, _ error: Int32) -> InputError {
        switch error {
        case ENOENT, ENOTDIR: InputError(.notFound, input: path, "no such file")
        case EACCES, EPERM: InputError(.notReadable, input: path, "permission to read it is missing")
        case EISDIR: directory(path)
        default: InputError(.notReadable, input: path, "cannot be opened: \(String(cString: strerror(error)))")
        }
    }
}
