export { HeldBackBanner, HeldBackDialog } from './held-back.tsx';
export { CatalogButton } from './status.tsx';
