/** Names of calls that change something on a disk; the injector and the matrix agree on them. */
export const changesSomething =
  /^(mkdir|rmdir|rm|unlink|rename|link|symlink|write|append|copyFile|cp|chmod|fchmod|lchmod|chown|fchown|lchown|utimes|futimes|lutimes|truncate|ftruncate|fsync|fdatasync|openSync\(w\)|utimensat|futimens|lsetxattr|fsetxattr|lremovexattr|fremovexattr|renameat|linkat|unlinkat|syncfs)/;

/** Calls that may take fewer bytes than they are asked for. */
export const canBeShort = /^(write|read)(Sync)?$/;
