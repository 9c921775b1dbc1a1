/** Texts and pictures from bytes that the host read: nothing of a file is ever a document of the window. */
export { PictureView } from './picture-view.tsx';
export { svgRefusal } from './svg.ts';
export { TextView } from './text-view.tsx';
