/** Decodes and draws a picture small. The browser decodes it, in this sandboxed page: nothing in it is run. */

export interface SmallField {
  /** Most points across and down. */
  readonly width: number;
  readonly height: number;
  /** Exif's orientation, 1 to 8, of a picture that does not say it itself. */
  readonly turn: number;
  /** Width by height of what is to be seen of it, before it is turned: thumbnails have bars where theirs differs. */
  readonly aspect: number | null;
}

/** The part of a picture in the middle that has this width by height; all of it where they are about the same. */
export function middlePart(
  width: number,
  height: number,
  aspect: number | null,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const own = width / height;
  if (aspect === null || Math.abs(own / aspect - 1) < 0.02) return { x: 0, y: 0, width, height };
  if (own > aspect) {
    const part = height * aspect;
    return { x: (width - part) / 2, y: 0, width: part, height };
  }
  const part = width / aspect;
  return { x: 0, y: (height - part) / 2, width, height: part };
}

/** Points that a picture has in a field: whole, and never larger than it is. */
export function fitted(width: number, height: number, field: { readonly width: number; readonly height: number }) {
  const scale = Math.min(1, field.width / width, field.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** What a canvas does before it draws, for each orientation (Exif 2.32, 4.6.4): a matrix for a unit square. */
const turns: Readonly<Record<number, readonly [number, number, number, number, number, number]>> = {
  2: [-1, 0, 0, 1, 1, 0],
  3: [-1, 0, 0, -1, 1, 1],
  4: [1, 0, 0, -1, 0, 1],
  5: [0, 1, 1, 0, 0, 0],
  6: [0, 1, -1, 0, 1, 0],
  7: [0, -1, -1, 0, 1, 1],
  8: [0, -1, 1, 0, 0, 1],
};

/** One after the other: a large picture needs much memory while it is decoded. */
let last: Promise<unknown> = Promise.resolve();

/** @throws DOMException where the bytes are no whole picture */
export function drawSmall(bytes: Blob, field: SmallField): Promise<ImageBitmap> {
  const mine = last.then(() => draw(bytes, field));
  last = mine.catch(() => undefined);
  return mine;
}

/** A drawn picture smaller, or as it is where it is no larger than the field. The given one is closed. */
export function shrunk(picture: ImageBitmap, field: { readonly width: number; readonly height: number }): ImageBitmap {
  const size = fitted(picture.width, picture.height, field);
  if (size.width === picture.width && size.height === picture.height) return picture;
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  if (context === null) return picture;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, size.width, size.height);
  picture.close();
  return canvas.transferToImageBitmap();
}

/** A drawn picture as the bytes of a file: WebP, or PNG where the browser writes none. */
export async function encoded(picture: ImageBitmap): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.86 });
  return new Uint8Array(await blob.arrayBuffer());
}

async function draw(bytes: Blob, { turn, aspect, ...field }: SmallField): Promise<ImageBitmap> {
  const whole = await createImageBitmap(bytes);
  try {
    const part = middlePart(whole.width, whole.height, aspectOf(whole, aspect, turn));
    const isOnItsSide = turn >= 5;
    const size = isOnItsSide ? fitted(part.height, part.width, field) : fitted(part.width, part.height, field);
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext('2d');
    if (context === null) throw new DOMException('there is no canvas', 'NotSupportedError');
    context.imageSmoothingQuality = 'high';
    const [a, b, c, d, e, f] = turns[turn] ?? [1, 0, 0, 1, 0, 0];
    const { width, height } = size;
    // The unit square of the matrix is the whole canvas.
    context.setTransform(a * width, b * height, c * width, d * height, e * width, f * height);
    context.drawImage(whole, part.x, part.y, part.width, part.height, 0, 0, 1, 1);
    return canvas.transferToImageBitmap();
  } finally {
    whole.close();
  }
}

/** A whole file was turned by the browser: then its width by height may be the other way round. */
function aspectOf(whole: ImageBitmap, aspect: number | null, turn: number): number | null {
  if (aspect === null || turn !== 1) return aspect;
  const own = whole.width / whole.height;
  return Math.abs(own * aspect - 1) < 0.02 ? own : aspect;
}
