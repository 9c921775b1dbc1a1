import { createContext, useContext } from 'react';

/** Where floating parts are attached: the open dialog (it lies in the top layer), else the page. */
export const Layer = createContext<HTMLElement | null>(null);

export function useLayer(): HTMLElement | null {
  return useContext(Layer);
}
