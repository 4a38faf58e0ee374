/// Windows registry keys.
enum RegistryPath {
    /// `Key Name : Value Name : Value Type` as ThreatConnect prints it, with the hive spelled out and in upper case and the rest
    /// untouched; nil without a hive. A key alone has the empty value name and the type `REG_NONE`: under this name
    /// ThreatConnect stores it, and under no other is it found again.
    ///
    /// Read are the full hive names (API document, section 9), the short ones (`HKLM`, PowerShell's `HKLM:`), the
    /// kernel's `\REGISTRY\MACHINE` and `\REGISTRY\USER`, and regedit's `Computer\` in front.
    static func canonical(_ text: String) -> String? { spelledOut(text).map(completed) }

    private static func spelledOut(_ text: String) -> String? {
        let path = withoutPrefix(text[...], "Computer\\") ?? text[...]
        for (kernel, hive) in kernelNames {
            guard let rest = withoutPrefix(path, kernel), isEnd(rest) else { continue }
            return hive + rest
        }
        let name = path.prefix { $0 != "\\" && $0 != ":" && $0 != " " }
        var rest = path.dropFirst(name.count)
        guard let hive = hive(name.uppercased()) else { return nil }
        if rest.hasPrefix(":") { rest = rest.dropFirst() }
        return isEnd(rest) ? hive + rest : nil
    }

    /// Adds the parts that are missing. The last one is the type only where it looks like one: a value name may hold the joint.
    private static func completed(_ path: String) -> String {
        let (named, type) = typed(path)
        let first = named.firstRange(of: joint)
        let key = named[..<(first?.lowerBound ?? named.endIndex)]
        let name = first.map { named[$0.upperBound...] } ?? ""
        // The API takes one blank for the empty name.
        return [key, name == " " ? "" : name, type].joined(separator: joint)
    }

    /// The type behind the last joint, and what stands before it. From the end: a value name may end like a joint.
    private static func typed(_ path: String) -> (named: Substring, type: Substring) {
        var start = path.endIndex
        while start > path.startIndex {
            start = path.index(before: start)
            guard path[start...].hasPrefix(joint) else { continue }
            let type = path[path.index(start, offsetBy: joint.count)...]
            return type.hasPrefix("REG_") ? (path[..<start], type) : (path[...], "REG_NONE")
        }
        return (path[...], "REG_NONE")
    }

    private static let joint = " : "

    /// After the hive comes a backslash, nothing, or the ` : ` before a value name.
    private static func isEnd(_ rest: Substring) -> Bool {
        rest.isEmpty || rest.hasPrefix("\\") || rest.hasPrefix(" : ")
    }

    private static func hive(_ name: String) -> String? {
        hives.contains(name) ? name : shortNames.first { $0.short == name }?.hive
    }

    private static func withoutPrefix(_ text: Substring, _ prefix: String) -> Substring? {
        let start = text.prefix(prefix.count)
        return start.lowercased() == prefix.lowercased() ? text.dropFirst(prefix.count) : nil
    }

    private static let hives = [
        "HKEY_CLASSES_ROOT", "HKEY_CURRENT_CONFIG", "HKEY_CURRENT_USER", "HKEY_CURRENT_USER_LOCAL_SETTINGS",
        "HKEY_LOCAL_MACHINE", "HKEY_PERFORMANCE_DATA", "HKEY_PERFORMANCE_NLSTEXT", "HKEY_PERFORMANCE_TEXT",
        "HKEY_USERS",
    ]

    private static let shortNames = [
        (short: "HKLM", hive: "HKEY_LOCAL_MACHINE"), (short: "HKCU", hive: "HKEY_CURRENT_USER"),
        (short: "HKCR", hive: "HKEY_CLASSES_ROOT"), (short: "HKU", hive: "HKEY_USERS"),
        (short: "HKCC", hive: "HKEY_CURRENT_CONFIG"), (short: "HKPD", hive: "HKEY_PERFORMANCE_DATA"),
    ]

    private static let kernelNames = [
        ("\\REGISTRY\\MACHINE", "HKEY_LOCAL_MACHINE"), ("\\REGISTRY\\USER", "HKEY_USERS"),
    ]
}
