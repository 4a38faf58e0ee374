import Foundation

/// A file of environment variables: `NAME=value` lines, as shells and containers read them.
///
/// Blank lines and lines that begin with `#` are passed over, `export` may stand in front. A value in single quotes is taken
/// as it is; in double quotes, `\"` and `\\` are escapes. Nothing is substituted: a secret may hold any character.
enum EnvironmentFile {
    static func read(_ path: String) throws -> [String: String] {
        let text: String
        do {
            text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
        } catch {
            throw ConnectionProblem("\(path): cannot be read: \(error.localizedDescription)")
        }
        var variables: [String: String] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            for assignment in assignments(line) {
                guard let (name, value) = variable(assignment) else {
                    // The line itself may hold a secret.
                    throw ConnectionProblem("\(path):\(index + 1): expected NAME=value")
                }
                variables[name] = value
            }
        }
        return variables
    }

    /// `export` takes several, as `tcenrich sandbox` prints them; a value with blanks is quoted there.
    private static func assignments(_ line: String) -> [Substring] {
        guard line.hasPrefix("export ") else { return [Substring(line)] }
        let rest = line.dropFirst(7)
        return rest.contains("'") || rest.contains("\"") ? [rest] : rest.split(separator: " ")
    }

    private static func variable(_ line: Substring) -> (String, String)? {
        guard let sign = line.firstIndex(of: "=") else { return nil }
        let name = line[..<sign]
        let isName = name.utf8.allSatisfy { 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x5F }
        guard !name.isEmpty, isName, let value = unquoted(line[line.index(after: sign)...]) else { return nil }
        return (String(name), value)
    }

    private static func unquoted(_ text: Substring) -> String? {
        guard let quote = text.first, quote == "'" || quote == "\"" else { return String(text) }
        guard text.count >= 2, text.last == quote else { return nil }
        let inner = text.dropFirst().dropLast()
        guard quote == "\"" else { return String(inner) }
        return unescaped(inner)
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                if character != "\"", character != "\\" { result.append("\\") }
                result.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return isEscaped ? result + "\\" : result
    }
}
