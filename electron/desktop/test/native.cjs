// Imports a module as Node does, past the test runner's own loader.
exports.nativeImport = (url) => import(url);
