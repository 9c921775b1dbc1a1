export { CatalogButton } from './status.tsx';
