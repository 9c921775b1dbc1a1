import { join } from 'node:path';
import { dropFromSystem, expect, test } from './fixtures.ts';
import { file, limitedPool } from './pools.ts';

test('[E104] a tab that sends files asks before it is closed; when all is there it does not', async ({
  page,
  host,
}) => {
  limitedPool(host, ['40M']);
  const source = host.dir('in');
  file(join(source, 'plan.txt'), 80);
  const held = Promise.withResolvers<undefined>();
  await page.route('**/_cfs/upload*', async (route) => {
    await held.promise;
    await route.continue();
  });
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await host.open(page);
  const tree = page.getByRole('treegrid');
  // Browsers ask only where a person did something.
  await tree.click();
  await dropFromSystem(page, tree, [join(source, 'plan.txt')]);
  await expect(page.getByRole('region', { name: 'Operations' })).toBeVisible();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => asked).toEqual(['beforeunload']);
  expect(page.isClosed()).toBe(false);

  held.resolve(undefined);
  await expect(page.getByRole('region', { name: 'Operations' })).toContainText(/Done/);
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
  expect(asked).toEqual(['beforeunload']);
});
