import { fail } from '../../../shared/errors.ts';

const shape = /^[A-Za-z0-9_-]{1,64}$/;

export function isTrashId(id: string): boolean {
  return shape.test(id);
}

/** An id of the trash becomes a folder's name: nothing else than plain letters is let through. @throws invalid */
export function checkTrashId(id: string): string {
  if (!isTrashId(id)) {
    const attempted = `Looking for ${JSON.stringify(id)} in the trash`;
    throw fail('invalid', attempted, 'that is no id of the trash', 'list the trash');
  }
  return id;
}
