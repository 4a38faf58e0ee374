#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that grows beside its target and takes the target's place in one step.
struct ReplacementFile {
    let target: String
    let temporaryPath: String
    let descriptor: WritableDescriptor
    private let folder: String

    /// Makes the folders of the target and an empty file `.NAME.tcenrich-XXXXXXXX` in the last of them.
    init(target: String) throws(OutputError) {
        self.target = target
        let (folder, name) = Self.split(target)
        self.folder = folder
        try Self.makeFolder(folder, target: target)
        // Names are limited to 255 bytes.
        let stem = String(decoding: name.utf8.prefix(200), as: UTF8.self)
        (descriptor, temporaryPath) = try Self.create(prefix: "\(folder)/.\(stem).tcenrich-", target: target)
    }

    /// Puts the file in its target's place; afterwards both content and name survive a crash of the machine.
    func complete() throws(OutputError) {
        try descriptor.synchronize()
        try descriptor.close()
        guard rename(temporaryPath, target) == 0 else {
            throw OutputError(code: errno, target: target, operation: "replace")
        }
        let number = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { return }
        let directory = WritableDescriptor(number: number, target: target)
        defer { try? directory.close() }
        try directory.synchronize()
    }

    func remove() { unlink(temporaryPath) }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = String(path[..<slash])
        return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
    }

    private static func makeFolder(_ path: String, target: String) throws(OutputError) {
        if mkdir(path, 0o777) == 0 || errno == EEXIST { return }
        let code = errno
        let (parent, _) = split(path)
        guard code == ENOENT, parent != path, parent != "." else {
            // A root that cannot be written to may still hold the folder.
            var status = stat()
            if stat(path, &status) == 0 { return }
            throw OutputError(code: code, target: target, operation: "make the folder of")
        }
        try makeFolder(parent, target: target)
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw OutputError(code: errno, target: target, operation: "make the folder of")
        }
    }

    /// A name that nobody else has; the file's mode follows the umask.
    private static func create(
        prefix: String,
        target: String
    ) throws(OutputError) -> (WritableDescriptor, String) {
        while true {
            let path = prefix + String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
            let number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if number >= 0 { return (WritableDescriptor(number: number, target: target), path) }
            guard errno == EEXIST || errno == EINTR else {
                throw OutputError(code: errno, target: target, operation: "create")
            }
        }
    }
}
