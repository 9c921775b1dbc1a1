/**
 * What kind of thing a file is, told by the end of its name only: one table for icons, filters of a search and the usage
 * map. Nothing is opened for it, so a file without a known extension is `other`.
 */

export const fileKinds = ['image', 'video', 'audio', 'document', 'archive', 'code', 'other'] as const;
export type FileKind = (typeof fileKinds)[number];

/** As they stand in lists and legends. */
export const kindWords: Readonly<Record<FileKind, string>> = {
  image: 'Images',
  video: 'Films',
  audio: 'Music and sound',
  document: 'Documents',
  archive: 'Archives and disk images',
  code: 'Code and data',
  other: 'Other',
};

const extensions: Readonly<Record<Exclude<FileKind, 'other'>, string>> = {
  image:
    'jpg jpeg jpe jfif png gif webp avif heic heif jxl jp2 tif tiff bmp svg ico psd psb xcf kra ai eps exr hdr tga ' +
    'nef nrw cr2 cr3 crw arw srf sr2 dng raf orf rw2 pef srw x3f 3fr iiq raw',
  video:
    'mov mp4 m4v mkv avi webm mpg mpeg mpe m2ts mts wmv flv f4v ogv 3gp 3g2 vob asf rm rmvb mxf r3d braw dv prores',
  audio: 'mp3 flac wav ogg oga opus m4a m4b aac aiff aif wma mid midi ape alac amr au caf dsf dff mka wv ac3 dts',
  document:
    'txt md markdown rst adoc pdf doc docx dot dotx odt ott rtf tex log epub mobi azw azw3 djvu ps pages key numbers ' +
    'csv tsv xls xlsx xlsm ods ots ppt pptx pps ppsx odp odg vsd vsdx eml msg mbox ics vcf',
  archive:
    'zip gz tgz xz txz bz2 tbz tbz2 zst lz lz4 lzma tar 7z rar z cab deb rpm apk jar war xpi cpio cbz cbr ' +
    'iso img dmg qcow2 qcow vmdk vdi vhd vhdx ova ovf wim squashfs snap appimage sparseimage sparsebundle bak dump',
  code:
    'js mjs cjs jsx ts cts tsx json jsonl json5 html htm xhtml css scss sass less xml xsl xsd yml yaml toml ini ' +
    'conf cfg env py pyi pyc ipynb rb go rs c h cc cpp cxx hh hpp hxx m mm java kt kts scala groovy gradle swift cs fs ' +
    'vb lua pl pm r jl hs ml clj erl ex exs dart zig nim v sh bash zsh fish ps1 bat cmd sql php vue svelte astro ' +
    'wasm so o a dll exe class db sqlite sqlite3 mdb parquet proto graphql tf lock patch diff map bin',
};

const byExtension = new Map(
  fileKinds
    .filter((kind) => kind !== 'other')
    .flatMap((kind) => extensions[kind].split(' ').map((extension) => [extension, kind] as const)),
);

/** No known extension is longer; the end of `notes.of the year 2019` is none. */
const longestExtension = 16;

/**
 * `jpg` of `Beach.JPG`: what stands behind the last dot, in small letters; empty for `README`, `.profile` (a hidden name
 * is no extension), `a.` and where it is longer than 16 characters or holds a space.
 */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || dot === name.length - 1 || name.length - dot - 1 > longestExtension) return '';
  const extension = name.slice(dot + 1).toLowerCase();
  return extension.includes(' ') ? '' : extension;
}

/** Of an extension as `extensionOf` gives it. */
export function kindOfExtension(extension: string): FileKind {
  return byExtension.get(extension) ?? 'other';
}

/** Of a file's name. */
export function kindOfName(name: string): FileKind {
  return kindOfExtension(extensionOf(name));
}

/** All extensions of a kind, in small letters without the dot; none for `other`. */
export function extensionsOf(kind: FileKind): readonly string[] {
  return [...byExtension].flatMap(([extension, of]) => (of === kind ? [extension] : []));
}
