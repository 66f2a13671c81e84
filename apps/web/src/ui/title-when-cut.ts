import type { MouseEvent } from 'react'

/** What is cut off by its box is told in full while the pointer rests on it; for `onMouseEnter`. */
export function titleWhenCut({ currentTarget: box }: MouseEvent<HTMLElement>): void {
  const text = box instanceof HTMLInputElement ? box.value : box.textContent
  box.title = box.scrollWidth > box.clientWidth ? text : ''
}
