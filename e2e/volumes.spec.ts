import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropFromSystem, expect, expectAccessible, picture, test } from './fixtures.ts';
import { catalogKnows, file, limitedPool, loopDisk, row, tmpfs } from './pools.ts';

test('[B20] a volume that disappears is shown as such, nothing counts as deleted, and it comes back', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'here.txt'), 100);
  file(join(b, 'away.txt'), 100);
  await host.open(page);
  await expect(row(page, 'away.txt')).toBeVisible();
  await catalogKnows(host, 'disk2', 1);
  renameSync(b, `${b}-unplugged`);
  await expect(page.getByRole('button', { name: /^disk2 not connected/ })).toBeVisible({ timeout: 15_000 });
  await expect(row(page, 'away.txt')).toContainText('not connected, last seen', { timeout: 15_000 });
  // Nothing is written where the disk was.
  expect(host.cfs('df', '--json')).toContain('"state":"offline"');
  renameSync(`${b}-unplugged`, b);
  await expect(row(page, 'away.txt')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole('button', { name: /^disk2 online .*free/ })).toBeVisible({ timeout: 15_000 });
});

test('[B20] a mounted file system that is unmounted leaves an offline volume, not an empty one', async ({
  page,
  host,
}) => {
  const disk = tmpfs('32m');
  test.skip(disk === null, 'mounting a tmpfs needs root on Linux');
  if (disk === null) return;
  try {
    host.cfs('pool', 'create', 'Home pool');
    host.cfs('volume', 'add', disk.root, '--name', 'usb', '--reserve', '0');
    host.cfs('volume', 'add', host.dir('disk1'), '--limit', '40M', '--reserve', '0');
    writeFileSync(join(disk.root, 'on usb.txt'), 'x');
    await host.open(page);
    await expect(row(page, 'on usb.txt')).toBeVisible();
  } finally {
    disk.unmount();
  }
  await expect(page.getByRole('button', { name: /^usb not connected/ })).toBeVisible({ timeout: 15_000 });
});

test('[B47] a folder is added to a running pool, and its files are in the tree as they are', async ({ page, host }) => {
  limitedPool(host, ['40M']);
  const more = host.dir('more');
  file(join(more, 'Old things', 'a.txt'), 100);
  await host.open(page);
  await page.getByRole('button', { name: 'Add a volume' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Add volume' })).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel('Path of a folder').fill(more);
  await dialog.getByLabel('Path of a folder').press('Enter');
  await expect(dialog.getByText(more, { exact: true })).toBeVisible();
  await picture(page, 'add-volume');
  const gone = host.dir('gone');
  await dialog.getByLabel('Path of a folder').fill(gone);
  await dialog.getByLabel('Path of a folder').press('Enter');
  await expect(dialog.getByText(gone, { exact: true })).toBeVisible();
  rmSync(gone, { recursive: true });
  await dialog.getByRole('button', { name: 'Add 2 volumes' }).click();
  await expect(dialog.getByRole('alert')).toContainText('gone');
  await expect(dialog.getByText(more, { exact: true })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(row(page, 'Old things')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Volumes' }).getByRole('listitem')).toHaveCount(2);
});

test('[B21] a host that ends is missed; what is shown stays, and a new host at its address says how to go on', async ({
  page,
  host,
}) => {
  limitedPool(host, ['40M']);
  await host.open(page);
  await expect(page.getByRole('treegrid')).toBeVisible();
  await host.stop();
  await expect(page.getByText('CFS is not answering')).toBeVisible({ timeout: 15_000 });
  await picture(page, 'host-away');
  await expect(page.getByRole('treegrid')).toBeVisible();
  await host.startAgain();
  await expect(page.getByRole('heading', { name: 'CFS is not open in this tab' })).toBeVisible({ timeout: 15_000 });
});

test('[B453] [B454] a connected disk is ejected, others say why they cannot be, and it is back when it is mounted again', async ({
  page,
  host,
}) => {
  const disk = loopDisk();
  test.skip(disk === null, 'mounting an image needs root on Linux, with loop devices');
  if (disk === null) return;
  try {
    host.cfs('pool', 'create', 'Home pool', '--policy', 'first-fit');
    host.cfs('volume', 'add', disk.root, '--name', 'usb', '--reserve', '0');
    host.cfs('volume', 'add', host.dir('disk1'), '--name', 'disk1', '--limit', '40M', '--reserve', '0');
    file(join(disk.root, 'films', 'on usb.bin'), 12_000_000);
    await host.open(page);
    await expect(row(page, 'films')).toBeVisible();
    await catalogKnows(host, 'usb', 1);

    const eject = page.getByRole('button', { name: 'Eject usb' });
    await expect(eject).toBeVisible();
    // Folders of the system disk say why not; the palette has it too.
    await page.getByRole('button', { name: /^disk1 online/ }).click({ button: 'right' });
    await expect(page.getByRole('menuitem', { name: 'Eject disk1' })).toHaveAttribute('title', /system disk/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+p');
    await page.keyboard.type('eject');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Eject a volume' });
    await expect(dialog.getByRole('radio', { name: 'usb' })).toBeChecked();
    await expect(dialog.getByRole('radio', { name: 'disk1' })).toBeDisabled();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Eject usb' }).click();
    await expect(page.getByText('usb is ejected: all that was written is on it').first()).toBeVisible();
    expect(disk.isMounted()).toBe(false);
    await expect(page.getByRole('button', { name: /^usb not connected/ })).toBeVisible({ timeout: 15_000 });
    await expect(row(page, 'films')).toContainText('not connected');
    await expect(eject).toHaveCount(0);

    disk.mount();
    await expect(page.getByRole('button', { name: /^usb online/ })).toBeVisible({ timeout: 15_000 });
    await expect(eject).toBeVisible();
  } finally {
    disk.unmount();
  }
});

test('[B456] files of other programs and new folders go to the volume that is chosen, by a drop and by the menu', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M'], 'first-fit');
  file(join(a, 'Trips', 'note.txt'), 40);
  const card = host.dir('card');
  file(join(card, 'day 1', 'map.txt'), 300);
  await host.open(page);
  await row(page, 'Trips').dblclick();
  await expect(row(page, 'note.txt')).toBeVisible();
  await dropFromSystem(page, page.getByRole('button', { name: /^disk2 online/ }), [join(card, 'day 1')]);
  await expect(row(page, 'day 1')).toBeVisible();
  await expect.poll(() => existsSync(join(b, 'Trips', 'day 1', 'map.txt'))).toBe(true);
  expect(existsSync(join(a, 'Trips', 'day 1'))).toBe(false);

  host.cfs('volume', 'set', 'disk1', '--mode', 'no-create');
  await page.keyboard.press('Control+Shift+p');
  await page.keyboard.type('folder on volume');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New folder in Trips, on a volume' });
  await expect(dialog.getByRole('radio', { name: /disk1/ })).toBeDisabled();
  await dialog.getByRole('radio', { name: /disk2/ }).check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: /New name|Name of/ }).fill('Rome');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Rome')).toBeVisible();
  await expect.poll(() => existsSync(join(b, 'Trips', 'Rome'))).toBe(true);
  expect(existsSync(join(a, 'Trips', 'Rome'))).toBe(false);
});
