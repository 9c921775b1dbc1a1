/** A file that the build copies beside the bundle; the import is its path at run time (electron-vite). */
declare module '*?asset' {
  const path: string;
  export default path;
}
