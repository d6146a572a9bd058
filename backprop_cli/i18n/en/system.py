"""English: why the system refused a file, by the names of errno."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "fault.system.eacces": "permission denied",
    "fault.system.eexist": "it exists already",
    "fault.system.eisdir": "it is a directory",
    "fault.system.eloop": "too many symbolic links lead to each other",
    "fault.system.emfile": "too many files are open",
    "fault.system.enametoolong": "the name is too long",
    "fault.system.enoent": "no such file or directory",
    "fault.system.enospc": "no space left on the device",
    "fault.system.enotdir": "a part of the path is not a directory",
    "fault.system.eperm": "operation not permitted",
    "fault.system.erofs": "the file system is read-only",
}
