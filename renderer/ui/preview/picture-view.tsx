import { useCallback } from 'react';
import type { CSSProperties, SyntheticEvent } from 'react';

/** Pictures of so many points are drawn without being decoded once more to see whether they are whole. */
const checkedPixels = 25_000_000;

export interface PictureViewProps {
  readonly picture: Blob;
  /** What a screen reader says of it. */
  readonly label: string;
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
  readonly onSize?: (size: { readonly width: number; readonly height: number }) => void;
  /** It cannot be drawn, or not as a whole. */
  readonly onBroken: () => void;
}

/**
 * Drawn from bytes that the host read. It is an image to the browser and never a document: nothing in it runs or is
 * fetched, and its address ends when it has been drawn, so that it cannot be opened as a page of its own.
 */
export function PictureView({ picture, label, className, style, onSize, onBroken }: PictureViewProps) {
  const draw = useCallback(
    (image: HTMLImageElement | null) => {
      if (image === null) return;
      const address = URL.createObjectURL(picture);
      image.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [picture],
  );
  const onLoad = ({ currentTarget: image }: SyntheticEvent<HTMLImageElement>): void => {
    const { naturalWidth: width, naturalHeight: height } = image;
    URL.revokeObjectURL(image.src);
    onSize?.({ width, height });
    if (width * height > checkedPixels || picture.type === 'image/svg+xml') return;
    // An image element draws what there is of half a picture and says nothing.
    createImageBitmap(picture, { resizeWidth: 1, resizeHeight: 1 }).then((bitmap) => bitmap.close(), onBroken);
  };
  return (
    <img
      ref={draw}
      alt={label}
      draggable={false}
      className={className}
      style={style}
      onLoad={onLoad}
      onError={onBroken}
    />
  );
}
